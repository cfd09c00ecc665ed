import { currencyName, readCatalogue } from './builder/catalogue'
import { type Choice, choiceFrom, searchOf, type Target, targetFrom, targets } from './builder/choice'
import { ChosenList } from './builder/chosen-list'
import { copyText } from './builder/clipboard'
import { attributesIn, writeAttributes } from './builder/controls'
import { options } from './builder/options'
import { PairList } from './builder/pair-list'
import { colourQuotes } from './builder/quotes'
import { loadServer, type Server } from './builder/release'
import { policyFor, snippet } from './builder/snippets'
import { Tabs } from './builder/tabs'

const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T

const form = byId<HTMLFormElement>('form')
const preview = byId('preview')
const search = byId<HTMLInputElement>('search')
const pin = byId<HTMLInputElement>('pin')
const copy = byId<HTMLButtonElement>('copy')

let choice = choiceFrom(location.search)
let server: Server = { address: location.origin }
let kept: ReturnType<typeof setTimeout> | undefined

/** Told to those who cannot see it; the same sentence twice is told twice. */
function say(text: string): void {
  const said = byId('said')
  said.textContent = said.textContent === text ? `${text}\u00a0` : text
}

/** The address keeps the choice. Browsers count how often it changes, so a slider in motion is waited for. */
function keep(): void {
  clearTimeout(kept)
  kept = setTimeout(() => history.replaceState(null, '', location.pathname + searchOf(choice)), 150)
}

function showPreview(): void {
  const wanted = new Map(choice.attributes)
  if (choice.pairs.length > 0) wanted.set('pairs', choice.pairs.join(','))
  for (const name of ['pairs', ...options.map(option => option.name)]) {
    const value = wanted.get(name)
    if (value === undefined) preview.removeAttribute(name)
    else if (preview.getAttribute(name) !== value) preview.setAttribute(name, value)
  }
  byId('stage').dataset.theme = choice.attributes.get('theme') ?? 'auto'
}

/** What stays as it is keeps the reader's selection. */
function write(place: Element, text: string): void {
  if (place.textContent !== text) place.textContent = text
}

const codeOf = (target: Target): Element => byId(`panel-${target}`).querySelector('pre code')!

function showSnippets(): void {
  const height_px = Math.ceil(preview.getBoundingClientRect().height)
  for (const target of targets) write(codeOf(target), snippet(target, choice, server, height_px))
  write(byId('policy'), policyFor(choice.target, server))
  colourQuotes(document.querySelectorAll('pre code'))
  const { release } = server
  const pinnable = release !== undefined && (choice.target === 'html' || choice.target === 'react')
  byId('pin-field').hidden = !pinnable
  byId('pin-hint').hidden = !pinnable || !choice.pinned
  byId('version').textContent = release?.version ?? ''
  byId('server-address').textContent = server.address
}

function show(): void {
  const { pairs, attributes } = choice
  pair_list.tick(pairs)
  chosen_list.show(pairs)
  byId('all-shown').hidden = pairs.length > 0
  byId('clear').hidden = pairs.length === 0
  byId('order-hint').hidden = pairs.length < 2
  byId('speed-field').hidden = attributes.has('layout') // only a marquee has one
  const speed = byId<HTMLInputElement>('speed')
  const speed_text = `${speed.value} px a second`
  byId('speed-says').textContent = speed_text
  speed.setAttribute('aria-valuetext', speed_text)
  pin.checked = choice.pinned
  showPreview()
  showSnippets()
}

function change(changes: Partial<Choice>): void {
  choice = { ...choice, ...changes }
  show()
  keep()
}

const pair_list = new PairList(byId('catalogue'), (pair, chosen) => {
  const others = choice.pairs.filter(other => other !== pair)
  change({ pairs: chosen ? [...others, pair] : others })
  say(chosen ? `${pair} is on the tape, ${choice.pairs.length} in all` : `${pair} is off the tape`)
})
const chosen_list = new ChosenList(byId('chosen'), (pairs, said) => {
  change({ pairs })
  if (pairs.length === 0) search.focus()
  say(said)
})
const tabs = new Tabs(form.querySelector<HTMLElement>('[role=tablist]')!, name => {
  settle()
  change({ target: targetFrom(name) })
})

/** A pair that the server does not list but could work out: `KZT/KGS`. */
function otherPair(): string | undefined {
  const found = /^\s*([a-z]{3,})\s*[/ -]\s*([a-z]{3,})\s*$/i.exec(search.value)
  const pair = found ? `${found[1]}/${found[2]}`.toUpperCase() : ''
  return pair === '' || pair_list.has(pair) || choice.pairs.includes(pair) ? undefined : pair
}

function find(): void {
  const found = pair_list.search(search.value)
  const other = found === 0 ? otherPair() : undefined
  byId('other').hidden = other === undefined
  byId('other-pair').textContent = other ?? ''
  byId('none-found').hidden = found > 0 || other !== undefined
  byId('pairs-problem').hidden = true
}

function complain(text: string): void {
  byId('pairs-problem').textContent = text
  byId('pairs-problem').hidden = false
}

/** Takes in a pair that is not in the catalogue, once the server has a rate for it. */
async function addOther(pair: string): Promise<void> {
  try {
    const answer = await fetch(`/v1/rates/${encodeURIComponent(pair.replace('/', '-'))}`)
    const { detail } = answer.ok ? {} : await answer.json()
    if (!answer.ok) {
      complain(
        `${pair.split('/').map(currencyName).join(' in ')}: ${detail ?? `answered with ${answer.status}`}`,
      )
      return
    }
  } catch {
    complain(`${pair}: the server does not answer`)
    return
  }
  search.value = ''
  find()
  if (!choice.pairs.includes(pair)) change({ pairs: [...choice.pairs, pair] })
  search.focus()
  say(`${pair} is on the tape, ${choice.pairs.length} in all`)
}

async function loadCatalogue(): Promise<void> {
  try {
    const answer = await fetch('/v1/pairs')
    if (!answer.ok) throw new Error(`answered with ${answer.status}`)
    pair_list.show(readCatalogue(await answer.json()))
    pair_list.tick(choice.pairs)
    find()
  } catch (error) {
    complain(
      `/v1/pairs: ${error instanceof Error ? error.message : error}. Load the page again to try once more.`,
    )
  }
}

let copied: ReturnType<typeof setTimeout> | undefined

/** The button says "Copy" again. */
function settle(): void {
  clearTimeout(copied)
  copy.textContent = 'Copy'
}

async function copySnippet(): Promise<void> {
  const done = await copyText(codeOf(choice.target))
  settle()
  copy.textContent = done ? 'Copied' : 'Selected: press Ctrl+C'
  say(done ? 'The snippet is copied' : 'The snippet is selected, press Control C to copy it')
  copied = setTimeout(settle, 3_000)
}

form.addEventListener('submit', event => event.preventDefault())
form.addEventListener('input', event => {
  if (event.target === search) find()
  else if ((event.target as HTMLElement).closest('#catalogue')) return
  else change({ attributes: attributesIn(form), pinned: pin.checked })
})
byId('add').addEventListener('click', () => {
  const pair = otherPair()
  if (pair) addOther(pair)
})
search.addEventListener('keydown', event => {
  if (event.key === 'Enter') byId('add').click()
})
byId('clear').addEventListener('click', () => {
  change({ pairs: [] })
  search.focus()
  say('All pairs are on the tape')
})
byId('widths').addEventListener('change', event => {
  byId('frame').dataset.width = (event.target as HTMLInputElement).value
})
copy.addEventListener('click', copySnippet)
new ResizeObserver(([entry]) => {
  byId('stage').classList.toggle('low', entry!.contentRect.height < 120)
  showSnippets()
}).observe(preview)

writeAttributes(form, choice.attributes)
byId<HTMLDetailsElement>('more').open = [...byId('more').querySelectorAll<HTMLInputElement>('[name]')].some(
  ({ name }) => choice.attributes.has(name),
)
tabs.show(choice.target)
show()
loadCatalogue()
loadServer(location.origin).then(found => {
  server = found
  showSnippets()
})

import type { Rate } from '../client/messages'
import { creditText } from '../widget/text'
import { ChartPanel } from './board/chart-panel'
import { type Choice, choiceIn, type Span, searchOf, spans } from './board/choice'
import { csvOf } from './board/csv'
import { Live } from './board/live'
import { type Column, columns, inOrder, isWanted, nextOrder } from './board/order'
import { BoardTable } from './board/table'
import { Wall, wallGrid } from './board/wall'
import { byId, keepRoles, write } from './dom'

const filter = byId<HTMLInputElement>('filter')
const basis = byId<HTMLSelectElement>('basis')

let choice: Choice = choiceIn(location.search)
const table = new BoardTable(byId('rows'), pair => choose(pair === choice.pair ? '' : pair))
const chart = new ChartPanel()
const wall = new Wall(() => change({ wall: wall.on }))
const live = new Live(show)

const shownRates = (): Rate[] =>
  inOrder(
    live.rates.filter(rate => isWanted(rate, choice.filter)),
    choice.order,
  )

/** Everything that is chosen lands here: in the address and on the page. */
function change(some: Partial<Choice>): void {
  const before = choice
  choice = { ...choice, ...some }
  history.replaceState(null, '', `${location.pathname}${searchOf(choice)}`)
  if (choice.basis !== before.basis) live.follow(choice.basis)
  show()
}

function choose(pair: string): void {
  if (choice.wall) return
  const before = choice.pair
  change({ pair })
  if (pair) byId('chart').scrollIntoView({ block: 'nearest' })
  else table.focus(before)
}

function show(): void {
  const rates = shownRates()
  const known = live.rates
  table.show(rates, choice.pair)
  chart.show(
    known.find(({ pair }) => pair === choice.pair),
    choice.span,
  )
  byId('panes').classList.toggle('open', !byId('chart').hidden)
  showHeaders()
  showNotes(rates, known)
  showWall(rates)
}

function showHeaders(): void {
  for (const head of document.querySelectorAll<HTMLElement>('th[data-column]')) {
    const sorted = head.dataset.column === choice.order.column
    if (sorted) head.setAttribute('aria-sort', choice.order.descending ? 'descending' : 'ascending')
    else head.removeAttribute('aria-sort')
  }
}

function showNotes(rates: readonly Rate[], known: readonly Rate[]): void {
  write(byId('note'), live.note)
  byId('note').hidden = !live.note
  byId('pause').setAttribute('aria-pressed', `${live.paused}`)
  byId('demo').hidden = !known.some(({ status }) => status === 'demo')
  byId('list').hidden = known.length === 0
  byId('waiting').hidden = known.length > 0 || live.note !== ''
  const count =
    rates.length === known.length ? `${known.length} pairs` : `${rates.length} of ${known.length} pairs`
  write(byId('count'), count)
  byId('none').hidden = known.length === 0 || rates.length > 0
  write(byId('credits'), creditText(known, live.credits))
}

function showWall(rates: readonly Rate[]): void {
  document.documentElement.classList.toggle('wall', choice.wall)
  if (!choice.wall) return
  const digits = Math.max(0, ...rates.map(({ rate }) => rate.length))
  const { clientWidth, clientHeight } = byId('list')
  const { columns, font_px } = wallGrid(rates.length, clientWidth, clientHeight, digits)
  byId('rows').style.setProperty('--columns', `${columns}`)
  byId('rows').style.setProperty('--font', `${font_px}px`)
}

function save(): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([csvOf(shownRates())], { type: 'text/csv' }))
  link.download = `rates-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function listen(): void {
  for (const head of document.querySelectorAll<HTMLElement>('th[data-column]')) {
    const column = columns.find(name => name === head.dataset.column) as Column
    head
      .querySelector('button')!
      .addEventListener('click', () => change({ order: nextOrder(choice.order, column) }))
  }
  filter.addEventListener('input', () => change({ filter: filter.value }))
  basis.addEventListener('change', () => change({ basis: basis.value }))
  byId('pause').addEventListener('click', () => live.pause(!live.paused))
  byId('csv').addEventListener('click', save)
  byId('enter-wall').addEventListener('click', () => wall.enter())
  byId('leave-wall').addEventListener('click', () => wall.leave())
  byId('chart-close').addEventListener('click', () => choose(''))
  byId('spans').addEventListener('click', event => {
    const { span } = ((event.target as Element).closest('button') ?? document.body).dataset
    if (spans.some(name => name === span)) change({ span: span as Span })
  })
  byId('chart').addEventListener('keydown', event => event.key === 'Escape' && !choice.wall && choose(''))
  new ResizeObserver(() => showWall(shownRates())).observe(byId('list'))
}

keepRoles(document.querySelector('#list table')!)
filter.value = choice.filter
basis.value = choice.basis
listen()
live.follow(choice.basis)
if (choice.wall) void wall.enter()
setInterval(() => document.hidden || table.tick(), 1000)

import { pastedPolicy } from './check/pasted-policy'

type Verdict = 'allowed' | 'limited' | 'blocked'

interface Finding {
  readonly verdict: Verdict
  readonly subject: string
  readonly why: string
  readonly line: string
  readonly place: string
}

interface Answer {
  readonly site: string
  readonly server: string
  readonly ways: Readonly<Record<'script' | 'frame' | 'picture', Verdict>>
  readonly findings: readonly Finding[]
}

/** The server takes addresses of 8 KiB. */
const most_bytes = 7_500

const ways = {
  script: 'Script tag, <rate-ticker>',
  frame: 'Frame with /embed',
  picture: 'Picture of /v1/tape',
} as const
const words = { allowed: 'Allowed', limited: 'Not as it stands', blocked: 'Blocked' } as const

const byId = (id: string): HTMLElement => document.getElementById(id)!
const form = byId('form') as HTMLFormElement
const site = byId('site') as HTMLInputElement
const csp = byId('csp') as HTMLTextAreaElement
let asking = new AbortController()

function element(name: string, text = '', kind = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  if (kind) made.className = kind
  return made
}

const state = (name: string, verdict: Verdict): HTMLElement =>
  element(name, words[verdict], `state ${verdict}`)

function wayRow([way, verdict]: [string, Verdict]): HTMLElement {
  const row = document.createElement('div')
  row.append(element('dt', ways[way as keyof typeof ways]), state('dd', verdict))
  return row
}

function findingRow({ verdict, subject, why, line, place }: Finding): HTMLElement {
  const row = document.createElement('li')
  row.append(element('h3', subject), state('span', verdict), element('p', why))
  if (line) {
    const code = element('pre')
    code.tabIndex = 0
    code.append(element('code', line))
    row.append(element('p', `In ${place === 'HTML' ? 'the HTML of the page' : place}:`), code)
  }
  return row
}

const sentence = ({ site, ways }: Answer): string => {
  const verdicts = Object.values(ways)
  if (verdicts.every(verdict => verdict === 'allowed')) return `Nothing keeps the tape away from ${site}.`
  if (verdicts.every(verdict => verdict === 'blocked')) return `The tape is kept away from ${site}.`
  const alive = ways.script !== 'blocked' || ways.frame !== 'blocked'
  return alive
    ? `The tape works on ${site}, but not in every way.`
    : `Only a picture of the tape works on ${site}.`
}

function show(answer: Answer): void {
  byId('verdict').textContent = sentence(answer)
  byId('ways').replaceChildren(...Object.entries(answer.ways).map(wayRow))
  byId('findings').replaceChildren(...answer.findings.map(findingRow))
  byId('result').hidden = false
}

function refuse(text: string): void {
  byId('wrong').textContent = text
  byId('wrong').hidden = text === ''
  if (text) byId('result').hidden = true
}

/** Asks about what is in the form; whether there is an answer. */
async function ask(): Promise<boolean> {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  const { policy, reports } = pastedPolicy(csp.value)
  byId('note').textContent =
    'A policy that only reports blocks nothing and was left out (Content-Security-Policy-Report-Only).'
  byId('note').hidden = !reports
  const query = `${new URLSearchParams({ site: site.value, csp: policy })}`
  if (query.length > most_bytes) {
    refuse(`The policy is too long to be sent: ${query.length} of ${most_bytes} bytes.`)
    return false
  }
  try {
    const response = await fetch(`/v1/check?${query}`, { signal })
    const answer = await response.json()
    refuse(response.ok ? '' : answer.detail)
    if (response.ok) show(answer)
    return response.ok
  } catch {
    if (!signal.aborted) refuse('The server does not answer.')
    return false
  }
}

/** Puts what the address says into the form and asks. */
function follow(): void {
  const query = new URLSearchParams(location.search)
  site.value = query.get('site') ?? ''
  csp.value = query.get('csp') ?? ''
  if (site.value) void ask()
  else byId('result').hidden = true
}

form.addEventListener('submit', async event => {
  event.preventDefault()
  const query = new URLSearchParams({ site: site.value })
  const { policy } = pastedPolicy(csp.value)
  if (policy) query.set('csp', policy)
  if (`${query}`.length <= most_bytes && `?${query}` !== location.search) {
    history.pushState(null, '', `?${query}`)
  }
  if (await ask()) byId('verdict').focus()
})
window.addEventListener('popstate', follow)
follow()

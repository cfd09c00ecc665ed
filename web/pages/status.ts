import { longDurationText } from './ages'
import { byId, keepRoles, make, write } from './dom'
import {
  agoText,
  asideText,
  nextText,
  overallSign,
  type ServerStatus,
  type Source,
  signOf,
  sourceNotes,
  verdictText,
} from './status/sources'

const refresh_ms = 5_000
const patience_ms = 8_000

/** One source of the table. Its cells are edited in place. */
class SourceRow {
  readonly element = make('tr', '', 'row')
  readonly #title = make('span', 'title')
  readonly #about = make('span', 'about')
  readonly #mark = make('span', 'mark')
  readonly #note = make('span', 'unseen')
  readonly #last = make('time')
  readonly #next = make('time')
  readonly #pairs = make('span')

  constructor() {
    const name = make('th', 'source', 'rowheader')
    name.scope = 'row'
    name.append(this.#title, this.#about)
    const state = make('td', 'state', 'cell')
    state.append(this.#mark, this.#note)
    this.element.append(
      name,
      state,
      cellOf('when', 'Last success', this.#last),
      cellOf('when', 'Next poll', this.#next),
      cellOf('pairs', 'Pairs from it now', this.#pairs),
    )
  }

  show(source: Source, now_ms: number): void {
    write(this.#title, source.title)
    write(this.#about, [source.name, source.kind].filter(Boolean).join(', '))
    write(this.#mark, source.state)
    this.#mark.dataset.sign = signOf(source.state)
    this.#mark.title = sourceNotes[source.state] ?? ''
    write(this.#note, `: ${sourceNotes[source.state] ?? ''}`)
    showTime(this.#last, source.last_success, agoText(source.last_success, now_ms))
    showTime(this.#next, source.next_poll, nextText(source, now_ms))
    write(this.#pairs, source.pairs.join(', ') || 'none')
    this.#pairs.classList.toggle('none', source.pairs.length === 0)
  }
}

/** On a narrow screen the cell says itself what it is; assistive tools have the header for that. */
function cellOf(className: string, label: string, content: Element): HTMLTableCellElement {
  const cell = make('td', className, 'cell')
  const name = make('span', 'label')
  name.textContent = label
  name.setAttribute('aria-hidden', 'true')
  cell.append(name, content)
  return cell
}

const exactly = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' })

function showTime(element: HTMLTimeElement, at: string | null, text: string): void {
  write(element, text)
  if (!at) {
    element.removeAttribute('datetime')
    element.removeAttribute('title')
  } else if (element.dateTime !== at) {
    element.dateTime = at
    element.title = exactly.format(new Date(at))
  }
}

const rows = new Map<string, SourceRow>()
let known: ServerStatus | undefined
/** How far the server's clock is ahead of this one. */
let ahead_ms = 0
let heardAt = 0
let lost = false

function show(): void {
  const note = lost ? lostText() : ''
  if (!known) {
    if (note) write(byId('verdict'), note)
    return
  }
  const { sources } = known
  const now_ms = Date.now() + ahead_ms
  byId('sign').dataset.sign = lost ? 'bad' : overallSign(sources)
  write(byId('verdict'), note || verdictText(sources))
  write(byId('aside'), asideText(known))
  write(byId('pairs'), `${known.pairs.rated} of ${known.pairs.configured}`)
  write(byId('clients'), known.clients.toLocaleString('en'))
  write(byId('uptime'), longDurationText(now_ms - Date.parse(known.started_at)))
  write(byId('sequence'), `${known.epoch}:${known.seq}`)
  write(byId('server'), known.server)
  write(
    byId('as-of'),
    `As of ${clockOf(heardAt)} on your clock. Asked again every ${refresh_ms / 1000} seconds.`,
  )
  showRows(sources, now_ms)
  byId('facts').hidden = false
  byId('list').hidden = false
}

function showRows(sources: readonly Source[], now_ms: number): void {
  const elements = sources.map(source => {
    const row = rows.get(source.name) ?? new SourceRow()
    rows.set(source.name, row)
    row.show(source, now_ms)
    return row.element
  })
  const table = byId('sources')
  if (elements.length !== table.children.length || elements.some((row, at) => row !== table.children[at])) {
    table.replaceChildren(...elements)
  }
}

const clockOf = (at_ms: number): string => new Date(at_ms).toTimeString().slice(0, 8)

const lostText = (): string =>
  heardAt
    ? `connection lost, showing the status of ${clockOf(heardAt).slice(0, 5)}`
    : 'the status is not available here'

async function ask(): Promise<void> {
  try {
    const answer = await fetch('/v1/status', { cache: 'no-store', signal: AbortSignal.timeout(patience_ms) })
    if (!answer.ok) throw new Error(`answered ${answer.status}`)
    known = (await answer.json()) as ServerStatus
    heardAt = Date.now()
    ahead_ms = Date.parse(known.now) - heardAt
    lost = false
  } catch {
    lost = true // said on the page; asked again at the next turn
  }
  show()
}

/** Asks for ever, but not while nobody looks. */
async function refresh(): Promise<void> {
  for (;;) {
    await ask()
    await new Promise(done => setTimeout(done, refresh_ms))
    while (document.hidden) {
      await new Promise(done => document.addEventListener('visibilitychange', done, { once: true }))
    }
  }
}

keepRoles(document.querySelector('#list table')!)
setInterval(() => document.hidden || show(), 1000)
void refresh()

import type { Rate } from '../../client/messages'
import { byId, make, write } from '../dom'
import { Chart } from './chart'
import type { Span } from './choice'
import { emptyText, extremesOf, failureText, historyQuery, type Point, pointsIn, whenText } from './past'

/** How soon the history is asked for again after a rate changed: an answer may be that old anyway. */
const settle_ms = 5_000
const patience_ms = 20_000

/** The chart of one pair with all that stands around it. Its elements are in the page and hidden as long as it is shut. */
export class ChartPanel {
  #panel = byId('chart')
  #note = byId('chart-note')
  #values = byId<HTMLDetailsElement>('chart-values')
  #chart = new Chart(byId('plot'), point => this.#readOut(point))
  #rate: Rate | undefined
  #span: Span = '30d'
  #points: readonly Point[] = []
  #asking: AbortController | undefined
  #settling: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.#values.addEventListener('toggle', () => this.#fillTable())
    byId('values').tabIndex = 0 // it scrolls
    byId('chart-again').addEventListener('click', () => this.#load())
  }

  /** Opens it for `rate`, or follows that pair's newer rate; undefined shuts it. */
  show(rate: Rate | undefined, span: Span): void {
    const before = this.#rate
    this.#panel.hidden = !rate
    if (rate?.pair !== before?.pair || span !== this.#span) {
      this.#rate = rate
      this.#span = span
      this.#begin()
    } else if (rate && rate !== before) {
      this.#rate = rate
      this.#settling ??= setTimeout(() => this.#load(), settle_ms)
    }
  }

  #begin(): void {
    this.#take([])
    write(this.#note, '')
    byId('chart-again').hidden = true
    this.#forget()
    if (!this.#rate) return
    write(byId('chart-name'), this.#rate.pair)
    byId('plot').setAttribute('aria-label', `${this.#rate.pair} over time`)
    for (const button of byId('spans').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', `${button.dataset.span === this.#span}`)
    }
    write(this.#note, 'Loading the history')
    void this.#load()
  }

  #forget(): void {
    clearTimeout(this.#settling)
    this.#settling = undefined
    this.#asking?.abort()
  }

  async #load(): Promise<void> {
    this.#forget()
    const rate = this.#rate
    if (!rate) return
    const asking = new AbortController()
    this.#asking = asking
    const query = historyQuery(rate, this.#span, Date.now())
    this.#link(query)
    try {
      const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(patience_ms)])
      // Asked of the server each time: a cached answer may lack the value that is the reason to ask.
      const answer = await fetch(`/v1/history?${query}`, { cache: 'no-cache', signal })
      const points = answer.ok ? pointsIn(await answer.json()) : []
      if (asking.signal.aborted) return
      if (answer.ok) this.#took(rate.pair, points)
      else this.#failed(failureText(answer.status))
    } catch {
      if (!asking.signal.aborted) this.#failed('The history could not be loaded.')
    }
  }

  #took(pair: string, points: readonly Point[]): void {
    this.#take(points)
    write(this.#note, emptyText(pair, this.#span, points.length))
    byId('chart-again').hidden = true
  }

  /** What was drawn before stays: it is not wrong, only not of the last minute. */
  #failed(why: string): void {
    write(this.#note, why)
    byId('chart-again').hidden = false
  }

  #take(points: readonly Point[]): void {
    this.#points = points
    this.#chart.show(points)
    byId('plot').hidden = points.length === 0
    byId('chart-figures').hidden = points.length === 0
    this.#values.hidden = points.length === 0
    const extremes = extremesOf(points)
    if (extremes) {
      write(byId('chart-high'), `${extremes.high.value}`)
      write(byId('chart-high-when'), whenText(extremes.high))
      write(byId('chart-low'), `${extremes.low.value}`)
      write(byId('chart-low-when'), whenText(extremes.low))
    }
    this.#fillTable()
  }

  #readOut(point: Point | undefined): void {
    write(byId('read-value'), point?.value ?? '')
    write(byId('read-when'), point ? whenText(point) : '')
  }

  /** The same values in a table, newest first; made only when somebody opens it. */
  #fillTable(): void {
    if (!this.#values.open) return
    const rows = [...this.#points].reverse().map(point => {
      const row = make('tr')
      const when = make('th')
      when.scope = 'row'
      when.textContent = whenText(point)
      const value = make('td', 'number')
      value.textContent = point.value
      row.append(when, value)
      return row
    })
    byId('chart-rows').replaceChildren(...rows)
  }

  /** The server's own file of the same values, all of them. */
  #link(query: URLSearchParams): void {
    const all = new URLSearchParams(query)
    all.delete('limit')
    all.set('format', 'csv')
    const link = byId<HTMLAnchorElement>('chart-csv')
    link.href = `/v1/history?${all}`
    link.download = `${all.get('pair')!.replace('/', '-')}-${this.#span}.csv`
  }
}

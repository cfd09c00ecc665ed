import type { Rate } from '../client/messages'
import type { Layout } from './marquee'
import { asOfText, directionOf, markText, percentText, titleText } from './text'

/** Makes an element with a `part` name, which is its class inside the shadow root too. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, part: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = part
  element.setAttribute('part', part)
  return element
}

/** How a rate reads. */
export interface Words {
  readonly rate: string
  readonly percent: string
}

export const plainWords = ({ rate, change_pct }: Rate): Words => ({ rate, percent: percentText(change_pct) })

/** One rate on the tape: `KGS/USD = 0.01144 0%`. Its text nodes live as long as it does and are edited in place. */
class Row {
  readonly element = make('li', 'item')
  readonly #rate = text('rate')
  readonly #change = make('span', 'change')
  readonly #percent = document.createTextNode('')
  readonly #mark = text('mark')
  readonly #source = text('source')
  readonly #time = text('time')
  readonly #cells = [this.#rate, this.#change]
  readonly #reserved: string[] = []

  constructor(pair: string) {
    const name = make('span', 'pair')
    const equals = make('span', 'equals')
    name.textContent = pair
    equals.textContent = ' = '
    this.#change.append(make('span', 'arrow'), this.#percent)
    this.element.append(name, equals, this.#rate, ' ', this.#change, this.#mark, this.#source, this.#time)
  }

  show(rate: Rate, words: Words): void {
    const mark = markText(rate.status)
    write(this.#rate.firstChild as Text, words.rate)
    write(this.#percent, words.percent)
    write(this.#mark.firstChild as Text, mark)
    write(this.#source.firstChild as Text, rate.source)
    write(this.#time.firstChild as Text, asOfText(rate.as_of))
    this.#mark.hidden = !mark
    this.element.dataset.direction = directionOf(rate.change_pct)
    this.element.title = titleText(rate)
  }

  /** How wide the numbers are, in px: the rate and its change. */
  widths(): number[] {
    return this.#cells.map(cell => cell.getBoundingClientRect().width)
  }

  /** Keeps so much room for the numbers, whatever they read; without widths, the room they need. */
  reserve(widths: readonly string[] = []): void {
    for (const [index, cell] of this.#cells.entries()) {
      const width = widths[index] ?? ''
      if (this.#reserved[index] === width) continue
      this.#reserved[index] = width
      cell.style.setProperty('min-width', width)
    }
  }
}

const text = (part: string): HTMLSpanElement => {
  const element = make('span', part)
  element.textContent = ' '
  return element
}

const write = (node: Text, text: string): void => {
  if (node.data !== text) node.data = text
}

/** All rates once. A marquee has several of these side by side; only the first one is there for assistive tools. */
export class Copy {
  readonly element = make('ul', 'copy')
  #rows = new Map<string, Row>()

  constructor(first: boolean) {
    this.element.setAttribute('role', 'list') // list-style: none takes the role away in some browsers
    if (first) return
    this.element.inert = true
    this.element.setAttribute('aria-hidden', 'true')
  }

  show(rates: readonly Rate[], words = plainWords): void {
    this.#rows = new Map(rates.map(({ pair }) => [pair, this.#rows.get(pair) ?? new Row(pair)]))
    for (const rate of rates) this.#rows.get(rate.pair)!.show(rate, words(rate))
    const rows = [...this.#rows.values()].map(row => row.element)
    const { children } = this.element
    if (rows.length !== children.length || rows.some((row, index) => row !== children[index])) {
      this.element.replaceChildren(...rows)
    }
  }

  /** The room that the numbers of each row take now, to give to `reserve` of every copy. */
  widths(): string[][] {
    const font_px = Number.parseFloat(getComputedStyle(this.element).fontSize)
    return [...this.#rows.values()].map(row => row.widths().map(width => `${(width / font_px).toFixed(4)}em`))
  }

  reserve(widths: readonly string[][]): void {
    for (const [index, row] of [...this.#rows.values()].entries()) row.reserve(widths[index])
  }

  /** Where each row begins, in px from the left edge and in that order. */
  layout(): Layout {
    const { left } = this.element.getBoundingClientRect()
    const places = [...this.#rows].map(
      ([pair, row]) => [pair, row.element.getBoundingClientRect().left - left] as const,
    )
    return new Map(places.sort((one, other) => one[1] - other[1]))
  }
}

import { type Entry, matches } from './catalogue'

const make = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  element.className = name
  return element
}

/** One pair of the catalogue with its check box. */
class Row {
  readonly element = make('li', 'row')
  readonly box = make('input', 'box')
  readonly #entry: Entry

  constructor(entry: Entry, withSource: boolean) {
    this.#entry = entry
    const label = make('label', 'name')
    const pair = make('strong', 'pair')
    const name = make('span', 'long')
    const source = make('span', 'source')
    this.box.type = 'checkbox'
    pair.textContent = entry.pair
    name.textContent = entry.name
    source.textContent = withSource ? entry.source : ''
    source.title = entry.source
    label.append(this.box, pair, ' ', name, ' ', source)
    this.element.append(label)
  }

  fits(text: string): boolean {
    return matches(this.#entry, text)
  }
}

/** The check boxes of the catalogue, of which a search shows some. */
export class PairList {
  readonly #list: HTMLElement
  readonly #toggled: (pair: string, chosen: boolean) => void
  #rows = new Map<string, Row>()

  /** `toggled` is told of every box that somebody ticks or clears. */
  constructor(list: HTMLElement, toggled: (pair: string, chosen: boolean) => void) {
    this.#list = list
    this.#toggled = toggled
  }

  show(entries: readonly Entry[]): void {
    // What is the same for all tells nobody anything.
    const withSource = new Set(entries.map(({ source }) => source)).size > 1
    this.#rows = new Map(entries.map(entry => [entry.pair, new Row(entry, withSource)]))
    for (const [pair, { box }] of this.#rows) box.onchange = () => this.#toggled(pair, box.checked)
    this.#list.replaceChildren(...[...this.#rows.values()].map(({ element }) => element))
  }

  has(pair: string): boolean {
    return this.#rows.has(pair)
  }

  tick(pairs: readonly string[]): void {
    for (const [pair, { box }] of this.#rows) box.checked = pairs.includes(pair)
  }

  /** Shows the pairs of which every word of `text` is said; how many there are. */
  search(text: string): number {
    let found = 0
    for (const row of this.#rows.values()) {
      row.element.hidden = !row.fits(text.trim())
      if (!row.element.hidden) found++
    }
    this.#list.hidden = found === 0
    return found
  }
}

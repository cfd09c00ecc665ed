import type { Extension, Tape } from './extension'

/** A pair out of a symbol: `FX_IDC:KGSUSD`, `KGSUSD` and `KGS/USD` are all `KGS/USD`. */
export function pairOf(symbol: string): string {
  const name = symbol.trim().replace(/^.*:/, '').toUpperCase()
  return /^[A-Z]{6}$/.test(name) ? `${name.slice(0, 3)}/${name.slice(3)}` : name
}

/** What each foreign attribute says in ours; null takes ours away. */
const translations: Readonly<Record<string, (value: string) => [string, string | null]>> = {
  symbols: value => [
    'pairs',
    value
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(pairOf)
      .join(','),
  ],
  colortheme: value => ['theme', value],
  istransparent: value => ['transparent', value === 'false' ? null : ''],
  displaymode: value => ['layout', value === 'compact' ? 'compact' : 'marquee'],
  largecharturl: value => ['href', value],
}

/**
 * Reads the attributes of TradingView's tapes as ours, so that a page can change its tape without changing its words.
 *
 * A file of its own, loaded only by tapes with one of these attributes.
 */
class Aliases implements Extension {
  #element: HTMLElement

  constructor({ element }: Tape) {
    this.#element = element
    this.reread()
  }

  reread(): void {
    for (const [foreign, translate] of Object.entries(translations)) {
      const said = this.#element.getAttribute(foreign)
      if (said === null) continue
      const [own, value] = translate(said)
      if (value === null) this.#element.removeAttribute(own)
      else if (this.#element.getAttribute(own) !== value) this.#element.setAttribute(own, value)
    }
  }

  end(): void {}
}

export const extend = (tape: Tape): Extension => new Aliases(tape)

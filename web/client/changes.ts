import type { Rate } from './messages'

/** Which rates are others than at the last look. A snapshot brings every rate again, changed or not. */
export class Changes {
  #seen: ReadonlyMap<string, Rate> = new Map()

  of(rates: ReadonlyMap<string, Rate>): Rate[] {
    const seen = this.#seen
    this.#seen = new Map(rates)
    return [...rates.values()].filter(rate => {
      const before = seen.get(rate.pair)
      return before !== rate && JSON.stringify(before) !== JSON.stringify(rate)
    })
  }
}

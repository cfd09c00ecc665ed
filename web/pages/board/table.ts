import type { Rate } from '../../client/messages'
import { type Past, pastsIn } from '../../widget/spark'
import { BoardRow } from './row'

const closes = 30
const reload_ms = 600_000
/** Until the closes of a new day are asked for: an answer may be old, and not everybody asks at once. */
const settle_ms = 40_000
const spread_ms = 20_000

/** Puts `wanted` into that order with nothing but moves, and never moves `kept`: a moved element loses the focus. */
export function arrange(parent: Element, wanted: readonly Element[], kept: Element | null): void {
  const stays = new Set(wanted)
  for (const child of [...parent.children]) if (!stays.has(child)) child.remove()
  const middle = kept ? wanted.indexOf(kept) : -1
  // Backwards from the kept one, and forwards from it: each goes beside one that is in its place already.
  for (let index = middle - 1; index >= 0; index--) {
    const [element, after] = [wanted[index]!, wanted[index + 1]!]
    if (after.previousElementSibling !== element) after.before(element)
  }
  for (let index = middle + 1; index < wanted.length; index++) {
    const [element, before] = [wanted[index]!, wanted[index - 1]]
    const place = before ? before.nextElementSibling : parent.firstElementChild
    if (place !== element) parent.insertBefore(element, place)
  }
}

/** The rows of the board, one for each pair that is known, and the closes that are drawn in them. */
export class BoardTable {
  #body: HTMLElement
  #rows = new Map<string, BoardRow>()
  #pasts: ReadonlyMap<string, Past> = new Map()
  #settling: ReturnType<typeof setTimeout> | undefined

  /** `chosen` is called with the pair of a row that somebody presses. */
  constructor(body: HTMLElement, chosen: (pair: string) => void) {
    this.#body = body
    body.addEventListener('click', event => {
      const pressed = (event.target as Element).closest('tr')
      for (const [pair, row] of this.#rows) if (row.element === pressed) chosen(pair)
    })
    setInterval(() => this.#load(), reload_ms)
    void this.#load()
  }

  /** Shows `rates` in that order, `chosen` among them marked. */
  show(rates: readonly Rate[], chosen: string): void {
    const rows = rates.map(rate => {
      const row = this.#rows.get(rate.pair) ?? this.#make(rate.pair)
      row.show(rate)
      row.choose(rate.pair === chosen)
      return row
    })
    for (const index of [0, 1, 2] as const) {
      const most = Math.max(0, ...rows.map(row => row.numbers[index].decimals))
      for (const row of rows) row.numbers[index].align(most)
    }
    arrange(
      this.#body,
      rows.map(({ element }) => element),
      this.#body.contains(document.activeElement) ? document.activeElement!.closest('tr') : null,
    )
    if (rows.some(row => row.outgrewPast)) this.#reloadSoon()
    this.tick()
  }

  /** Counts all ages on. */
  tick(): void {
    const now = Date.now()
    for (const row of this.#rows.values()) if (row.element.isConnected) row.tick(now)
  }

  /** Puts the focus on a pair's row, if it is shown. */
  focus(pair: string): void {
    this.#rows.get(pair)?.button.focus()
  }

  #make(pair: string): BoardRow {
    const row = new BoardRow()
    row.takePast(this.#pasts.get(pair))
    this.#rows.set(pair, row)
    return row
  }

  async #load(): Promise<void> {
    try {
      const answer = await fetch(`/v1/pairs?spark=${closes}`)
      if (!answer.ok) return
      this.#pasts = pastsIn(await answer.json())
      for (const [pair, row] of this.#rows) row.takePast(this.#pasts.get(pair))
    } catch {
      // Decoration; asked again at the next turn.
    }
  }

  #reloadSoon(): void {
    this.#settling ??= setTimeout(
      () => {
        this.#settling = undefined
        void this.#load()
      },
      settle_ms + Math.random() * spread_ms,
    )
  }
}

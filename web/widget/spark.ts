import type { Rate } from '../client/messages'
import type { Copy } from './rows'

/** How many of the last daily closes are drawn. */
const most_points = 30
/** Closes change once a day; whoever has the page open overnight sees the new day soon. */
const reload_ms = 600_000

const style = `width:4em;height:1em;margin-left:.4em;vertical-align:-.125em;overflow:visible;fill:none;stroke:currentColor`

/** The closes of each pair, oldest first, out of the answer to `/v1/pairs?spark=N`. */
export function closesIn(answer: unknown): Map<string, readonly number[]> {
  const pairs = (answer as { pairs?: { pair: string; spark?: string[] }[] } | null)?.pairs ?? []
  return new Map(pairs.map(({ pair, spark = [] }) => [pair, spark.map(Number).filter(Number.isFinite)]))
}

/** The closes with what is live in the place of the last one: the running day has one too. */
export const withLive = (closes: readonly number[], live: number): readonly number[] =>
  Number.isFinite(live) && closes.length > 0 ? [...closes.slice(0, -1), live] : closes

/** The points of a line through `values` in a box of 100 x 100; empty when there are fewer than two. */
export function lineOf(values: readonly number[]): string {
  if (values.length < 2) return ''
  const low = Math.min(...values)
  const range = Math.max(...values) - low
  const height = (value: number) => (range > 0 ? 100 - ((value - low) / range) * 100 : 50)
  return values
    .map((value, index) => `${round((index / (values.length - 1)) * 100)},${round(height(value))}`)
    .join(' ')
}

const round = (value: number): number => Math.round(value * 10) / 10

/**
 * Draws the last thirty closes beside each rate. Decoration: assistive tools are told nothing of it, and when the server
 * has no history, or cannot be asked, the tape is as it is without.
 *
 * A file of its own, loaded only by tapes that want it.
 */
export class Sparks {
  #closes = new Map<string, readonly number[]>()
  #timer: ReturnType<typeof setInterval>
  #lines = new Map<Element, SVGPolylineElement>()
  #server: string
  #changed: () => void

  /** `changed` is called when there is something else to draw. */
  constructor(server: string, changed: () => void) {
    this.#server = server
    this.#changed = changed
    this.#timer = setInterval(() => this.#load(), reload_ms)
    this.#load()
  }

  /** Draws into the items of `copies`, each of which shows `rates` in their order. */
  draw(copies: readonly Copy[], rates: readonly Rate[]): void {
    for (const { element } of copies) {
      for (const [index, { pair, rate }] of rates.entries()) {
        const item = element.children[index]
        if (item) this.#drawInto(item, lineOf(withLive(this.#closes.get(pair) ?? [], Number(rate))))
      }
    }
  }

  end(): void {
    clearInterval(this.#timer)
    for (const line of this.#lines.values()) line.parentElement?.remove()
    this.#lines.clear()
  }

  async #load(): Promise<void> {
    try {
      const answer = await fetch(`${this.#server}/v1/pairs?spark=${most_points}`)
      if (!answer.ok) return
      this.#closes = closesIn(await answer.json())
      this.#changed()
    } catch {
      // Asked again at the next turn.
    }
  }

  #drawInto(item: Element, points: string): void {
    let line = this.#lines.get(item)
    if (!line) {
      if (!points) return
      line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline')
      line.setAttribute('vector-effect', 'non-scaling-stroke')
      line.setAttribute('stroke-width', '1.5')
      line.setAttribute('stroke-linejoin', 'round')
      const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      picture.setAttribute('part', 'spark')
      picture.setAttribute('aria-hidden', 'true')
      picture.setAttribute('viewBox', '0 0 100 100')
      picture.setAttribute('preserveAspectRatio', 'none')
      picture.style.cssText = style
      picture.append(line)
      item.append(picture)
      this.#lines.set(item, line)
    }
    if (line.getAttribute('points') !== points) line.setAttribute('points', points)
  }
}

import type { Rate } from '../client/messages'
import type { Extension, Tape } from './extension'
import type { Copy } from './rows'

/** How many daily closes are drawn. */
const most_points = 30
const reload_ms = 600_000
/** Until the closes of a new value date are asked for: an answer may be 35 s old, and not everybody asks at once. */
const settle_ms = 40_000
const spread_ms = 20_000

/** The line lies in the room that the tape keeps behind each change, and takes none of its own. */
const style =
  'width:4em;height:1em;margin-inline-start:-4em;vertical-align:-.125em;overflow:visible;fill:none;stroke:currentColor'

/** The closes of a pair, oldest first. `day` is the value date of the last one: empty until a rate came to tell it. */
export interface Past {
  readonly day: string
  readonly closes: readonly number[]
}

/** The past of each pair out of the answer to `/v1/pairs?spark=N`. */
export function pastsIn(answer: unknown): Map<string, Past> {
  const pairs = (answer as { pairs?: { pair: string; spark?: string[] }[] } | null)?.pairs ?? []
  return new Map(
    pairs.map(({ pair, spark = [] }) => [
      pair,
      { day: '', closes: spark.map(Number).filter(Number.isFinite) },
    ]),
  )
}

/** `past` with `rate` in the place of the close of its own day, or behind all when a day has begun. */
export function withLive(past: Past, rate: Rate): Past {
  const live = Number(rate.rate)
  if (!Number.isFinite(live) || past.closes.length === 0) return past
  const day = dayOf(rate)
  const begins = isNewDay(past, rate)
  const before = begins ? past.closes.slice(1 - most_points) : past.closes.slice(0, -1)
  return { day: begins || !past.day ? day : past.day, closes: [...before, live] }
}

/** Whether `rate` is of a later value date than all of `past`. */
export const isNewDay = ({ day }: Past, rate: Rate): boolean => day !== '' && dayOf(rate) > day

/** Not trusted to be there: a tape goes on whatever its server leaves out. */
const dayOf = ({ as_of }: Rate): string => String(as_of).slice(0, 10)

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
 * has no history, or cannot be asked, its room stays empty.
 *
 * A file of its own, loaded only by tapes that want it.
 */
export class Sparks implements Extension {
  #pasts = new Map<string, Past>()
  #lines = new WeakMap<Element, SVGPolylineElement>()
  #copies: readonly Copy[] = []
  #reload: ReturnType<typeof setInterval>
  #settling: ReturnType<typeof setTimeout> | undefined
  #server: string
  #changed: () => void

  /** `changed` is called when there is something else to draw. */
  constructor(server: string, changed: () => void) {
    this.#server = server
    this.#changed = changed
    this.#reload = setInterval(() => this.#load(), reload_ms)
    this.#load()
  }

  /** Draws into the items of `copies`, each of which shows `rates` in their order. */
  draw(copies: readonly Copy[], rates: readonly Rate[]): void {
    this.#copies = copies
    for (const [index, rate] of rates.entries()) {
      const points = this.#pointsOf(rate)
      for (const { element } of copies) {
        const item = element.children[index]
        if (item) this.#drawInto(item, points)
      }
    }
  }

  /** Takes all lines away and asks for nothing any more. */
  end(): void {
    clearInterval(this.#reload)
    clearTimeout(this.#settling)
    for (const { element } of this.#copies) for (const line of element.querySelectorAll('svg')) line.remove()
    this.#changed = () => {} // an answer may be under way
  }

  #pointsOf(rate: Rate): string {
    const past = this.#pasts.get(rate.pair)
    if (!past) return ''
    if (isNewDay(past, rate)) this.#reloadSoon()
    const now = withLive(past, rate)
    this.#pasts.set(rate.pair, now)
    return lineOf(now.closes)
  }

  #reloadSoon(): void {
    this.#settling ??= setTimeout(
      () => {
        this.#settling = undefined
        this.#load()
      },
      settle_ms + Math.random() * spread_ms,
    )
  }

  async #load(): Promise<void> {
    try {
      const answer = await fetch(`${this.#server}/v1/pairs?spark=${most_points}`)
      if (!answer.ok) return
      this.#pasts = pastsIn(await answer.json())
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
      picture.setAttribute('class', 'spark')
      picture.setAttribute('part', 'spark')
      picture.setAttribute('aria-hidden', 'true')
      picture.setAttribute('viewBox', '0 0 100 100')
      picture.setAttribute('preserveAspectRatio', 'none')
      picture.style.cssText = style
      picture.append(line)
      item.querySelector('.change')?.after(picture)
      this.#lines.set(item, line)
    }
    if (line.getAttribute('points') !== points) line.setAttribute('points', points)
  }
}

export const extend = ({ server, changed }: Tape): Extension => new Sparks(server(), changed)

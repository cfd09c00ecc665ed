import { nearest, pathOf, Scale } from './chart-scale'
import { type Point, whenText } from './past'
import { numberTicks, type Tick, timeTicks } from './ticks'

const space = 'http://www.w3.org/2000/svg'
const letter_px = 7
const tick_height_px = 56
const tick_width_px = 80

function draw<K extends keyof SVGElementTagNameMap>(
  tag: K,
  className: string,
  attributes: Record<string, string | number> = {},
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(space, tag)
  element.setAttribute('class', className)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`)
  return element
}

/** Where a key leads from `index` of `count` points; undefined for keys that lead nowhere. */
export function indexAfter(key: string, index: number, count: number): number | undefined {
  const page = Math.max(1, Math.round(count / 10))
  const targets: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - page,
    PageUp: index + page,
    Home: 0,
    End: count - 1,
  }
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined
  return target === undefined ? undefined : Math.min(Math.max(target, 0), count - 1)
}

/**
 * A line of the past in an element that is a slider to assistive tools and the keyboard: its value is the point that is
 * read out.
 */
export class Chart {
  #plot: HTMLElement
  #picture = draw('svg', 'picture', { 'aria-hidden': 'true' })
  #grid = draw('g', 'grid')
  #area = draw('path', 'area')
  #line = draw('path', 'line')
  #cursor = draw('line', 'cursor')
  #dot = draw('circle', 'dot', { r: 4 })
  #points: readonly Point[] = []
  #scale: Scale | undefined
  /** The point that is read out; undefined is the last one. */
  #index: number | undefined
  #read: (point: Point | undefined) => void

  /** `read` is called with the point to read out whenever it is another one. */
  constructor(plot: HTMLElement, read: (point: Point | undefined) => void) {
    this.#plot = plot
    this.#read = read
    this.#picture.append(this.#grid, this.#area, this.#line, this.#cursor, this.#dot)
    plot.append(this.#picture)
    plot.addEventListener('pointermove', event => this.#point(event))
    plot.addEventListener('pointerdown', event => this.#point(event))
    plot.addEventListener('pointerleave', () => this.#choose(undefined))
    plot.addEventListener('keydown', event => this.#key(event))
    plot.addEventListener('blur', () => this.#choose(undefined))
    new ResizeObserver(() => this.#draw()).observe(plot)
  }

  show(points: readonly Point[]): void {
    const chosen = this.#index === undefined ? undefined : this.#points[this.#index]
    this.#points = points
    this.#index = chosen && points.length > 0 ? nearest(points, chosen.at) : undefined
    this.#draw()
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#plot
    const points = this.#points
    this.#picture.toggleAttribute('hidden', points.length === 0)
    if (points.length === 0 || width === 0 || height === 0) {
      this.#scale = undefined
      this.#choose(this.#index)
      return
    }
    this.#picture.setAttribute('viewBox', `0 0 ${width} ${height}`)
    const most = Math.max(2, Math.floor(height / tick_height_px))
    const rough = new Scale(points, { left: 0, top: 0, right: 1, bottom: 1 })
    const levels = numberTicks(rough.low, rough.high, most)
    const longest = Math.max(3, ...levels.map(({ text }) => text.length))
    const box = { left: 6, top: 10, right: width - longest * letter_px - 14, bottom: height - 26 }
    const scale = new Scale(points, box)
    this.#scale = scale
    const moments = timeTicks(
      scale.from,
      scale.to,
      Math.max(2, Math.floor((box.right - box.left) / tick_width_px)),
    )
    this.#grid.replaceChildren(
      ...levels.flatMap(tick => level(tick, scale)),
      ...moments.flatMap(tick => moment(tick, scale, height)),
    )
    const path = pathOf(points, scale)
    this.#line.setAttribute('d', path)
    this.#area.setAttribute('d', `${path}V${box.bottom}H${scale.x(points[0]!.at)}Z`)
    this.#choose(this.#index)
  }

  #choose(index: number | undefined): void {
    this.#index = index
    const last = this.#points.length - 1
    const point = this.#points[index ?? last]
    this.#read(point)
    this.#plot.setAttribute('aria-valuemax', `${Math.max(0, last)}`)
    this.#plot.setAttribute('aria-valuenow', `${Math.max(0, index ?? last)}`)
    this.#plot.setAttribute(
      'aria-valuetext',
      point ? `${whenText(point)}: ${point.value}` : 'nothing to show',
    )
    if (!point || !this.#scale) return
    const [x, y] = [this.#scale.x(point.at), this.#scale.y(Number(point.value))]
    this.#cursor.toggleAttribute('hidden', index === undefined)
    const { top, bottom } = this.#scale.box
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: top, y2: bottom })) {
      this.#cursor.setAttribute(name, `${value}`)
    }
    this.#dot.setAttribute('cx', `${x}`)
    this.#dot.setAttribute('cy', `${y}`)
  }

  #point({ clientX }: PointerEvent): void {
    if (!this.#scale) return
    const x = clientX - this.#plot.getBoundingClientRect().left - this.#plot.clientLeft
    const index = nearest(this.#points, this.#scale.at(x))
    if (index !== this.#index) this.#choose(index)
  }

  #key(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey } = event
    if (altKey || ctrlKey || metaKey || this.#points.length === 0) return
    const index = indexAfter(key, this.#index ?? this.#points.length - 1, this.#points.length)
    if (index === undefined) return
    event.preventDefault()
    this.#choose(index)
  }
}

/** A line across with its number at the right. */
function level({ at, text }: Tick, scale: Scale): SVGElement[] {
  const y = Math.round(scale.y(at)) + 0.5
  const { left, right } = scale.box
  const label = draw('text', 'level', { x: right + 8, y: y + 4 })
  label.textContent = text
  return [draw('line', 'rule', { x1: left, x2: right, y1: y, y2: y }), label]
}

/** A short stroke with its date below, where that does not run over the edge. */
function moment({ at, text }: Tick, scale: Scale, height: number): SVGElement[] {
  const x = Math.round(scale.x(at)) + 0.5
  const { bottom, left } = scale.box
  const anchor = x - left < text.length * letter_px * 0.5 ? 'start' : 'middle'
  const label = draw('text', 'moment', { x, y: height - 6, 'text-anchor': anchor })
  label.textContent = text
  return [draw('line', 'stroke', { x1: x, x2: x, y1: bottom, y2: bottom + 5 }), label]
}

/** Where the items of one copy begin, in px from its left edge, in order. */
export type Layout = ReadonlyMap<string, number>

/** Copies needed so that the view is full at every offset: those that fill it and the one that scrolls out. */
export const copiesNeeded = (view_px: number, cycle_px: number): number => Math.ceil(view_px / cycle_px) + 1

/**
 * The offset in a changed layout at which the item at the left edge of the view stays exactly where it is.
 *
 * An offset is how many px of a copy have gone out to the left, from 0 to the length of the cycle.
 */
export function keepOffset(offset: number, before: Layout, after: Layout, cycle_px: number): number {
  let kept = offset
  for (const [key, left] of before) {
    if (left > offset) break
    const now = after.get(key)
    if (now !== undefined) kept = now + offset - left
  }
  return kept % cycle_px
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by

/**
 * Moves `track` by one cycle over and over at constant speed, on the compositor alone: to the left, or with a negative
 * speed to the right.
 *
 * `update` may be called at any time: whatever changes, what the reader sees does not jump.
 */
export class Marquee {
  #track: HTMLElement
  #animation: Animation | undefined
  #layout: Layout = new Map()
  #cycle_px = 0
  #speed = 0
  #running = false

  constructor(track: HTMLElement) {
    this.#track = track
  }

  /** Px of the first copy that have gone out to the left. */
  get offset(): number {
    const travelled = (Number(this.#animation?.currentTime ?? 0) / 1000) * this.#speed
    return this.#cycle_px > 0 ? modulo(travelled, this.#cycle_px) : 0
  }

  set offset(px: number) {
    if (this.#cycle_px > 0) this.#seek(this.#elapsedAt(px))
  }

  /** Takes a new layout, `cycle_px` long, and a speed in px/s that is not zero. */
  update(layout: Layout, cycle_px: number, speed: number): void {
    const now = this.offset
    const offset = keepOffset(now, this.#layout, layout, cycle_px)
    this.#layout = layout
    if (this.#animation && offset === now && cycle_px === this.#cycle_px && speed === this.#speed) return
    this.#cycle_px = cycle_px
    this.#speed = speed
    const old = this.#animation
    const ends = ['translateX(0)', `translateX(${-cycle_px}px)`]
    const timing = { duration: (cycle_px / Math.abs(speed)) * 1000, iterations: Number.POSITIVE_INFINITY }
    this.#animation = this.#track.animate({ transform: speed > 0 ? ends : ends.reverse() }, timing)
    this.#seek(this.#elapsedAt(offset))
    old?.cancel()
  }

  run(on: boolean): void {
    if (on === this.#running) return
    const elapsed_ms = Number(this.#animation?.currentTime ?? 0)
    this.#running = on
    this.#seek(elapsed_ms)
  }

  /** Back to a track that stands still at its beginning. */
  end(): void {
    this.#animation?.cancel()
    this.#animation = undefined
    this.#layout = new Map()
  }

  #elapsedAt(offset_px: number): number {
    return (modulo(this.#speed > 0 ? offset_px : -offset_px, this.#cycle_px) / Math.abs(this.#speed)) * 1000
  }

  /** Sets the start time and not the current time: that would wait for the next frame, a visible hitch. */
  #seek(elapsed_ms: number): void {
    if (!this.#animation) return
    if (this.#running) {
      this.#animation.startTime = Number(document.timeline.currentTime) - elapsed_ms
    } else {
      this.#animation.pause()
      this.#animation.currentTime = elapsed_ms
    }
  }
}

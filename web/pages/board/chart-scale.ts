import type { Point } from './past'

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where points of the past lie in a box of the screen. Only geometry is done in floats. */
export class Scale {
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
  readonly box: Box

  /** `points` are oldest first, at least one. A single value, or one that never moved, gets room around it. */
  constructor(points: readonly Point[], box: Box) {
    const values = points.map(({ value }) => Number(value))
    const low = values.reduce((a, b) => Math.min(a, b))
    const high = values.reduce((a, b) => Math.max(a, b))
    const room = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.01 || 1
    this.low = low - room
    this.high = high + room
    const [first, last] = [points[0]!.at, points.at(-1)!.at]
    const width = last > first ? 0 : 43_200_000
    this.from = first - width
    this.to = last + width
    this.box = box
  }

  x(at: number): number {
    const { left, right } = this.box
    return left + ((at - this.from) / (this.to - this.from)) * (right - left)
  }

  y(value: number): number {
    const { top, bottom } = this.box
    return bottom - ((value - this.low) / (this.high - this.low)) * (bottom - top)
  }

  /** The moment at `x`. */
  at(x: number): number {
    const { left, right } = this.box
    return this.from + ((x - left) / (right - left)) * (this.to - this.from)
  }
}

/** The index of the point that is nearest to `at`; 0 when there is none. */
export function nearest(points: readonly Point[], at: number): number {
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle]!.at < at) low = middle + 1
    else high = middle
  }
  const before = points[low - 1]
  return before && at - before.at < points[low]!.at - at ? low - 1 : low
}

const round = (value: number): number => Math.round(value * 10) / 10

/** The line through all points, as a path. */
export const pathOf = (points: readonly Point[], scale: Scale): string =>
  points
    .map(
      ({ at, value }, index) => `${index ? 'L' : 'M'}${round(scale.x(at))} ${round(scale.y(Number(value)))}`,
    )
    .join('')

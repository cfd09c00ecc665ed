import { decimalText } from './decimal'

export interface Tick {
  readonly at: number
  readonly text: string
}

/** At most about `most` round numbers from `low` to `high`, written with the digits of their step. */
export function numberTicks(low: number, high: number, most: number): Tick[] {
  const range = high - low
  if (!(range > 0) || most < 1) return []
  let exponent = Math.floor(Math.log10(range / most))
  const rough = range / most / 10 ** exponent
  let factor = rough <= 1 ? 1 : rough <= 2 ? 2 : rough <= 5 ? 5 : 10
  if (factor === 10) {
    factor = 1
    exponent += 1
  }
  const step = factor * 10 ** exponent
  const ticks: Tick[] = []
  for (let at = Math.ceil(low / step - 1e-9); at <= high / step + 1e-9; at++) {
    ticks.push({ at: at * step, text: decimalText(at * factor, exponent) })
  }
  return ticks
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

interface Step {
  readonly unit: 'minute' | 'hour' | 'day' | 'month' | 'year'
  readonly count: number
  readonly length: number
}
const steps: readonly Step[] = [
  ...[1, 5, 15, 30].map(count => ({ unit: 'minute' as const, count, length: count * minute })),
  ...[1, 2, 3, 6, 12].map(count => ({ unit: 'hour' as const, count, length: count * hour })),
  ...[1, 2, 7, 14].map(count => ({ unit: 'day' as const, count, length: count * day })),
  ...[1, 2, 3, 6].map(count => ({ unit: 'month' as const, count, length: count * 30.4 * day })),
  ...[1, 2, 5, 10, 20].map(count => ({ unit: 'year' as const, count, length: count * 365 * day })),
]

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' })
const month = new Intl.DateTimeFormat('en', { month: 'short' })

/** At most about `most` moments from `from` to `to` that are round on the viewer's clock and calendar. */
export function timeTicks(from: number, to: number, most: number): Tick[] {
  const step = steps.find(({ length }) => (to - from) / length <= most) ?? steps.at(-1)!
  const ticks: Tick[] = []
  for (const at of momentsOf(step, new Date(from), to)) {
    if (at >= from && at <= to && at > (ticks.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) {
      ticks.push({ at, text: textOf(step, new Date(at)) })
    }
  }
  return ticks
}

/** Counted on the calendar, not in milliseconds: a day may have 23 hours. */
function* momentsOf({ unit, count }: Step, from: Date, to: number): Generator<number> {
  const [year, first, today] = [from.getFullYear(), from.getMonth(), from.getDate()]
  for (let index = 0; ; index++) {
    let at: Date
    if (unit === 'minute') at = new Date(year, first, today, from.getHours(), index * count)
    else if (unit === 'hour') at = new Date(year, first, today, index * count)
    else if (unit === 'day') at = new Date(year, first, today - dayRest(from, count) + index * count)
    else if (unit === 'month') at = new Date(year, first - (first % count) + index * count, 1)
    else at = new Date(year - (year % count) + index * count, 0, 1)
    if (at.getTime() > to) return
    yield at.getTime()
  }
}

/** How many days `from` is behind the last day that counts; weeks begin on Monday. */
function dayRest(from: Date, count: number): number {
  const number = Math.round(Date.UTC(from.getFullYear(), from.getMonth(), from.getDate()) / day)
  return (number + (count % 7 === 0 ? 3 : 0)) % count
}

function textOf({ unit }: Step, at: Date): string {
  if (unit === 'year') return `${at.getFullYear()}`
  if (unit === 'month') return at.getMonth() === 0 ? `${at.getFullYear()}` : month.format(at)
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
  return unit === 'day' || isMidnight ? date.format(at) : clock.format(at)
}

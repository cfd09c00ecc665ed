import type { Rate } from '../../client/messages'
import type { Span } from './choice'
import { compareDecimals, isDecimal } from './decimal'

const day_ms = 86_400_000
const days: Record<Span, number> = { '1d': 1, '30d': 30, '1y': 365 }

/** As in "the last ...". */
export const spanNames: Record<Span, string> = { '1d': 'day', '30d': '30 days', '1y': 'year' }

/** One value of the past. `value` has the digits of the server. */
export interface Point {
  /** Where it stands on the viewer's time axis, in milliseconds since 1970. */
  readonly at: number
  readonly value: string
  /** Whether it is of a value date, which is the same day everywhere, and not of a moment. */
  readonly dated: boolean
}

/** A value date is a day of the viewer's calendar, wherever he is. */
export function momentOf(text: string): { at: number; dated: boolean } {
  const [year, month, day] = text.split('-').map(Number)
  const dated = text.length === 10
  return { at: dated ? new Date(year!, month! - 1, day!).getTime() : Date.parse(text), dated }
}

const dateText = (at_ms: number): string => new Date(at_ms).toISOString().slice(0, 10)

/**
 * The query of `/v1/history` for what a chart of `span` shows. It reaches to now, or to the newest value where that is
 * of tomorrow; replayed rates have a time of their own, and theirs reaches to the newest value.
 */
export function historyQuery({ pair, as_of, status }: Rate, span: Span, now_ms: number): URLSearchParams {
  const { dated } = momentOf(as_of)
  const newest_ms = Date.parse(as_of)
  const end_ms = status === 'demo' ? newest_ms : Math.max(newest_ms, now_ms)
  const query = new URLSearchParams({ pair })
  if (span !== '1d' || dated) {
    query.set('interval', span === '1d' ? 'raw' : '1d')
    query.set('from', dateText(end_ms - days[span] * day_ms))
    query.set('to', dateText(end_ms))
  } else {
    query.set('interval', '1m')
    query.set('from', `${new Date(end_ms - day_ms).toISOString().slice(0, 16)}:00.000Z`)
    if (status === 'demo') query.set('to', new Date(end_ms).toISOString())
  }
  query.set('limit', '1500')
  return query
}

interface Item {
  readonly start?: unknown
  readonly close?: unknown
  readonly as_of?: unknown
  readonly rate?: unknown
}

/** The points in an answer of `/v1/history`, oldest first; what cannot be read is left out. */
export function pointsIn(answer: unknown): Point[] {
  const items = (answer as { points?: unknown } | null)?.points
  if (!Array.isArray(items)) return []
  return items
    .map(({ start, close, as_of, rate }: Item) => ({
      ...momentOf(String(start ?? as_of)),
      value: String(close ?? rate),
    }))
    .filter(({ at, value }) => Number.isFinite(at) && isDecimal(value))
    .sort((a, b) => a.at - b.at)
}

/** The points of the lowest and the highest value, the first of each. */
export function extremesOf(points: readonly Point[]): { low: Point; high: Point } | undefined {
  const [first] = points
  if (!first) return undefined
  let [low, high] = [first, first]
  for (const point of points) {
    if (compareDecimals(point.value, low.value) < 0) low = point
    if (compareDecimals(point.value, high.value) > 0) high = point
  }
  return { low, high }
}

const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' })

/** `May 19, 2026`, or with the time of day on the viewer's clock. */
export const whenText = ({ at, dated }: Point): string => (dated ? date : moment).format(at)

/** Why there is no chart, in words; empty when there is one. */
export function emptyText(pair: string, span: Span, count: number): string {
  if (count === 0) return `No value of ${pair} is kept of the last ${spanNames[span]}.`
  return count === 1 ? `There is one value of ${pair} in the last ${spanNames[span]}.` : ''
}

/** What to say when the history could not be had. */
export const failureText = (status: number): string =>
  status === 404 ? 'This server keeps no history of it.' : 'The history cannot be read at the moment.'

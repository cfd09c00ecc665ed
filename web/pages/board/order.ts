import type { Rate, Status } from '../../client/messages'
import { compareDecimals } from './decimal'

export const columns = ['pair', 'rate', 'change', 'percent', 'age', 'source', 'status'] as const
export type Column = (typeof columns)[number]

/** Without a column it is the order of the server's configuration. */
export interface Order {
  readonly column: Column | undefined
  readonly descending: boolean
}

/** From what may be relied on to what may not. */
const statuses: readonly Status[] = ['live', 'closed', 'pegged', 'late', 'stale', 'held', 'demo']

type Compare = (a: Rate, b: Rate) => number
const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

const comparisons: Record<Column, Compare> = {
  pair: (a, b) => byText(a.pair, b.pair),
  rate: (a, b) => compareDecimals(a.rate, b.rate),
  change: (a, b) => compareDecimals(a.change ?? '', b.change ?? ''),
  percent: (a, b) => compareDecimals(a.change_pct ?? '', b.change_pct ?? ''),
  age: (a, b) => byText(b.fetched_at, a.fetched_at),
  source: (a, b) => byText(a.source, b.source),
  status: (a, b) => statuses.indexOf(a.status) - statuses.indexOf(b.status),
}

/** What is not known stands last, whichever way the rest goes. */
const isUnknown: Partial<Record<Column, (rate: Rate) => boolean>> = {
  change: rate => rate.change === null,
  percent: rate => rate.change_pct === null,
}

/** `rates` in that order; equals keep theirs. */
export function inOrder(rates: readonly Rate[], { column, descending }: Order): Rate[] {
  if (!column) return [...rates]
  const unknown = isUnknown[column] ?? (() => false)
  const compare = comparisons[column]
  return [...rates].sort(
    (a, b) => Number(unknown(a)) - Number(unknown(b)) || (descending ? compare(b, a) : compare(a, b)),
  )
}

/** The order after a press on the header of `column`: up, down, and back to the server's own. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column !== column) return { column, descending: false }
  return order.descending ? { column: undefined, descending: false } : { column, descending: true }
}

/** Whether each word of `filter` stands in the pair, its source or its status. */
export function isWanted({ pair, source, status }: Rate, filter: string): boolean {
  const text = `${pair} ${pair.replace('/', '')} ${source} ${status}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

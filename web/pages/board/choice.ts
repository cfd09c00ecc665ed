import { type Column, columns, type Order } from './order'

export const bases = ['previous_close', 'open', '24h', '7d', '30d', 'previous'] as const
export const spans = ['1d', '30d', '1y'] as const
export type Span = (typeof spans)[number]

/** What the viewer chose. It stands in the address, so that a link or a restart brings the same board. */
export interface Choice {
  readonly order: Order
  readonly filter: string
  /** What changes are measured against; empty is what the server has configured for each pair. */
  readonly basis: string
  /** The pair whose chart is open; empty is none. */
  readonly pair: string
  readonly span: Span
  /** Whether it hangs on a wall. */
  readonly wall: boolean
}

const among = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find(one => one === text)

/** The choice in the query of an address; what makes no sense is left out. */
export function choiceIn(search: string): Choice {
  const query = new URLSearchParams(search)
  const sort = query.get('sort') ?? ''
  const column: Column | undefined = among(columns, sort.replace(/^-/, ''))
  return {
    order: { column, descending: column !== undefined && sort.startsWith('-') },
    filter: query.get('filter') ?? '',
    basis: among(bases, query.get('basis')) ?? '',
    pair: query.get('pair') ?? '',
    span: among(spans, query.get('span')) ?? '30d',
    wall: query.has('wall'),
  }
}

/** The query of such an address: `?sort=-rate&pair=KGS/USD`. Empty when nothing was chosen. */
export function searchOf({ order, filter, basis, pair, span, wall }: Choice): string {
  const query = new URLSearchParams()
  if (order.column) query.set('sort', `${order.descending ? '-' : ''}${order.column}`)
  if (filter) query.set('filter', filter)
  if (basis) query.set('basis', basis)
  if (pair) query.set('pair', pair)
  if (pair && span !== '30d') query.set('span', span)
  if (wall) query.set('wall', '1')
  const text = query.toString().replaceAll('%2F', '/')
  return text && `?${text}`
}

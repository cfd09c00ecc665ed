import { describe, expect, it } from 'vitest'
import { type Column, inOrder, isWanted, nextOrder } from './order'
import { rate } from './rates.fixture'

const rates = [
  rate('UZS/USD', { rate: '0.000082', change: null, change_pct: null, source: 'cbu', status: 'held' }),
  rate('KGS/USD', {
    rate: '0.011435',
    change: '-0.0001',
    change_pct: '-0.8',
    source: 'nbkr',
    status: 'live',
  }),
  rate('BTC/USD', { rate: '100000.5', change: '12', change_pct: '0.01', source: 'kraken', status: 'stale' }),
  rate('EUR/USD', { rate: '9.5', fetched_at: '2026-05-19T05:02:12.000Z', source: 'ecb', status: 'closed' }),
]
const order = (column: Column | undefined, descending = false) =>
  inOrder(rates, { column, descending })
    .map(({ pair }) => pair.slice(0, 3))
    .join(' ')

describe('order', () => {
  it.each<[Column | undefined, string, string]>([
    [undefined, 'UZS KGS BTC EUR', 'UZS KGS BTC EUR'],
    ['pair', 'BTC EUR KGS UZS', 'UZS KGS EUR BTC'],
    ['rate', 'UZS KGS EUR BTC', 'BTC EUR KGS UZS'],
    ['change', 'KGS EUR BTC UZS', 'BTC EUR KGS UZS'],
    ['percent', 'KGS BTC EUR UZS', 'EUR BTC KGS UZS'],
    ['age', 'EUR UZS KGS BTC', 'UZS KGS BTC EUR'],
    ['source', 'UZS EUR BTC KGS', 'KGS BTC EUR UZS'],
    ['status', 'KGS EUR BTC UZS', 'UZS BTC EUR KGS'],
  ])('by %s', (column, up, down) => {
    expect(order(column)).toBe(up)
    expect(order(column, true)).toBe(down)
  })

  it('goes up, down and back', () => {
    let now = nextOrder({ column: 'pair', descending: true }, 'rate')
    expect(now).toEqual({ column: 'rate', descending: false })
    now = nextOrder(now, 'rate')
    expect(now).toEqual({ column: 'rate', descending: true })
    expect(nextOrder(now, 'rate').column).toBeUndefined()
  })
})

describe('filter', () => {
  it.each([
    ['', true],
    ['  ', true],
    ['kgs', true],
    ['kgs/usd', true],
    ['kgsusd', true],
    ['usd nbk', true],
    ['LIVE', true],
    ['kgs late', false],
    ['eur', false],
  ])('"%s"', (filter, wanted) => expect(isWanted(rates[1]!, filter)).toBe(wanted))
})

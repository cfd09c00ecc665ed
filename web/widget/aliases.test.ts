import { expect, it } from 'vitest'
import { pairOf } from './aliases'

it.each([
  { symbol: 'FX_IDC:KGSUSD', pair: 'KGS/USD' },
  { symbol: ' fx:eurusd ', pair: 'EUR/USD' },
  { symbol: 'KGS/USD', pair: 'KGS/USD' },
  { symbol: 'NASDAQ:AAPL', pair: 'AAPL' },
  { symbol: '', pair: '' },
])('$symbol is $pair', ({ symbol, pair }) => {
  expect(pairOf(symbol)).toBe(pair)
})

import { describe, expect, it } from 'vitest'
import { Changes } from './changes'
import type { Rate } from './messages'
import { rate } from './messages.fixture'

describe('Changes', () => {
  const board = (...rates: Rate[]) => new Map(rates.map(each => [each.pair, each]))
  const pairs = (rates: Rate[]) => rates.map(({ pair }) => pair)

  it('are all rates at first', () => {
    expect(pairs(new Changes().of(board(rate('KGS/USD', '1'), rate('KZT/USD', '2'))))).toEqual([
      'KGS/USD',
      'KZT/USD',
    ])
  })

  it('are those that differ in anything, in their order', () => {
    const changes = new Changes()
    changes.of(board(rate('KGS/USD', '1'), rate('KZT/USD', '2'), rate('TJS/USD', '3')))
    const now = board(rate('KGS/USD', '1', { status: 'late' }), rate('KZT/USD', '2'), rate('TJS/USD', '4'))
    expect(pairs(changes.of(now))).toEqual(['KGS/USD', 'TJS/USD'])
    expect(changes.of(now)).toEqual([])
  })

  it('are not those that left, and those that return are new', () => {
    const changes = new Changes()
    const both = board(rate('KGS/USD', '1'), rate('KZT/USD', '2'))
    changes.of(both)
    expect(changes.of(board(rate('KGS/USD', '1')))).toEqual([])
    expect(pairs(changes.of(both))).toEqual(['KZT/USD'])
  })

  it('does not look at a board that is changed later', () => {
    const changes = new Changes()
    const rates = board(rate('KGS/USD', '1'))
    changes.of(rates)
    rates.set('KGS/USD', rate('KGS/USD', '2'))
    expect(pairs(changes.of(rates))).toEqual(['KGS/USD'])
  })
})

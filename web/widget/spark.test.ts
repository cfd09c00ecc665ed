import { describe, expect, it } from 'vitest'
import { closesIn, lineOf, withLive } from './spark'

describe('closesIn', () => {
  it('reads the closes of each pair', () => {
    const answer = { pairs: [{ pair: 'KGS/USD', spark: ['0.0114', '0.0115'] }, { pair: 'KZT/USD' }] }
    expect(closesIn(answer)).toEqual(
      new Map([
        ['KGS/USD', [0.0114, 0.0115]],
        ['KZT/USD', []],
      ]),
    )
  })

  it.each([null, {}, 'no', { pairs: [] }])('finds nothing in %j', answer => {
    expect(closesIn(answer).size).toBe(0)
  })

  it('leaves out what is no number', () => {
    expect(closesIn({ pairs: [{ pair: 'A/B', spark: ['1', 'x', '3'] }] }).get('A/B')).toEqual([1, 3])
  })
})

describe('withLive', () => {
  it('puts the live value in the place of the running day', () => {
    expect(withLive([1, 2, 3], 4)).toEqual([1, 2, 4])
  })

  it('draws nothing that has no past, nor what is no number', () => {
    expect(withLive([], 4)).toEqual([])
    expect(withLive([1, 2], Number.NaN)).toEqual([1, 2])
  })
})

describe('lineOf', () => {
  it('goes from the left to the right edge, the lowest value at the bottom', () => {
    expect(lineOf([1, 3, 2])).toBe('0,100 50,0 100,50')
  })

  it('is level in the middle when nothing changed', () => {
    expect(lineOf([5, 5])).toBe('0,50 100,50')
  })

  it('needs two values', () => {
    expect(lineOf([1])).toBe('')
    expect(lineOf([])).toBe('')
  })
})

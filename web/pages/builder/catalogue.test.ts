import { describe, expect, it } from 'vitest'
import { matches, moved, pairName, readCatalogue } from './catalogue'

const document = {
  pairs: [
    { pair: 'KGS/USD', source: 'nbkr+ecb' },
    { pair: 'BTC/USD', source: 'kraken' },
    { pair: 'USDT/TMT', source: null },
    { pair: 7 },
    'KZT/USD',
  ],
  sources: [
    { name: 'nbkr', title: 'National Bank of the Kyrgyz Republic' },
    { name: 'ecb', title: 'European Central Bank' },
    { name: 'kraken', title: '' },
  ],
}

describe('the catalogue', () => {
  const [som, bitcoin, tether, ...others] = readCatalogue(document)

  it('names currencies and sources', () => {
    expect(som).toEqual({
      pair: 'KGS/USD',
      name: expect.stringMatching(/^Kyrgy\w+ Som in US Dollar$/),
      source: 'National Bank of the Kyrgyz Republic, European Central Bank',
    })
  })
  it('says the code where there is no name', () => {
    expect(bitcoin).toEqual({ pair: 'BTC/USD', name: 'BTC in US Dollar', source: 'kraken' })
    expect(tether).toMatchObject({ name: expect.stringMatching(/^USDT in Turkmenistan/), source: '' })
    expect(pairName('not a pair')).toBe('not a pair')
  })
  it('leaves out what is no pair', () => expect(others).toEqual([]))
  it.each([undefined, null, 'text', {}, { pairs: null }, { pairs: [null] }])('is empty in %j', text => {
    expect(readCatalogue(text)).toEqual([])
  })

  it.each(['', 'kgs', 'KGS/USD', 'kgsusd', 'som dollar', 'kyrgyz bank', '  som'.trim()])('finds %j', text => {
    expect(matches(som!, text)).toBe(true)
  })
  it.each(['kzt', 'som yen'])('does not find %j', text => expect(matches(som!, text)).toBe(false))
})

describe('an item that is moved', () => {
  it.each([
    [0, 1, 'bac'],
    [2, -1, 'acb'],
    [0, -1, 'abc'],
    [2, 1, 'abc'],
    [0, 9, 'bca'],
  ])('from %i by %i: %s', (index, by, order) =>
    expect(moved(['a', 'b', 'c'], index, by).join('')).toBe(order),
  )
})

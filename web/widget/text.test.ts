import { describe, expect, it } from 'vitest'
import { rate } from '../client/messages.fixture'
import { creditText, directionOf, markText, parsePairs, parseSpeed, percentText, titleText } from './text'

describe('a change', () => {
  it.each([
    ['0', 'flat', '0%'],
    ['0.21', 'up', '0.21%'],
    ['-0.43', 'down', '\u22120.43%'],
    ['12', 'up', '12%'],
    [null, 'unknown', ''],
  ])('of %s goes %s and reads "%s"', (percent, direction, text) => {
    expect(directionOf(percent)).toBe(direction)
    expect(percentText(percent)).toBe(text)
  })
})

describe('markText', () => {
  it.each([
    ['live', ''],
    ['demo', ''],
    ['stale', 'stale'],
    ['held', 'held'],
    ['closed', 'closed'],
    ['late', 'late'],
    ['pegged', 'pegged'],
  ] as const)('of %s is "%s"', (status, text) => expect(markText(status)).toBe(text))

  it('is nothing for a status that nobody has explained', () => expect(markText('odd' as 'live')).toBe(''))
})

describe('creditText', () => {
  const credits = new Map([
    ['ecb', 'Source: European Central Bank'],
    ['er-api', 'Rates By Exchange Rate API'],
  ])
  it.each([
    [['nbkr'], ''],
    [['ecb', 'ecb'], 'Source: European Central Bank'],
    [['nbkr+ecb'], 'Source: European Central Bank'],
    [['ecb+er-api', 'er-api'], 'Source: European Central Bank, Rates By Exchange Rate API'],
    [['constructor'], ''],
  ])('of rates from %s is "%s"', (sources, text) => {
    const rates = sources.map(source => rate('EUR/USD', '1.15', { source }))
    expect(creditText(rates, credits)).toBe(text)
  })
})

describe('titleText', () => {
  it('says how old, where from and since when', () => {
    const title = titleText(
      rate('TJS/USD', '0.10710', { source: 'nbt', as_of: '2026-05-19', status: 'late' }),
    )
    expect(title).toBe(
      'As of 2026-05-19, source nbt, change since 2026-09-28 (0.10710), late: the source has not published in time',
    )
  })
  it('leaves out a basis that is not known yet', () => {
    expect(titleText(rate('A/B', '1', { basis: null }))).toBe('As of 2026-09-29, source test')
  })
})

describe('parsePairs', () => {
  it.each([
    {
      name: 'commas and blanks',
      text: 'KGS/USD, KZT/USD\n TJS/USD',
      pairs: ['KGS/USD', 'KZT/USD', 'TJS/USD'],
    },
    { name: 'small letters', text: 'kgs/usd', pairs: ['KGS/USD'] },
    { name: 'twice the same', text: 'KGS/USD,KGS/USD', pairs: ['KGS/USD'] },
    { name: 'markup', text: '<img src=x onerror=alert(1)>,KGS/USD', pairs: ['KGS/USD'] },
    { name: 'no pair', text: 'KGS,/USD,A/B/C', pairs: [] },
    { name: 'too long', text: `${'A'.repeat(30)}/USD`, pairs: [] },
    { name: 'nothing', text: null, pairs: [] },
  ])('$name', ({ text, pairs }) => expect(parsePairs(text)).toEqual(pairs))
})

describe('parseSpeed', () => {
  it.each([
    ['40', 40],
    ['0.5', 0.5],
    ['99999', 1000],
    ['0', 60],
    ['-5', 60],
    ['fast', 60],
    [null, 60],
  ])('of %s is %d', (text, speed) => expect(parseSpeed(text)).toBe(speed))
})

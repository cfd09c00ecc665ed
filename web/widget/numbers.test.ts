import { describe, expect, it } from 'vitest'
import { NumberWriter, rounded } from './numbers'

describe('rounded', () => {
  it.each([
    { text: '0.011436', decimals: 4, shown: '0.0114' },
    { text: '0.01145', decimals: 4, shown: '0.0114' }, // half to even
    { text: '0.01155', decimals: 4, shown: '0.0116' },
    { text: '0.011450000001', decimals: 4, shown: '0.0115' },
    { text: '9.99', decimals: 1, shown: '10.0' },
    { text: '87.45', decimals: 4, shown: '87.4500' },
    { text: '87.5', decimals: 0, shown: '88' },
    { text: '86.5', decimals: 0, shown: '86' },
    { text: '-0.004', decimals: 2, shown: '0.00' },
    { text: '-0.006', decimals: 2, shown: '-0.01' },
    { text: '123456789012345678.123456789', decimals: 8, shown: '123456789012345678.12345679' },
    { text: '5', decimals: 2, shown: '5.00' },
    { text: '1e5', decimals: 2, shown: '1e5' },
    { text: '', decimals: 2, shown: '' },
  ])('$text with $decimals decimals is "$shown"', ({ text, decimals, shown }) => {
    expect(rounded(text, decimals)).toBe(shown)
  })
})

describe('NumberWriter', () => {
  it.each([
    { locale: 'de', text: '12043.3500', shown: '12.043,3500' },
    { locale: 'fr', text: '0.01144', shown: '0,01144' },
    { locale: 'kk', text: '0.00196', shown: '0,00196' },
    { locale: 'en-IN', text: '1234567.5', shown: '12,34,567.5' },
    { locale: 'ar-EG', text: '87.45', shown: '٨٧٫٤٥' },
    { locale: 'de', text: '123456789012345678.123456789012', shown: '123.456.789.012.345.678,123456789012' },
    { locale: 'de', text: '-0.5', shown: '\u22120,5' },
    { locale: 'de', text: 'n/a', shown: 'n/a' },
  ])('$locale writes $text as $shown', ({ locale, text, shown }) => {
    expect(new NumberWriter(locale).number(text)).toBe(shown)
  })

  it.each([
    { locale: 'de', text: '-0.21', signed: false, shown: '\u22120,21\u00a0%' },
    { locale: 'de', text: '0.21', signed: true, shown: '+0,21\u00a0%' },
    { locale: 'de', text: '0', signed: true, shown: '0\u00a0%' },
    { locale: 'tr', text: '1.5', signed: false, shown: '%1,5' },
    { locale: 'en', text: '12.75', signed: true, shown: '+12.75%' },
  ])('$locale writes $text percent as $shown', ({ locale, text, signed, shown }) => {
    expect(new NumberWriter(locale).percent(text, signed)).toBe(shown)
  })

  it('refuses what is no language', () => {
    expect(() => new NumberWriter('no language')).toThrow(RangeError)
  })
})

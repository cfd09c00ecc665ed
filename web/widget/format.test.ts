import { describe, expect, it } from 'vitest'
import { addressOf, cssString } from './format'

describe('addressOf', () => {
  const page = 'https://news.example/markets/'
  it.each([
    { template: '/rates/{pair}', pair: 'KGS/USD', address: 'https://news.example/rates/KGS-USD' },
    { template: 'chart?b={base}&q={quote}', pair: 'KGS/USD', address: `${page}chart?b=KGS&q=USD` },
    { template: 'https://desk.example/{base}', pair: 'A&B/USD', address: 'https://desk.example/A%26B' },
    { template: '/{other}', pair: 'KGS/USD', address: 'https://news.example/%7Bother%7D' },
    { template: 'javascript:alert("{pair}")', pair: 'KGS/USD', address: '' },
    { template: 'data:text/html,{pair}', pair: 'KGS/USD', address: '' },
    { template: 'https://', pair: 'KGS/USD', address: '' },
    { template: '', pair: 'KGS/USD', address: '' },
  ])('$template of $pair leads to "$address"', ({ template, pair, address }) => {
    expect(addressOf(template, pair, page)).toBe(address)
  })
})

describe('cssString', () => {
  it.each([
    { text: '|', css: '"|"' },
    { text: '"; color: red; x: "', css: '"\\"; color: red; x: \\""' },
    { text: 'a\\', css: '"a\\\\"' },
    { text: 'a\nb', css: '"a b"' },
  ])('$text is $css', ({ text, css }) => {
    expect(cssString(text)).toBe(css)
  })
})

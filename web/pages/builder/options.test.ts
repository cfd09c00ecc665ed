import { describe, expect, it } from 'vitest'
import { options, readOption } from './options'

const read = (name: string, text: string) => readOption(options.find(option => option.name === name)!, text)

describe('what somebody wrote for an attribute', () => {
  it.each([
    ['layout', 'list', 'list'],
    ['theme', 'dark', 'dark'],
    ['speed', '45', '45'],
    ['speed', ' 1e2 ', '100'],
    ['basis', '7d', '7d'],
    ['precision', '0', '0'],
    ['spark', '', ''],
    ['spark', '1', ''],
    ['locale', 'ru-kg', 'ru-KG'],
    ['separator', ' | ', '|'],
    ['label', 'Rates\nof\u0000 today', 'Rates of today'],
    ['label', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['href', 'HTTP://news.example/{base}', 'HTTP://news.example/{base}'],
    ['href', 'https://news.example/?pair={pair}', 'https://news.example/?pair={pair}'],
  ])('%s: %j is %j', (name, text, value) => expect(read(name, text)).toEqual({ value }))

  it.each([
    ['layout', 'marquee'],
    ['theme', 'auto'],
    ['colors', 'safe'],
    ['speed', '60'],
    ['basis', ''],
    ['precision', 'auto'],
    ['label', '  '],
    ['href', ''],
  ])('%s: %j is what the tape does anyway', (name, text) => {
    expect(read(name, text)).toEqual({ value: undefined })
  })

  it.each([
    ['layout', 'spiral', 'expected one of marquee, list, compact, static, found spiral'],
    ['basis', '8d', 'expected one of previous_close, open, 24h, 7d, 30d, previous, found 8d'],
    ['speed', 'fast', 'expected a whole number from 10 to 300, found fast'],
    ['speed', '60.5', 'expected a whole number from 10 to 300, found 60.5'],
    ['speed', '5', 'expected a whole number from 10 to 300, found 5'],
    ['speed', '301', 'expected a whole number from 10 to 300, found 301'],
    ['locale', 'x', 'expected a language like en or ru-KG, found x'],
    ['label', 'я'.repeat(61), 'expected at most 120 bytes, found 122'],
    ['separator', '-'.repeat(17), 'expected at most 16 bytes, found 17'],
    [
      'href',
      'javascript:alert(1)',
      'expected an address that begins with https://, found javascript:alert(1)',
    ],
    [
      'href',
      'java\nscript:alert(1)',
      'expected an address that begins with https://, found java script:alert(1)',
    ],
    ['href', '/markets/{pair}', 'expected an address that begins with https://, found /markets/{pair}'],
    ['href', 'https://', 'expected an address that begins with https://, found https://'],
    [
      'href',
      'javascript://x/%0aalert(1)',
      'expected an address that begins with https://, found javascript://x/%0aalert(1)',
    ],
    ['href', 'https://{host', 'expected {pair}, {base} or {quote}, found {host'],
    ['href', 'https://news.example/{currency}', 'expected {pair}, {base} or {quote}, found {currency}'],
  ])('%s: %j is a problem', (name, text, problem) => expect(read(name, text)).toEqual({ problem }))
})

import { describe, expect, it } from 'vitest'
import { quotesIn } from './quotes'

describe('what stands in quotes', () => {
  it.each([
    ['<a b="c" d>', ['"c"']],
    [`label={'it\\'s'} x="it's"`, [`'it\\'s'`, `"it's"`]],
    ['<p>it"s</p>\n<a b="c">', ['"c"']],
    ['plain', []],
  ])('in %s is %j', (text, quoted) => {
    expect(quotesIn(text).map(([from, until]) => text.slice(from, until))).toEqual(quoted)
  })
})

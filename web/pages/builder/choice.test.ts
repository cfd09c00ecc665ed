import { describe, expect, it } from 'vitest'
import { choiceFrom, queryText, searchOf, tapeFields } from './choice'

describe('the choice in an address', () => {
  it('is empty without one', () => {
    expect(choiceFrom('')).toEqual({ pairs: [], attributes: new Map(), pinned: false, target: 'html' })
    expect(searchOf(choiceFrom(''))).toBe('')
  })

  it.each([
    '?pairs=KGS/USD,KZT/USD',
    '?theme=dark&speed=90&spark',
    '?pairs=TJS/USD&layout=list&colors=eastern&basis=7d&show-source&show-time&pin&for=wordpress',
    '?href=https://news.example/%3Fpair%3D%7Bpair%7D%26x%3D1&label=%C3%9Cbersicht%20%22heute%22',
  ])('%s comes out as it went in', search => expect(searchOf(choiceFrom(search))).toBe(search))

  it('reads pairs as the tape does', () => {
    expect(choiceFrom('?pairs=kgs/usd,,KZT%2FUSD+nonsense,KGS/USD').pairs).toEqual(['KGS/USD', 'KZT/USD'])
  })

  it('leaves out what the tape would not understand or does anyway', () => {
    const { attributes, target } = choiceFrom(
      '?layout=spiral&theme=auto&speed=60&href=javascript:alert(1)&onload=x&for=mail',
    )
    expect([...attributes]).toEqual([])
    expect(target).toBe('html')
  })

  it('has attributes in one order, whatever the address has', () => {
    expect(searchOf(choiceFrom('?spark=1&theme=dark&pairs=KGS/USD'))).toBe('?pairs=KGS/USD&theme=dark&spark')
  })

  it('tells the tape nothing of pins and tabs', () => {
    expect(queryText(tapeFields(choiceFrom('?pairs=KGS/USD&spark=1&pin=1&for=react')))).toBe(
      '?pairs=KGS/USD&spark',
    )
  })
})

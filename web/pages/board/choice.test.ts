import { describe, expect, it } from 'vitest'
import { choiceIn, searchOf } from './choice'

describe('the choice in the address', () => {
  it.each([
    '',
    '?sort=-rate',
    '?sort=pair&filter=usd+late',
    '?basis=7d&pair=KGS/USD&span=1y',
    '?pair=KGS/USD',
    '?wall=1',
  ])('%s comes back', search => expect(searchOf(choiceIn(search))).toBe(search))

  it.each(['?sort=-', '?sort=colour', '?basis=yesterday', '?span=1d', '?sort=constructor'])(
    '%s is none',
    search => expect(searchOf(choiceIn(search))).toBe(''),
  )
})

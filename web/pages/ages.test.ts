import { describe, expect, it } from 'vitest'
import { durationText, longDurationText } from './ages'

describe('ages', () => {
  it.each([
    [-5000, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h'],
    [86_400_000, '1 d'],
    [40 * 86_400_000, '40 d'],
  ])('%i ms are %s', (duration, text) => expect(durationText(duration)).toBe(text))

  it.each([
    [59_000, '59 s'],
    [61_000, '1 min'],
    [3_600_000, '1 h'],
    [3_600_000 + 300_000, '1 h 5 min'],
    [86_400_000 + 1_800_000, '1 d'],
    [3 * 86_400_000 + 4 * 3_600_000, '3 d 4 h'],
  ])('%i ms in full are %s', (duration, text) => expect(longDurationText(duration)).toBe(text))
})

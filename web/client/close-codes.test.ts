import { describe, expect, it } from 'vitest'
import { endingOf } from './close-codes'

describe('endingOf', () => {
  it.each([
    [1000, 'lost'],
    [1001, 'lost'],
    [1006, 'lost'],
    [1008, 'failed'],
    [1012, 'lost'],
    [3999, 'lost'],
    [4000, 'stop'],
    [4001, 'stop'],
    [4003, 'stop'],
    [4004, 'expired'],
    [4099, 'stop'],
    [4100, 'failed'],
    [4101, 'failed'],
    [4199, 'failed'],
    [4200, 'moved'],
    [4299, 'moved'],
    [4300, 'lost'],
  ])('%i means %s', (code, ending) => expect(endingOf(code)).toBe(ending))
})

import { describe, expect, it } from 'vitest'
import { indexAfter } from './chart'

describe('keys of the chart', () => {
  it.each([
    ['ArrowLeft', 5, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 5, 4],
    ['ArrowRight', 99, 99],
    ['ArrowUp', 5, 6],
    ['PageUp', 5, 15],
    ['PageDown', 5, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['Tab', 50, undefined],
    ['constructor', 50, undefined],
  ])('%s from %i to %s', (key, index, target) => expect(indexAfter(key, index, 100)).toBe(target))
})

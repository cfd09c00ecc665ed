import { describe, expect, it } from 'vitest'
import { copiesNeeded, keepOffset } from './marquee'

describe('copiesNeeded', () => {
  it.each([
    { name: 'a long tape', view: 1000, cycle: 1400, copies: 2 },
    { name: 'a tape as long as the view', view: 1000, cycle: 1000, copies: 2 },
    { name: 'one item on a wide screen', view: 3440, cycle: 210, copies: 18 },
    { name: 'a view that is not there yet', view: 0, cycle: 300, copies: 1 },
  ])('$name needs $copies', ({ view, cycle, copies }) => {
    expect(copiesNeeded(view, cycle)).toBe(copies)
    expect((copies - 1) * cycle).toBeGreaterThanOrEqual(view) // full even when a whole copy has gone out
  })
})

describe('keepOffset', () => {
  const before = new Map([
    ['a', 0],
    ['b', 100],
    ['c', 250],
  ])
  const cases: { name: string; offset: number; after: [string, number][]; cycle: number; kept: number }[] = [
    { name: 'nothing changed', offset: 130, after: [...before], cycle: 400, kept: 130 },
    {
      name: 'an item behind the edge grew by 8',
      offset: 130,
      after: [
        ['a', 0],
        ['b', 108],
        ['c', 258],
      ],
      cycle: 408,
      kept: 138,
    },
    {
      name: 'an item in view grew by 8',
      offset: 130,
      after: [
        ['a', 0],
        ['b', 100],
        ['c', 258],
      ],
      cycle: 408,
      kept: 130,
    },
    {
      name: 'an item behind the edge shrank',
      offset: 300,
      after: [
        ['a', 0],
        ['b', 90],
        ['c', 240],
      ],
      cycle: 390,
      kept: 290,
    },
    {
      name: 'the item at the edge went away',
      offset: 130,
      after: [
        ['a', 0],
        ['c', 100],
      ],
      cycle: 250,
      kept: 130,
    },
    { name: 'everything was replaced', offset: 399, after: [['x', 0]], cycle: 120, kept: 39 },
    {
      name: 'an item came in front',
      offset: 130,
      after: [
        ['n', 0],
        ['a', 50],
        ['b', 150],
        ['c', 300],
      ],
      cycle: 450,
      kept: 180,
    },
  ]
  it.each(cases)('$name', ({ offset, after, cycle, kept }) => {
    expect(keepOffset(offset, before, new Map(after), cycle)).toBe(kept)
  })
})

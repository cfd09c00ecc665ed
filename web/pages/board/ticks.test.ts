import { describe, expect, it } from 'vitest'
import './new-york.fixture'
import { numberTicks, timeTicks } from './ticks'

const texts = (ticks: readonly { text: string }[]) => ticks.map(({ text }) => text).join(' ')

describe('ticks of numbers', () => {
  it.each([
    [0.01131, 0.01152, 4, '0.0114 0.0115'],
    [0.01131, 0.01152, 5, '0.01135 0.01140 0.01145 0.01150'],
    [-1, 1, 4, '\u22121.0 \u22120.5 0.0 0.5 1.0'],
    [0, 10, 5, '0 2 4 6 8 10'],
    [98_000, 103_500, 4, '98000 100000 102000'],
    [0.0000821, 0.0000829, 4, '0.0000822 0.0000824 0.0000826 0.0000828'],
    [1, 1, 4, ''],
  ])('%d to %d, about %i', (low, high, most, text) => expect(texts(numberTicks(low, high, most))).toBe(text))

  it('are no more than asked for, and one', () => {
    for (let range = 1e-6; range < 1e6; range *= 1.37) {
      expect(numberTicks(3, 3 + range, 5).length).toBeLessThanOrEqual(6)
      expect(numberTicks(3, 3 + range, 5).length).toBeGreaterThanOrEqual(2)
    }
  })
})

describe('ticks of time', () => {
  const ticks = (from: string, to: string, most: number) =>
    texts(timeTicks(new Date(from).getTime(), new Date(to).getTime(), most))

  it.each([
    ['2026-05-18T22:10', '2026-05-19T22:10', 6, 'May 19 06:00 12:00 18:00'],
    ['2026-05-19T10:02', '2026-05-19T10:31', 6, '10:05 10:10 10:15 10:20 10:25 10:30'],
    ['2026-04-20T00:00', '2026-05-19T00:00', 6, 'Apr 20 Apr 27 May 4 May 11 May 18'],
    ['2026-04-22T00:00', '2026-05-19T00:00', 6, 'Apr 27 May 4 May 11 May 18'],
    ['2025-05-19T00:00', '2026-05-19T00:00', 7, 'Jul Sep Nov 2026 Mar May'],
    ['2011-05-19T00:00', '2026-05-19T00:00', 6, '2015 2020 2025'],
  ])('%s to %s, about %i', (from, to, most, text) => expect(ticks(from, to, most)).toBe(text))

  it('stand at midnight on the day that has 23 hours, and go on behind it', () => {
    expect(ticks('2026-03-07T00:00', '2026-03-10T00:00', 4)).toBe('Mar 7 Mar 8 Mar 9 Mar 10')
    expect(ticks('2026-03-08T00:00', '2026-03-08T06:00', 8)).toBe('Mar 8 01:00 03:00 04:00 05:00 06:00')
  })
})

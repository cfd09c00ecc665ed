import { describe, expect, it } from 'vitest'
import { nearest, pathOf, Scale } from './chart-scale'

const box = { left: 0, top: 0, right: 100, bottom: 100 }
const points = [
  [0, '1'],
  [10, '3'],
  [20, '2'],
].map(([at, value]) => ({ at: Number(at), value: String(value), dated: true }))

describe('the scale', () => {
  it('reaches from the first to the last point, with room above and below', () => {
    const scale = new Scale(points, box)
    expect([scale.x(0), scale.x(20), scale.at(50)]).toEqual([0, 100, 10])
    expect(scale.y(3)).toBeCloseTo(6.9, 1)
    expect(scale.y(1)).toBeCloseTo(93.1, 1)
    expect(pathOf(points, scale)).toBe('M0 93.1L50 6.9L100 50')
  })

  it.each(['5', '0', '-2'])('puts a single %s in the middle', value => {
    const scale = new Scale([{ at: 1000, value, dated: true }], box)
    expect(scale.x(1000)).toBeCloseTo(50)
    expect(scale.y(Number(value))).toBeCloseTo(50)
  })
})

describe('the nearest point', () => {
  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [14.9, 1],
    [15.1, 2],
    [99, 2],
  ])('to %d is %i', (at, index) => expect(nearest(points, at)).toBe(index))

  it('is the first where there is none', () => expect(nearest([], 5)).toBe(0))
})

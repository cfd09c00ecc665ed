import { describe, expect, it } from 'vitest'
import { wallGrid } from './wall'

describe('the wall', () => {
  it.each([
    [5, 1920, 1080],
    [40, 3440, 1440],
    [200, 3840, 2160],
    [1, 360, 640],
    [12, 1080, 1920],
  ])('%i cards fit %i x %i px', (count, width, height) => {
    const { columns, font_px } = wallGrid(count, width, height, 11)
    const rows = Math.ceil(count / columns)
    expect(columns * font_px * 13).toBeLessThanOrEqual(width)
    expect(rows * font_px * 6.4).toBeLessThanOrEqual(height)
    expect(font_px).toBeGreaterThan(8)
  })

  it('has more columns the wider it is', () => {
    expect(wallGrid(12, 3440, 1440, 9).columns).toBeGreaterThan(wallGrid(12, 1080, 1920, 9).columns)
  })

  it('makes room for long numbers', () => {
    expect(wallGrid(12, 1920, 1080, 24).font_px).toBeLessThan(wallGrid(12, 1920, 1080, 9).font_px)
  })

  it('stands when there is nothing yet', () => expect(wallGrid(0, 1920, 1080, 0).columns).toBe(1))
})

import { describe, expect, it } from 'vitest'
import { pageCount, pageFrom, pageRange } from './paging'

describe('paging', () => {
  it.each([
    [12, 2],
    [13, 3],
    [6, 1],
    [0, 1],
  ])('%i items of six a page are %i pages', (items, pages) => expect(pageCount(items, 6)).toBe(pages))

  it.each([
    [null, 1],
    ['2', 2],
    ['0', 1],
    ['-3', 1],
    ['99', 2],
    ['two', 1],
  ])('"%s" leads to page %i of two', (text, page) => expect(pageFrom(text, 2)).toBe(page))

  it.each([
    [1, 12, '1 - 6 of 12'],
    [2, 12, '7 - 12 of 12'],
    [2, 8, '7 - 8 of 8'],
  ])('page %i of %i items is %s', (page, items, text) => expect(pageRange(page, 6, items)).toBe(text))
})

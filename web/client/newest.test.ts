import { expect, it, vi } from 'vitest'
import { rate } from './messages.fixture'
import { Newest } from './newest'

const read = async (reader: Newest) => (await reader.next()).value?.rate

it('hands over in order what is there, and waits for what is not', async () => {
  const reader = new Newest(() => {})
  reader.add([rate('KGS/USD', '1'), rate('KZT/USD', '2')])
  expect([await read(reader), await read(reader)]).toEqual(['1', '2'])
  const next = read(reader)
  reader.add([rate('KGS/USD', '3')])
  expect(await next).toBe('3')
})

it('keeps of each pair the newest, in the place of the first', async () => {
  const reader = new Newest(() => {})
  for (let count = 0; count < 10_000; count++) {
    reader.add([rate('KGS/USD', `${count}`), rate('KZT/USD', `-${count}`)])
  }
  reader.end()
  expect([await read(reader), await read(reader)]).toEqual(['9999', '-9999'])
  expect(await reader.next()).toEqual({ done: true, value: undefined })
})

it('serves those who wait one after the other', async () => {
  const reader = new Newest(() => {})
  const both = Promise.all([read(reader), read(reader)])
  reader.add([rate('KGS/USD', '1')])
  reader.add([rate('KGS/USD', '2')])
  expect(await both).toEqual(['1', '2'])
})

it('tells a failure once, after what is left', async () => {
  const reader = new Newest(() => {})
  reader.add([rate('KGS/USD', '1')])
  reader.end(new Error('refused'))
  reader.add([rate('KGS/USD', '2')])
  expect(await read(reader)).toBe('1')
  await expect(reader.next()).rejects.toThrow('refused')
  expect(await reader.next()).toEqual({ done: true, value: undefined })
})

it('ends for one who waits, and says when its reader leaves', async () => {
  const left = vi.fn()
  const waiting = new Newest(left)
  const next = waiting.next()
  waiting.end()
  expect(await next).toEqual({ done: true, value: undefined })
  const leaving = new Newest(left)
  leaving.add([rate('KGS/USD', '1'), rate('KZT/USD', '2')])
  const seen = []
  for await (const { pair } of { [Symbol.asyncIterator]: () => leaving }) {
    seen.push(pair)
    break
  }
  expect(seen).toEqual(['KGS/USD'])
  expect(left).toHaveBeenCalledTimes(2)
  expect(await leaving.next()).toEqual({ done: true, value: undefined })
})

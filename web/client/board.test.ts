import { beforeEach, describe, expect, it } from 'vitest'
import { Board } from './board'
import type { Message } from './messages'
import { heartbeat, hello, rate, snapshot, update } from './messages.fixture'

describe('Board', () => {
  let board: Board
  beforeEach(() => {
    board = new Board()
    board.apply(snapshot(5, [rate('KGS/USD', '0.011440'), rate('KZT/USD', '0.0019612')]))
  })
  const shown = () => [...board.rates.values()].map(({ pair, rate }) => `${pair} ${rate}`)

  it('has nothing to resume from before the first snapshot', () => expect(new Board().since).toBe(''))

  it('holds a snapshot in the order of the server', () => {
    expect(shown()).toEqual(['KGS/USD 0.011440', 'KZT/USD 0.0019612'])
    expect(board.since).toBe('e1:5')
  })

  it('takes an update that follows, whatever numbers were skipped', () => {
    expect(board.apply(update(9, 5, [rate('KGS/USD', '0.011450')]))).toBe('changed')
    expect(shown()).toEqual(['KGS/USD 0.011450', 'KZT/USD 0.0019612'])
    expect(board.since).toBe('e1:9')
  })

  it('counts a heartbeat as the last message', () => {
    expect(board.apply(heartbeat(8, 5))).toBe('unchanged')
    expect(board.apply(update(9, 8, [rate('KGS/USD', '0.011450')]))).toBe('changed')
  })

  const gaps: { name: string; message: Message }[] = [
    { name: 'an update after a lost one', message: update(9, 7, [rate('KGS/USD', '9')]) },
    { name: 'an update seen twice', message: update(5, 4, [rate('KGS/USD', '9')]) },
    { name: 'an update of another history', message: update(9, 5, [rate('KGS/USD', '9')], 'e2') },
    { name: 'a heartbeat after a lost update', message: heartbeat(9, 7) },
    {
      name: 'a resumed snapshot of another history',
      message: snapshot(9, [rate('KGS/USD', '9')], true, 'e2'),
    },
  ]
  it.each(gaps)('leaves all as it was at a gap: $name', ({ message }) => {
    const before = shown()
    expect(board.apply(message)).toBe('gap')
    expect(shown()).toEqual(before)
    expect(board.since).toBe('e1:5')
  })

  it('keeps what a resumed snapshot does not name', () => {
    expect(board.apply(snapshot(7, [rate('KZT/USD', '0.0019700')], true))).toBe('changed')
    expect(shown()).toEqual(['KGS/USD 0.011440', 'KZT/USD 0.0019700'])
    expect(board.apply(snapshot(7, [], true))).toBe('unchanged')
  })

  it('drops what a whole snapshot does not name', () => {
    expect(board.apply(snapshot(1, [rate('TJS/USD', '0.10710')], false, 'e2'))).toBe('changed')
    expect(shown()).toEqual(['TJS/USD 0.10710'])
    expect(board.since).toBe('e2:1')
  })

  it('forgets on restart where to resume, not what it shows', () => {
    board.restart()
    expect(board.since).toBe('')
    expect(shown()).toHaveLength(2)
  })

  it('keeps the credit lines of the last hello', () => {
    board.apply({ ...hello(), credits: { ecb: 'Source: European Central Bank' } })
    expect(board.credits.get('ecb')).toBe('Source: European Central Bank')
    board.apply(hello())
    expect(board.credits.size).toBe(0)
  })
})

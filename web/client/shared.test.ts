import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from './messages'
import { hello, rate, snapshot, update } from './messages.fixture'
import { type Reading, subscribe } from './shared'

class FakeSocket {
  static all: FakeSocket[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  closed = false
  url: string
  constructor(url: string) {
    this.url = decodeURIComponent(url)
    FakeSocket.all.push(this)
  }
  close() {
    this.closed = true
  }
  say(...messages: Message[]) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) })
  }
}

describe('subscribe', () => {
  const ends: (() => void)[] = []
  const follow = (pairs: string[], listener: (reading: Reading) => void = () => {}, server = 'http://s') => {
    const end = subscribe({ server, pairs }, listener)
    ends.push(end)
    return end
  }
  const settled = () => new Promise<void>(resolve => queueMicrotask(resolve))
  const open = () => FakeSocket.all.filter(socket => !socket.closed).map(socket => socket.url)

  beforeEach(() => {
    FakeSocket.all = []
    vi.stubGlobal('WebSocket', FakeSocket)
  })
  afterEach(() => {
    for (const end of ends.splice(0)) end()
    vi.unstubAllGlobals()
  })

  it('opens one socket for twenty subscribers of a page, with the union of their pairs', async () => {
    for (let index = 0; index < 20; index++) follow(index % 2 ? ['KGS/USD'] : ['KGS/USD', 'KZT/USD'])
    await settled()
    expect(open()).toEqual(['ws://s/v1/stream?pairs=KGS/USD,KZT/USD'])
  })

  it('keeps servers apart, and those who want every pair from those who name theirs', async () => {
    follow(['KGS/USD'])
    follow([])
    follow(['KGS/USD'], undefined, 'https://t')
    await settled()
    expect(open()).toEqual([
      'ws://s/v1/stream?pairs=KGS/USD',
      'ws://s/v1/stream?',
      'wss://t/v1/stream?pairs=KGS/USD',
    ])
  })

  it('tells everybody of every change, and a late comer what is known', async () => {
    const seen: string[] = []
    follow(['KGS/USD'], ({ board }) => seen.push(`a ${board.rates.get('KGS/USD')?.rate}`))
    await settled()
    FakeSocket.all[0]!.say(hello(), snapshot(1, [rate('KGS/USD', '1')]), update(2, 1, [rate('KGS/USD', '2')]))
    follow(['KGS/USD'], ({ board }) => seen.push(`b ${board.rates.get('KGS/USD')?.rate}`))
    await settled()
    expect(seen).toEqual(['a 1', 'a 2', 'b 2'])
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('asks again when a pair is added, without those that nobody wants any more', async () => {
    follow(['KGS/USD'])
    const end = follow(['KZT/USD'])
    await settled()
    end()
    follow(['TJS/USD'])
    await settled()
    expect(open()).toEqual(['ws://s/v1/stream?pairs=KGS/USD,TJS/USD'])
  })

  it('closes the socket with the last subscriber', async () => {
    const first = follow(['KGS/USD'])
    const second = follow(['KGS/USD'])
    await settled()
    first()
    expect(open()).toHaveLength(1)
    second()
    expect(open()).toHaveLength(0)
  })

  it('opens nothing for a subscriber who went before his turn', async () => {
    follow(['KGS/USD'])()
    await settled()
    expect(FakeSocket.all).toHaveLength(0)
  })
})

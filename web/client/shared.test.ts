import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hello, rate, snapshot, update } from './messages.fixture'
import { type Reading, subscribe } from './shared'
import { TabConnection } from './tabs'
import { FakeSocket } from './tabs.fixture'

const beside = vi.hoisted(() => vi.fn())
vi.mock('./beside', () => ({ beside }))

describe('subscribe', () => {
  const ends: (() => void)[] = []
  const follow = (pairs: string[], listener: (reading: Reading) => void = () => {}, server = 'http://s') => {
    const end = subscribe({ server, pairs }, listener)
    ends.push(end)
    return end
  }
  const settled = () => new Promise<void>(resolve => setTimeout(resolve))
  const open = () => FakeSocket.all.filter(socket => !socket.closed).map(socket => socket.url)

  beforeEach(() => {
    FakeSocket.all = []
    vi.stubGlobal('WebSocket', FakeSocket)
  })
  afterEach(() => {
    for (const end of ends.splice(0)) end()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    beside.mockReset()
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

  it('loads nothing and shares nothing with other tabs unless it is asked to', async () => {
    follow(['KGS/USD'])
    await settled()
    expect(beside).not.toHaveBeenCalled()
  })

  it('shares with other tabs when it is asked to, apart from those who do not', async () => {
    const opened = vi.spyOn(TabConnection.prototype, 'open').mockReturnValue()
    const followed = vi.spyOn(TabConnection.prototype, 'follow').mockReturnValue()
    beside.mockResolvedValue({ TabConnection })
    ends.push(subscribe({ server: 'http://s', pairs: ['KGS/USD'], share: true }, () => {}))
    follow(['KGS/USD'])
    await settled()
    expect(beside).toHaveBeenCalledWith('tabs')
    expect(opened).toHaveBeenCalledTimes(1)
    ends.push(subscribe({ server: 'http://s', pairs: ['KZT/USD'], share: true }, () => {}))
    await settled()
    expect(followed.mock.calls).toEqual([[['KGS/USD', 'KZT/USD']]])
    expect(open()).toEqual(['ws://s/v1/stream?pairs=KGS/USD'])
  })

  it('has a connection of its own where the code for sharing cannot be had', async () => {
    beside.mockRejectedValue(new TypeError('failed to fetch'))
    ends.push(subscribe({ server: 'http://s', pairs: ['KGS/USD'], share: true }, () => {}))
    await settled()
    expect(open()).toEqual(['ws://s/v1/stream?pairs=KGS/USD'])
  })
})

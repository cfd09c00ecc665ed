import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Attempt, fakeWay } from './attempt.fixture'
import { Connection } from './connection'
import { heartbeat, hello, rate, snapshot, update } from './messages.fixture'
import type { OpenTransport } from './transport'

describe('Connection', () => {
  const attempts: Attempt[] = []
  let connection: Connection
  let changes: number

  const way = (name: string) => fakeWay(attempts, name)
  const last = () => attempts.at(-1)!
  const greet = (heartbeat_ms?: number) => {
    last().frame(hello(heartbeat_ms))
    last().frame(snapshot(5, [rate('KGS/USD', '0.011440')]))
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    attempts.length = 0
    changes = 0
    connection = new Connection(
      { server: 'http://s', pairs: ['KGS/USD'], basis: '', transports: [way('ws'), way('sse')] },
      () => changes++,
    )
    connection.open()
  })
  afterEach(() => {
    connection.close()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('asks for its pairs and is connected with the first snapshot', () => {
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD' })
    expect(connection.state).toBe('connecting')
    greet()
    expect(connection.state).toBe('connected')
    expect(changes).toBe(1)
  })

  it('returns within 10 s after a loss, from where it was', () => {
    greet()
    last().frame(update(6, 5, [rate('KGS/USD', '0.011450')]))
    last().ended('lost')
    expect(connection.state).toBe('lost')
    vi.advanceTimersByTime(4_999)
    expect(attempts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD&since=e1:6' })
    last().frame(snapshot(6, [], true))
    expect(connection.state).toBe('connected')
  })

  it('waits as long as the goodbye says', () => {
    greet()
    last().frame({ type: 'bye', reason: 'restart', reconnect_ms: 7_300 })
    expect(last().closed).toBe(true)
    vi.advanceTimersByTime(7_299)
    expect(attempts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(2)
  })

  it('takes silence of two heartbeats for the end', () => {
    greet(2_000)
    vi.advanceTimersByTime(3_999)
    last().frame(heartbeat(5, 5))
    vi.advanceTimersByTime(3_999)
    expect(connection.state).toBe('connected')
    vi.advanceTimersByTime(1)
    expect(connection.state).toBe('lost')
    expect(last().closed).toBe(true)
  })

  it('counts a frame it cannot read as a sign of life', () => {
    greet(2_000)
    vi.advanceTimersByTime(3_000)
    last().frame(undefined)
    vi.advanceTimersByTime(3_000)
    expect(connection.state).toBe('connected')
  })

  it('resumes at once after a gap, with patience when it happens again', () => {
    greet()
    last().frame(update(9, 7, [rate('KGS/USD', '9')]))
    vi.advanceTimersByTime(0)
    expect(attempts).toHaveLength(2)
    expect(last().query).toBe('?pairs=KGS/USD&since=e1:5')
    last().frame(snapshot(9, [], true))
    last().frame(update(12, 11))
    vi.advanceTimersByTime(999)
    expect(attempts).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(3)
  })

  it('asks for everything when the server resumes another history', () => {
    greet()
    last().ended('lost')
    vi.advanceTimersByTime(5_000)
    last().frame(snapshot(3, [], true, 'e2'))
    vi.advanceTimersByTime(30_000)
    expect(attempts[2]?.query).toBe('?pairs=KGS/USD')
  })

  it('does not come back when told so', () => {
    greet()
    last().ended('stop')
    expect(connection.state).toBe('refused')
    vi.advanceTimersByTime(3_600_000)
    expect(attempts).toHaveLength(1)
  })

  it('backs off further with every failure, and starts again after a stable minute', () => {
    const waits = []
    for (let failure = 0; failure < 7; failure++) {
      const before = Date.now()
      last().ended('failed')
      vi.advanceTimersToNextTimer()
      waits.push(Date.now() - before)
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    greet(60_000)
    vi.advanceTimersByTime(60_000)
    const before = Date.now()
    last().ended('lost')
    vi.advanceTimersToNextTimer()
    expect(Date.now() - before).toBe(5_000)
  })

  it('takes the other way when the first one leads nowhere, and stays with what worked', () => {
    vi.advanceTimersByTime(10_000) // no word on the WebSocket
    vi.advanceTimersByTime(500)
    expect(last().way).toBe('sse')
    greet()
    last().ended('lost')
    vi.advanceTimersByTime(5_000)
    expect(last().way).toBe('sse')
  })

  it('prefers the WebSocket again once it worked', () => {
    greet()
    last().ended('lost')
    vi.advanceTimersByTime(5_000)
    last().ended('lost') // the server is still away
    vi.advanceTimersByTime(30_000)
    expect(attempts.slice(0, 3).map(attempt => attempt.way)).toEqual(['ws', 'ws', 'sse'])
    attempts[2]!.frame(snapshot(9, [], true))
    last().frame(snapshot(9, [], true))
    last().ended('lost')
    vi.advanceTimersByTime(30_000)
    expect(attempts.at(-1)!.way).toBe('ws')
  })

  it('takes the other way when the page forbids the first', () => {
    const forbidden: OpenTransport = () => {
      throw new Error('policy')
    }
    const other = new Connection(
      { server: 'http://s', pairs: [], basis: '7d', transports: [forbidden, way('sse')] },
      () => {},
    )
    other.open()
    vi.advanceTimersByTime(500)
    expect(last()).toMatchObject({ way: 'sse', query: '?basis=7d' })
    other.close()
  })

  it('resumes with the basis that it asked for', () => {
    const other = new Connection(
      { server: 'http://s', pairs: ['KGS/USD'], basis: '30d', transports: [way('ws')] },
      () => {},
    )
    other.open()
    greet()
    last().ended('lost')
    vi.advanceTimersByTime(10_000)
    expect(last()).toMatchObject({ query: '?pairs=KGS/USD&basis=30d&since=e1:5' })
    other.close()
  })

  it('asks for other pairs as a whole and keeps the old values until they come', () => {
    greet()
    connection.follow(['KGS/USD', 'KZT/USD'])
    expect(attempts[0]!.closed).toBe(true)
    expect(last().query).toBe('?pairs=KGS/USD,KZT/USD')
    expect([...connection.board.rates.keys()]).toEqual(['KGS/USD'])
    expect(connection.state).toBe('connected')
  })

  it('is silent after close', () => {
    greet()
    connection.close()
    vi.advanceTimersByTime(3_600_000)
    expect(last().closed).toBe(true)
    expect(attempts).toHaveLength(1)
  })
})

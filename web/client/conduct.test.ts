import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Attempt, fakeWay } from './attempt.fixture'
import { Connection } from './connection'
import { heartbeat, hello, rate, snapshot } from './messages.fixture'

/** How a connection follows its page: hidden, away, off the network, on a clock that somebody sets. */
describe('Connection on a page', () => {
  const attempts: Attempt[] = []
  let page: EventTarget
  let connection: Connection
  let states: string[]

  const way = (name: string) => fakeWay(attempts, name)
  const last = () => attempts.at(-1)!
  const greet = () => {
    last().frame(hello(15_000))
    last().frame(snapshot(5, [rate('KGS/USD', '0.011440')]))
  }
  const say = (name: string, more = {}) => page.dispatchEvent(Object.assign(new Event(name), more))
  /** Time passes, but the timers of the page do not get their turn. */
  const sleep = (ms: number) => {
    const asleep = performance.now() + ms
    vi.spyOn(performance, 'now').mockReturnValue(asleep)
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    page = new EventTarget()
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    attempts.length = 0
    states = []
    connection = new Connection(
      { server: 'http://s', pairs: ['KGS/USD'], basis: '', transports: [way('ws'), way('sse'), way('rest')] },
      () => states.at(-1) !== connection.state && states.push(connection.state),
    )
    connection.open()
    greet()
  })
  afterEach(() => {
    connection.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('finds a stream dead that said nothing while the page slept, and resumes without a wait', () => {
    sleep(3_600_000)
    say('visibilitychange')
    expect(attempts[0]!.closed).toBe(true)
    vi.advanceTimersByTime(0)
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD&since=e1:5', closed: false })
    last().frame(snapshot(9, [], true))
    expect(states).toEqual(['connected', 'lost', 'connected'])
  })

  it('leaves a stream alone that was heard while the page was hidden', () => {
    for (let minute = 0; minute < 40; minute++) {
      vi.advanceTimersByTime(15_000)
      last().frame(heartbeat(5, 5))
    }
    say('visibilitychange')
    vi.advanceTimersByTime(15_000)
    expect(attempts).toHaveLength(1)
    expect(states).toEqual(['connected'])
  })

  it('makes up for a late attempt when the page is looked at, not for one that is not due', () => {
    last().ended('lost')
    sleep(4_999)
    say('visibilitychange')
    expect(attempts).toHaveLength(1)
    sleep(1)
    say('visibilitychange')
    expect(attempts).toHaveLength(2)
  })

  it.each([
    ['a day ahead', 86_400_000],
    ['a day back', -86_400_000],
  ])('does not mind a clock that is set %s', (_, jump_ms) => {
    vi.setSystemTime(Date.now() + jump_ms)
    say('visibilitychange')
    vi.advanceTimersByTime(29_999)
    expect(connection.state).toBe('connected')
    last().frame(heartbeat(5, 5))
    vi.advanceTimersByTime(29_999)
    expect(connection.state).toBe('connected')
    vi.advanceTimersByTime(1)
    expect(connection.state).toBe('lost')
    vi.advanceTimersByTime(4_999)
    expect(attempts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(2)
  })

  it('does not take a jump of the clock for a stable minute', () => {
    last().ended('failed')
    vi.advanceTimersByTime(500)
    greet()
    vi.setSystemTime(Date.now() + 86_400_000)
    last().ended('failed')
    vi.advanceTimersByTime(999)
    expect(attempts).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(3)
  })

  it('is lost with the network, and back with it at once, from the best way on', () => {
    say('offline')
    expect(connection.state).toBe('lost')
    expect(attempts[0]!.closed).toBe(true)
    vi.advanceTimersByTime(5_000)
    last().ended('lost') // no network, no socket
    say('online')
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD&since=e1:5' })
    greet()
    expect(connection.state).toBe('connected')
  })

  /** The ways fail one after the other, until `name` is the one that is tried. */
  const failUntil = (name: string) => {
    while (last().way !== name) {
      last().ended('lost')
      vi.advanceTimersToNextTimer()
    }
  }

  it('tries the WebSocket again on another network, where only questions passed before', () => {
    last().ended('lost')
    vi.advanceTimersToNextTimer()
    failUntil('rest')
    greet()
    say('offline')
    say('online')
    expect(last().way).toBe('ws')
  })

  it('does not stay for good with a worse way than the one that worked', () => {
    last().ended('lost') // the server restarts, and is back when questions have their turn
    vi.advanceTimersToNextTimer()
    failUntil('rest')
    greet()
    for (let minute = 0; minute < 11; minute++) {
      expect(last().way).toBe('rest')
      vi.advanceTimersByTime(60_000 / 4)
      last().frame(undefined)
      vi.advanceTimersByTime(60_000 / 4)
      last().frame(undefined)
      last().rest()
      vi.advanceTimersByTime(60_000 / 2)
    }
    last().frame(undefined)
    vi.advanceTimersByTime(0)
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD&since=e1:5' })
  })

  it('gives a worse way its time on a page that is old', () => {
    for (let minute = 0; minute < 30; minute++) {
      vi.advanceTimersByTime(60_000 / 4)
      last().frame(heartbeat(5, 5))
      last().rest()
      vi.advanceTimersByTime((60_000 / 4) * 3)
    }
    last().ended('lost')
    vi.advanceTimersToNextTimer()
    failUntil('sse')
    last().frame(hello())
    expect(last()).toMatchObject({ way: 'sse', closed: false })
    last().frame(snapshot(9, [], true))
    expect(connection.state).toBe('connected')
  })

  it('does not return at a word of the network where it was told not to', () => {
    last().ended('stop')
    say('online')
    say('visibilitychange')
    say('offline')
    vi.advanceTimersByTime(3_600_000)
    expect(attempts).toHaveLength(1)
    expect(connection.state).toBe('refused')
  })

  it('holds nothing while the page rests in the back-forward cache', () => {
    say('pagehide')
    expect(last().closed).toBe(true)
    vi.advanceTimersByTime(3_600_000)
    say('visibilitychange')
    say('online')
    expect(attempts).toHaveLength(1)
    say('pageshow', { persisted: true })
    expect(last()).toMatchObject({ way: 'ws', query: '?pairs=KGS/USD&since=e1:5' })
    expect(states).toEqual(['connected'])
  })

  it('does not open a second stream when a page is shown for the first time', () => {
    say('pageshow', { persisted: false })
    expect(attempts).toHaveLength(1)
  })

  it('waits without end for a stream that rests', () => {
    last().rest()
    vi.advanceTimersByTime(3_600_000)
    say('visibilitychange')
    expect(connection.state).toBe('connected')
    last().frame(heartbeat(5, 5))
    vi.advanceTimersByTime(30_000)
    expect(connection.state).toBe('lost')
  })

  it('comes back when an answer asks for it, and not later than after ten minutes', () => {
    last().ended('lost', 7_300)
    vi.advanceTimersByTime(7_299)
    expect(attempts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(2)
    last().ended('lost', 86_400_000)
    vi.advanceTimersByTime(600_000)
    expect(attempts).toHaveLength(3)
  })

  it.each([['soon'], [null], [undefined]])('goes by its own patience where the goodbye names %s', wish => {
    last().frame({ type: 'bye', reason: 'restart', reconnect_ms: wish })
    vi.advanceTimersByTime(4_999)
    expect(attempts).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(attempts).toHaveLength(2)
  })

  it('listens to nothing after close', () => {
    connection.close()
    say('online')
    say('pageshow', { persisted: true })
    sleep(3_600_000)
    say('visibilitychange')
    expect(attempts).toHaveLength(1)
  })
})

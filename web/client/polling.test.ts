import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rate, snapshot } from './messages.fixture'
import { poll } from './polling'
import { running, type Transport } from './transport'

describe('poll', () => {
  const catalogue = {
    pairs: [],
    sources: [
      { name: 'ecb', attribution: 'Source: ECB', attribution_required: true },
      { name: 'nbt', attribution: 'NBT', attribution_required: false },
    ],
  }
  const rates = (seq: number, value: string, epoch = 'e1') =>
    snapshot(seq, [rate('KGS/USD', value)], false, epoch)
  const ok = (body: unknown, etag = '') => Response.json(body, { headers: etag ? { ETag: etag } : {} })
  const unchanged = () => new Response(null, { status: 304 })

  let page: EventTarget & { hidden: boolean }
  let asked: { path: string; tag: string | null; at: number }[]
  let answers: (() => Response)[]
  let transport: Transport
  const handlers = { frame: vi.fn(), ended: vi.fn(), rest: vi.fn(), problem: vi.fn() }

  const ask = async (url: string, init: RequestInit) => {
    if (init.signal?.aborted) throw init.signal.reason
    const headers = new Headers(init.headers)
    asked.push({
      path: url.replace('http://s', ''),
      tag: headers.get('if-none-match'),
      at: performance.now(),
    })
    if (url.endsWith('/v1/pairs')) return ok(catalogue)
    const answer = answers.shift()
    if (!answer) throw new TypeError('network')
    return answer()
  }
  const start = async (query: string, ...next: (() => Response)[]) => {
    answers = next
    transport = running(poll, ask)('http://s', query, handlers)
    await vi.advanceTimersByTimeAsync(0)
  }
  const frames = () => handlers.frame.mock.calls.map(([message]) => message)

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    page = Object.assign(new EventTarget(), { hidden: false })
    vi.stubGlobal('document', page)
    asked = []
    vi.clearAllMocks()
  })
  afterEach(() => {
    transport.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('greets with the credit lines that sources ask for, then hands the rates over', async () => {
    await start('?pairs=KGS%2FUSD&basis=7d', () => ok(rates(5, '1')))
    expect(frames()).toEqual([
      { type: 'hello', epoch: '', seq: 0, heartbeat_ms: 15_000, credits: { ecb: 'Source: ECB' } },
      rates(5, '1'),
    ])
    expect(asked.map(({ path }) => path)).toEqual(['/v1/pairs', '/v1/rates?pairs=KGS%2FUSD&basis=7d'])
    expect(handlers.rest).toHaveBeenCalledTimes(1)
  })

  it('asks about every 15 s for what changed', async () => {
    await start(
      '?',
      () => ok(rates(5, '1'), '"e1:5"'),
      unchanged,
      () => ok(rates(6, '2'), '"e1:6"'),
      unchanged,
    )
    await vi.advanceTimersByTimeAsync(45_000)
    expect(asked.slice(1).map(({ tag, at }) => [tag, at])).toEqual([
      [null, 0],
      ['"e1:5"', 15_000],
      ['"e1:5"', 30_000],
      ['"e1:6"', 45_000],
    ])
    expect(frames().slice(1)).toEqual([rates(5, '1'), undefined, rates(6, '2'), undefined])
  })

  it.each([
    [0, 12_000],
    [0.999, 18_000],
  ])('with luck %d waits %d ms', async (random, wait_ms) => {
    vi.spyOn(Math, 'random').mockReturnValue(random)
    await start('?', () => ok(rates(5, '1')), unchanged)
    await vi.advanceTimersByTimeAsync(wait_ms - 20)
    expect(asked).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(20)
    expect(asked).toHaveLength(3)
  })

  it('takes the word of a timer that goes off before its time by another clock', async () => {
    vi.spyOn(performance, 'now').mockReturnValue(0)
    await start('?', () => ok(rates(5, '1')), unchanged)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(asked).toHaveLength(3)
  })

  it('asks nothing while nobody looks, and at once when somebody does', async () => {
    await start('?', () => ok(rates(5, '1')), unchanged, unchanged)
    page.hidden = true
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(asked).toHaveLength(2)
    page.hidden = false
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toHaveLength(3)
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(14_999)
    expect(asked).toHaveLength(3)
  })

  it('keeps what is known where a cache on the way is behind', async () => {
    await start(
      '?since=e1%3A7',
      () => ok(rates(5, '1')),
      () => ok(rates(8, '2')),
      () => ok(rates(1, '3', 'e2')),
    )
    await vi.advanceTimersByTimeAsync(30_000)
    expect(asked[1]!.path).toBe('/v1/rates?')
    expect(frames().slice(1)).toEqual([snapshot(7, [], true), rates(8, '2'), rates(1, '3', 'e2')])
  })

  it.each([
    ['the network is away', undefined],
    [
      'somebody else answers',
      () => new Response('<h1>Log in</h1>', { headers: { 'content-type': 'text/html' } }),
    ],
    ['a gateway answers', () => new Response('no', { status: 502 })],
  ])('is lost when %s', async (_, answer) => {
    await start('?', () => ok(rates(5, '1')), ...(answer ? [answer] : []))
    await vi.advanceTimersByTimeAsync(15_000)
    expect(handlers.ended.mock.calls[0]![0]).toBe('lost')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(3)
    expect(handlers.ended).toHaveBeenCalledTimes(1)
  })

  it('comes back when the server says so, and never where it refuses', async () => {
    const problem =
      (status: number, headers = {}) =>
      () =>
        new Response('{"code":"no_rate_yet","detail":"KGS/USD: no source has answered yet"}', {
          status,
          headers: { 'content-type': 'application/problem+json', ...headers },
        })
    await start('?', problem(503, { 'retry-after': '5' }))
    expect(handlers.ended).toHaveBeenLastCalledWith('lost', 5_000)
    expect(handlers.problem.mock.calls[0]![0]).toMatchObject({ code: 'no_rate_yet', temporary: true })
    await start('?', problem(404))
    expect(handlers.ended).toHaveBeenLastCalledWith('stop')
  })

  it('is silent after close', async () => {
    await start('?', () => ok(rates(5, '1')), unchanged)
    transport.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(2)
    expect(handlers.ended).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})

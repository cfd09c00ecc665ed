import { describe, expect, it, vi } from 'vitest'
import { type Answer, announce, read, retryAfter } from './answer'

describe('retryAfter', () => {
  const now = Date.parse('2026-05-19T05:00:00Z')
  it.each([
    ['5', 5_000],
    ['0', 0],
    ['Tue, 19 May 2026 05:01:30 GMT', 90_000],
    ['Tue, 19 May 2026 04:00:00 GMT', 0],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['2026-05-19', undefined],
  ])('takes %j for %s ms', (text, expected) => expect(retryAfter(text, now)).toBe(expected))
})

describe('announce', () => {
  const json = 'application/problem+json'
  const words = '{"type":"about:blank","title":"T","status":0,"code":"word","detail":"a sentence"}'
  const answer = (status: number, headers: Record<string, string>, text = words): Answer => ({
    status,
    ok: false,
    text,
    header: name => headers[name] ?? '',
  })
  const told = (given: Answer) => {
    const handlers = { frame: vi.fn(), ended: vi.fn(), rest: vi.fn(), problem: vi.fn() }
    announce(given, handlers)
    expect(handlers.ended).toHaveBeenCalledTimes(1)
    return { ended: handlers.ended.mock.calls[0], problem: handlers.problem.mock.calls[0]?.[0] }
  }

  it.each([
    ['a question that is wrong', 400, { 'content-type': json }, ['stop']],
    ['pairs that nobody quotes', 404, { 'content-type': json }, ['stop']],
    ['an origin that may not', 403, { 'content-type': json }, ['stop']],
    ['a 404 of something between', 404, { 'content-type': 'text/html' }, ['lost', undefined]],
    ['too many questions', 429, { 'content-type': json, 'retry-after': '7' }, ['lost', 7_000]],
    ['a server that is full', 503, { 'content-type': json, 'retry-after': '5' }, ['lost', 5_000]],
    ['a gateway without a server', 502, { 'content-type': 'text/html' }, ['lost', undefined]],
    [
      'an instant, on the clock of the server',
      503,
      { date: 'Tue, 19 May 2026 05:00:00 GMT', 'retry-after': 'Tue, 19 May 2026 05:00:20 GMT' },
      ['lost', 20_000],
    ],
  ])('ends as %s asks for', (_, status, headers, expected) => {
    expect(told(answer(status, headers as Record<string, string>)).ended).toEqual(expected)
  })

  it('hands the words of the server on', () => {
    const problem = { type: 'error', code: 'word', message: 'a sentence' }
    expect(told(answer(404, { 'content-type': json })).problem).toEqual({ ...problem, temporary: false })
    expect(told(answer(503, { 'content-type': json })).problem).toEqual({ ...problem, temporary: true })
    expect(told(answer(404, { 'content-type': 'text/html' })).problem).toBeUndefined()
    expect(told(answer(404, { 'content-type': json }, 'cut sho')).problem).toBeUndefined()
  })
})

describe('read', () => {
  it('gives up after 10 s, also in the middle of an answer', async () => {
    vi.useFakeTimers()
    const ask = async (_: string, { signal }: RequestInit) =>
      new Response(
        new ReadableStream({
          start: body => signal!.addEventListener('abort', () => body.error(signal!.reason)),
        }),
      )
    const answer = expect(read(ask, 'http://s/v1/rates', new AbortController().signal)).rejects.toThrow(
      'http://s/v1/rates: no answer within 10 s',
    )
    await vi.advanceTimersByTimeAsync(10_000)
    await answer
    vi.useRealTimers()
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    await read(async () => new Response('a'), 'http://s/', new AbortController().signal)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})

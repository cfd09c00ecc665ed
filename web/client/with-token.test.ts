import { describe, expect, it, vi } from 'vitest'
import type { TransportHandlers } from './transport'
import { type Token, withToken } from './with-token'

describe('withToken', () => {
  const tick = () => new Promise(resolve => setTimeout(resolve, 0))
  const open = (token: Token) => {
    const heard = { frame: vi.fn(), ended: vi.fn(), rest: vi.fn(), problem: vi.fn() }
    const close = vi.fn()
    const inner = vi.fn((_server: string, _query: string, _handlers: TransportHandlers) => ({ close }))
    const transport = withToken(inner, token)('http://s', '?pairs=A%2FB', heard)
    return { ...heard, inner, close, transport, handlers: () => inner.mock.calls[0]![2] }
  }

  it('shows the token beside what is asked', async () => {
    const { inner } = open('a&b')
    await tick()
    expect(inner.mock.calls[0]!.slice(0, 2)).toEqual(['http://s', '?pairs=A%2FB&token=a%26b'])
  })

  it('asks a function for every connection', async () => {
    const token = vi.fn(async () => 'fresh')
    const { inner, transport } = open(token)
    await tick()
    expect(inner.mock.calls[0]![1]).toContain('token=fresh')
    expect(token).toHaveBeenCalledTimes(1)
    transport.close()
  })

  it.each([
    ['a text', 'text', 'expired'],
    ['a function', () => 'text', 'moved'],
  ])('after %s has expired, the connection is %s', async (_, token, ending) => {
    const { handlers, ended } = open(token)
    await tick()
    handlers().ended('expired')
    expect(ended.mock.calls).toEqual([[ending, undefined]])
  })

  it('replaces one that a question is refused for, after others were answered', async () => {
    const told = { type: 'error', code: 'invalid_token', message: 'expired', temporary: false } as const
    const later = open(() => 'text')
    await tick()
    later.handlers().frame(undefined)
    later.handlers().problem?.(told)
    later.handlers().ended('stop')
    expect(later.problem).not.toHaveBeenCalled()
    expect(later.ended.mock.calls).toEqual([['moved', undefined]])

    const first = open(() => 'text')
    await tick()
    first.handlers().problem?.(told)
    first.handlers().ended('stop')
    expect(first.problem).toHaveBeenCalledWith(told)
    expect(first.ended.mock.calls).toEqual([['stop', undefined]])
  })

  it('leaves other ends, frames and problems as they are', async () => {
    const { handlers, ended, frame, problem, rest } = open(() => 'text')
    await tick()
    handlers().ended('stop')
    handlers().ended('lost', 5)
    expect(ended.mock.calls).toEqual([
      ['stop', undefined],
      ['lost', 5],
    ])
    handlers().frame(undefined)
    handlers().rest()
    const told = { type: 'error', code: 'c', message: 'm', temporary: false } as const
    handlers().problem?.(told)
    expect(frame).toHaveBeenCalledTimes(1)
    expect(rest).toHaveBeenCalledTimes(1)
    expect(problem).toHaveBeenCalledWith(told)
  })

  it('is a lost attempt where no token can be had', async () => {
    const { ended, inner } = open(() => Promise.reject(new Error('login is down')))
    await tick()
    expect(inner).not.toHaveBeenCalled()
    expect(ended.mock.calls).toEqual([['lost']])
  })

  it('opens nothing when it was closed meanwhile, and says nothing', async () => {
    const { inner, transport, ended } = open(() => 'late')
    transport.close()
    await tick()
    expect(inner).not.toHaveBeenCalled()
    const failed = open(() => Promise.reject(new Error('login is down')))
    failed.transport.close()
    await tick()
    expect(ended).not.toHaveBeenCalled()
    expect(failed.ended).not.toHaveBeenCalled()
  })

  it('closes what it opened', async () => {
    const { close, transport } = open('text')
    await tick()
    transport.close()
    expect(close).toHaveBeenCalledTimes(1)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, ClientError, type ClientOptions, connect } from './connect'
import { hello, rate, snapshot, update } from './messages.fixture'
import { FakeSocket } from './tabs.fixture'

describe('connect', () => {
  let client: Client
  const open = (more: Partial<ClientOptions> = {}) => {
    client = connect({ server: 'http://s', pairs: ['KGS/USD'], WebSocket: FakeSocket, ...more })
    return client
  }
  const last = () => FakeSocket.all.at(-1)!
  const greet = () => last().say(hello(), snapshot(5, [rate('KGS/USD', '1'), rate('KZT/USD', '2')]))

  beforeEach(() => {
    vi.useFakeTimers()
    FakeSocket.all = []
  })
  afterEach(() => {
    client?.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('tells of states and of the rates that changed', () => {
    const seen: string[] = []
    open()
    client.addEventListener('statechange', () => seen.push(client.state))
    client.addEventListener('rates', ({ rates }) => seen.push(rates.map(each => each.rate).join()))
    greet()
    last().say(update(6, 5, [rate('KZT/USD', '3')]))
    last().say(update(7, 6, [rate('KZT/USD', '3')]))
    expect([...client.rates.values()].map(each => each.rate)).toEqual(['1', '3'])
    expect(client.since).toBe('e1:7')
    expect(client.heardAt).toBe(Date.now())
    last().end(1006)
    client.close()
    expect(seen).toEqual(['1,2', 'connected', '3', 'lost', 'closed'])
  })

  it('hands over the newest of each pair to a loop that is slow', async () => {
    open()
    greet()
    const seen: string[] = []
    for await (const { pair, rate: value } of client) {
      seen.push(`${pair} ${value}`)
      if (seen.length === 1) {
        for (let seq = 6; seq < 1000; seq++) last().say(update(seq, seq - 1, [rate('KGS/USD', `${seq}`)]))
      }
      if (seen.length === 3) client.close()
    }
    expect(seen).toEqual(['KGS/USD 1', 'KZT/USD 2', 'KGS/USD 999'])
    expect(last().closed).toBe(true)
  })

  it('serves several loops, and goes on when one is left', async () => {
    open()
    greet()
    const first = client[Symbol.asyncIterator]()
    const second = client[Symbol.asyncIterator]()
    await first.return!()
    expect((await second.next()).value).toMatchObject({ rate: '1' })
    expect(client.state).toBe('connected')
  })

  it('closes with its signal, before or after', async () => {
    const control = new AbortController()
    open({ signal: control.signal })
    const next = client[Symbol.asyncIterator]().next()
    control.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect([client.state, last().closed]).toEqual(['closed', true])
    open({ signal: AbortSignal.abort() })
    expect([client.state, FakeSocket.all.length]).toEqual(['closed', 1])
    expect(await client[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined })
  })

  it('says why it is refused', async () => {
    open()
    const errors: ClientError[] = []
    client.addEventListener('error', ({ error }) => errors.push(error))
    const next = client[Symbol.asyncIterator]().next()
    last().say({ type: 'error', code: 'unknown_pair', message: 'XXX/USD', temporary: false })
    last().end(4001)
    await expect(next).rejects.toThrow('XXX/USD')
    await expect(client[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(ClientError)
    expect(errors).toMatchObject([{ name: 'ClientError', code: 'unknown_pair', temporary: false }])
    expect(client.state).toBe('refused')
  })

  it('says that it is refused where nobody says why', () => {
    open()
    const codes: string[] = []
    client.addEventListener('error', ({ error }) => codes.push(error.code))
    last().end(4003)
    expect(codes).toEqual(['refused'])
  })

  it('resumes where an earlier client ended', () => {
    open({ since: 'e1:5' })
    expect(decodeURIComponent(last().url)).toBe('ws://s/v1/stream?pairs=KGS/USD&since=e1:5')
    last().say(hello(), snapshot(7, [rate('KGS/USD', '2')], true))
    expect(client.state).toBe('connected')
    expect(client.rates.get('KGS/USD')?.rate).toBe('2')
  })

  it('takes events over fetch where there is no WebSocket', () => {
    vi.stubGlobal('WebSocket', undefined)
    const fetch = vi.fn(() => new Promise<Response>(() => {}))
    client = connect({ server: 'https://s:8443/any/path', fetch })
    expect(fetch.mock.calls[0]).toMatchObject([
      'https://s:8443/v1/events?',
      { headers: { Accept: 'text/event-stream' } },
    ])
  })

  it.each([
    [{ server: 'nowhere' }, 'server: expected an origin like "https://rates.example.org", got "nowhere"'],
    [{ server: 'ws://s' }, 'server: expected an origin like "https://rates.example.org", got "ws://s"'],
    [{ pairs: ['KGSUSD'] }, 'pairs: expected pairs like "KGS/USD", got "KGSUSD"'],
    [{ since: '5' }, 'since: expected "<epoch>:<seq>", got "5"'],
    [{ transports: [] }, 'transports: expected at least one, got none'],
    [{ transports: ['pigeon'] }, 'transports: expected "websocket", "events" or "polling", got "pigeon"'],
    [{ transports: ['toString'] }, 'transports: expected "websocket", "events" or "polling", got "toString"'],
  ])('does not take %j', (options, message) => {
    expect(() => open(options as Partial<ClientOptions>)).toThrow(message)
    expect(FakeSocket.all).toEqual([])
  })

  it('does not take a WebSocket for granted', () => {
    vi.stubGlobal('WebSocket', undefined)
    expect(() => connect({ server: 'http://s', transports: ['websocket'] })).toThrow(
      'WebSocket: expected a constructor, such as that of the package "ws": there is none here',
    )
  })
})

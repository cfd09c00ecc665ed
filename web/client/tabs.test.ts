import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from './messages'
import { hello, rate, snapshot, update } from './messages.fixture'
import { TabConnection } from './tabs'
import { FakeChannel, FakeLocks, FakeSocket } from './tabs.fixture'

describe('TabConnection', () => {
  const tabs: TabConnection[] = []
  let pages: EventTarget[]

  /** A new tab; its page has events of its own. */
  const open = (...pairs: string[]) => {
    const page = new EventTarget()
    pages.push(page)
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    const tab = new TabConnection({ server: 'http://s', basis: '', pairs }, () => {})
    tabs.push(tab)
    tab.open()
    return tab
  }
  const settle = (ms = 300) => vi.advanceTimersByTimeAsync(ms)
  const sockets = () => FakeSocket.all.filter(socket => !socket.closed)
  const queries = () => sockets().map(socket => socket.url.split('?')[1])
  const say = (...messages: Message[]) =>
    sockets()
      .at(-1)!
      .say(...messages)
  const greet = (...pairs: string[]) =>
    say(
      hello(),
      snapshot(
        5,
        pairs.map(pair => rate(pair, '1')),
      ),
    )
  const shown = (tab: TabConnection) => [...tab.board.rates.values()].map(each => `${each.pair} ${each.rate}`)

  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    pages = []
    FakeSocket.all = []
    FakeChannel.all = []
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.stubGlobal('BroadcastChannel', FakeChannel)
    vi.stubGlobal('navigator', { locks: new FakeLocks() })
  })
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('opens one socket for all tabs, and tells each what comes', async () => {
    const group = [open('KGS/USD'), open('KGS/USD'), open('KGS/USD')]
    await settle()
    greet('KGS/USD')
    say(update(6, 5, [rate('KGS/USD', '2')]))
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD'])
    for (const tab of group) {
      expect(tab.state).toBe('connected')
      expect(shown(tab)).toEqual(['KGS/USD 2'])
      expect(tab.board.since).toBe('e1:6')
      expect(tab.heardAt).toBe(group[0]!.heardAt)
    }
  })

  it('tells a tab that comes late what there is', async () => {
    open('KGS/USD')
    await settle()
    say({ ...hello(), credits: { ecb: 'Source: ECB' } }, snapshot(5, [rate('KGS/USD', '1')]))
    const late = open('KGS/USD')
    await settle()
    expect(late.state).toBe('connected')
    expect(shown(late)).toEqual(['KGS/USD 1'])
    expect(late.board.credits.get('ecb')).toBe('Source: ECB')
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('follows the pairs of all tabs together, and drops those of tabs that went when one is added', async () => {
    open('KGS/USD')
    const second = open('KZT/USD')
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
    second.close()
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
    open('TJS/USD')
    await settle(600)
    expect(queries()).toEqual(['pairs=KGS/USD,TJS/USD'])
  })

  it('drops the pairs of a tab that vanished without a word', async () => {
    open('KGS/USD')
    open('KZT/USD')
    await settle()
    FakeChannel.all[1]!.frozen = true
    open('TJS/USD')
    await settle(600)
    expect(queries()).toEqual(['pairs=KGS/USD,TJS/USD'])
  })

  it('tells a late tab what is known, also while a new leader still waits for the server', async () => {
    const first = open('KGS/USD')
    const second = open('KGS/USD')
    await settle()
    greet('KGS/USD')
    await settle()
    first.close()
    await settle(8_000)
    expect(second.board.since).toBe('e1:5')
    const late = open('KGS/USD')
    await settle(1_000)
    expect(shown(late)).toEqual(['KGS/USD 1'])
    expect(sockets()).toHaveLength(1)
  })

  it('hands the connection over when the tab that leads goes, where the news ended', async () => {
    const first = open('KGS/USD')
    const second = open('KGS/USD')
    const third = open('KGS/USD')
    await settle()
    greet('KGS/USD')
    await settle()
    first.close()
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    expect([second.state, third.state]).toEqual(['connected', 'connected'])
    say(hello(), snapshot(7, [rate('KGS/USD', '3')], true))
    await settle()
    expect(shown(second)).toEqual(['KGS/USD 3'])
    expect(shown(third)).toEqual(['KGS/USD 3'])
  })

  it('does not resume for pairs that nobody was told of', async () => {
    const first = open('KGS/USD')
    await settle()
    greet('KGS/USD')
    const second = open('KGS/USD')
    await settle()
    second.follow(['KGS/USD', 'KZT/USD'])
    first.close()
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
  })

  it('says in every tab that the connection is lost, and tries again in one', async () => {
    const group = [open('KGS/USD'), open('KGS/USD')]
    await settle()
    greet('KGS/USD')
    sockets()[0]!.end(1006)
    await settle()
    expect(group.map(tab => tab.state)).toEqual(['lost', 'lost'])
    await settle(5_000)
    expect(queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    say(hello(), snapshot(5, [], true))
    await settle()
    expect(group.map(tab => tab.state)).toEqual(['connected', 'connected'])
  })

  it('takes a new history over whole', async () => {
    const group = [open('KGS/USD', 'KZT/USD'), open('KGS/USD', 'KZT/USD')]
    await settle()
    greet('KGS/USD', 'KZT/USD')
    await settle()
    say(snapshot(1, [rate('KGS/USD', '9')], false, 'e2'))
    await settle()
    for (const tab of group) expect(shown(tab)).toEqual(['KGS/USD 9'])
    expect(group[1]!.board.since).toBe('e2:1')
  })

  it('gives the lead away while its page rests in the back-forward cache', async () => {
    const first = open('KGS/USD')
    const second = open('KGS/USD')
    await settle()
    greet('KGS/USD')
    await settle()
    pages[0]!.dispatchEvent(new Event('pagehide'))
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    say(hello(), snapshot(6, [rate('KGS/USD', '2')], true))
    await settle()
    expect(shown(second)).toEqual(['KGS/USD 2'])
    pages[0]!.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    await settle()
    expect(shown(first)).toEqual(['KGS/USD 2'])
    expect(sockets()).toHaveLength(1)
  })

  it('takes the lead from a tab that does not answer, and obeys when it is taken', async () => {
    const first = open('KGS/USD')
    const second = open('KGS/USD')
    await settle()
    greet('KGS/USD')
    await settle()
    FakeChannel.all[0]!.frozen = true
    await settle(50_000)
    expect(sockets().length).toBeLessThanOrEqual(1)
    FakeChannel.all[0]!.frozen = false
    expect(queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    say(hello(), snapshot(6, [rate('KGS/USD', '2')], true))
    await settle()
    expect([shown(first), shown(second)]).toEqual([['KGS/USD 2'], ['KGS/USD 2']])
    second.close()
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD&since=e1:6'])
    expect(first.state).toBe('connected')
  })

  it('leaves the lead where it is as long as the leader answers, news or none', async () => {
    open('KGS/USD')
    open('KGS/USD')
    await settle()
    say(hello(1_000_000), snapshot(5, [rate('KGS/USD', '1')]))
    await settle(300_000)
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('sends a tab away whose pairs would be too many for one connection', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `A${String(index).padStart(2, '0')}/USD`)
    open(...many)
    await settle()
    greet(...many)
    open(...many.map(pair => pair.replace('A', 'B')))
    await settle()
    expect(sockets()).toHaveLength(2)
    expect(queries()[1]).toContain('B00/USD')
    expect(queries()[1]).not.toContain('A00/USD')
  })

  it('keeps servers and bases apart', async () => {
    open('KGS/USD')
    const other = new TabConnection({ server: 'http://s', basis: '7d', pairs: ['KGS/USD'] }, () => {})
    tabs.push(other)
    other.open()
    await settle()
    expect(queries()).toEqual(['pairs=KGS/USD', 'pairs=KGS/USD&basis=7d'])
  })

  it.each([
    ['locks', () => vi.stubGlobal('navigator', {})],
    ['channels', () => vi.stubGlobal('BroadcastChannel', undefined)],
    [
      'permission',
      () => vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error('no')) } }),
    ],
  ])('is a connection of its own where there are no %s', async (_, take) => {
    take()
    const group = [open('KGS/USD'), open('KGS/USD')]
    await settle()
    for (const socket of sockets()) socket.say(hello(), snapshot(5, [rate('KGS/USD', '1')]))
    expect(sockets()).toHaveLength(2)
    expect(group.map(tab => tab.state)).toEqual(['connected', 'connected'])
    group[0]!.close()
    expect(sockets()).toHaveLength(1)
  })

  it('leaves nothing open', async () => {
    const group = [open('KGS/USD'), open('KGS/USD')]
    await settle()
    for (const tab of group) tab.close()
    await settle(300_000)
    expect(sockets()).toEqual([])
    expect(FakeChannel.all.every(channel => channel.closed)).toBe(true)
  })
})

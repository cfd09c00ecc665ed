import { describe, expect, it, vi } from 'vitest'
import { hello, rate, snapshot, update } from './messages.fixture'
import { Browser, FakeChannel, FakeSocket, many, shown } from './tabs.fixture'

describe('TabConnection', () => {
  const browser = new Browser()

  it('opens one socket for all tabs, and tells each what comes', async () => {
    const group = [browser.open('KGS/USD'), browser.open('KGS/USD'), browser.open('KGS/USD')]
    await browser.settle()
    browser.greet('KGS/USD')
    browser.say(update(6, 5, [rate('KGS/USD', '2')]))
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD'])
    for (const tab of group) {
      expect(tab.state).toBe('connected')
      expect(shown(tab)).toEqual(['KGS/USD 2'])
      expect(tab.board.since).toBe('e1:6')
      expect(tab.heardAt).toBe(group[0]!.heardAt)
    }
  })

  it('tells a tab that comes late what there is', async () => {
    browser.open('KGS/USD')
    await browser.settle()
    browser.say({ ...hello(), credits: { ecb: 'Source: ECB' } }, snapshot(5, [rate('KGS/USD', '1')]))
    const late = browser.open('KGS/USD')
    await browser.settle()
    expect(late.state).toBe('connected')
    expect(shown(late)).toEqual(['KGS/USD 1'])
    expect(late.board.credits.get('ecb')).toBe('Source: ECB')
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('follows the pairs of all tabs together, and drops those of tabs that went when one is added', async () => {
    browser.open('KGS/USD')
    const second = browser.open('KZT/USD')
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
    second.close()
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
    browser.open('TJS/USD')
    await browser.settle(600)
    expect(browser.queries()).toEqual(['pairs=KGS/USD,TJS/USD'])
  })

  it('drops the pairs of a tab that vanished without a word', async () => {
    browser.open('KGS/USD')
    browser.open('KZT/USD')
    await browser.settle()
    FakeChannel.all[1]!.frozen = true
    browser.open('TJS/USD')
    await browser.settle(600)
    expect(browser.queries()).toEqual(['pairs=KGS/USD,TJS/USD'])
  })

  it('tells a late tab what is known, also while a new leader still waits for the server', async () => {
    const first = browser.open('KGS/USD')
    const second = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    first.close()
    await browser.settle(8_000)
    expect(second.board.since).toBe('e1:5')
    const late = browser.open('KGS/USD')
    await browser.settle(1_000)
    expect(shown(late)).toEqual(['KGS/USD 1'])
    expect(browser.sockets()).toHaveLength(1)
  })

  it('says in every tab that the connection is lost, and tries again in one', async () => {
    const group = [browser.open('KGS/USD'), browser.open('KGS/USD')]
    await browser.settle()
    browser.greet('KGS/USD')
    browser.sockets()[0]!.end(1006)
    await browser.settle()
    expect(group.map(tab => tab.state)).toEqual(['lost', 'lost'])
    await browser.settle(5_000)
    expect(browser.queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    browser.say(hello(), snapshot(5, [], true))
    await browser.settle()
    expect(group.map(tab => tab.state)).toEqual(['connected', 'connected'])
  })

  it('takes a new history over whole', async () => {
    const group = [browser.open('KGS/USD', 'KZT/USD'), browser.open('KGS/USD', 'KZT/USD')]
    await browser.begin('KGS/USD', 'KZT/USD')
    browser.say(snapshot(1, [rate('KGS/USD', '9')], false, 'e2'))
    await browser.settle()
    for (const tab of group) expect(shown(tab)).toEqual(['KGS/USD 9'])
    expect(group[1]!.board.since).toBe('e2:1')
  })

  it('takes a new history over without asking for it', async () => {
    browser.open('KGS/USD')
    browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    const asked = vi.spyOn(FakeChannel.all[1]!, 'postMessage')
    browser.say(snapshot(1, [rate('KGS/USD', '9')], false, 'e2'))
    await browser.settle()
    expect(shown(browser.tabs[1]!)).toEqual(['KGS/USD 9'])
    expect(asked).not.toHaveBeenCalled()
  })

  it('drops a pair that the server has no more', async () => {
    const group = [browser.open('KGS/USD', 'KZT/USD'), browser.open('KGS/USD', 'KZT/USD')]
    await browser.begin('KGS/USD', 'KZT/USD')
    browser.say(snapshot(6, [rate('KGS/USD', '1')]))
    await browser.settle()
    for (const tab of group) expect(shown(tab)).toEqual(['KGS/USD 1'])
  })

  it('asks again when it missed a new history', async () => {
    browser.open('KGS/USD', 'KZT/USD')
    const second = browser.open('KGS/USD', 'KZT/USD')
    await browser.begin('KGS/USD', 'KZT/USD')
    FakeChannel.all[1]!.frozen = true
    browser.say(snapshot(1, [rate('KGS/USD', '8'), rate('KZT/USD', '8')], false, 'e2'))
    await browser.settle()
    FakeChannel.all[1]!.frozen = false
    browser.say(update(2, 1, [rate('KGS/USD', '9')], 'e2'))
    await browser.settle()
    expect(shown(second)).toEqual(['KGS/USD 9', 'KZT/USD 8'])
  })

  it('bothers nobody with what is for another tab', async () => {
    browser.open('KGS/USD')
    const changed = vi.fn()
    browser.openOf({ pairs: ['KGS/USD'], changed })
    await browser.begin('KGS/USD')
    changed.mockClear()
    browser.open('KGS/USD')
    await browser.settle()
    expect(changed).not.toHaveBeenCalled()
  })

  it('asks the server for nothing when who wanted another pair has gone already', async () => {
    browser.open('KGS/USD')
    await browser.settle()
    browser.greet('KGS/USD')
    const second = browser.open('KZT/USD')
    await browser.settle(50)
    second.close()
    await browser.settle(600)
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('keeps no room for a tab that was sent away and does not hear of it', async () => {
    browser.open('KGS/USD')
    await browser.settle()
    browser.greet('KGS/USD')
    browser.open(...many(150, 'A'))
    FakeChannel.all[1]!.frozen = true
    await browser.settle()
    browser.open('KZT/USD')
    await browser.settle(600)
    expect(browser.queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
  })

  it('has room for another tab when one with many pairs has gone', async () => {
    browser.open('KGS/USD')
    const crowded = browser.open(...many(100, 'A'))
    await browser.settle()
    browser.greet('KGS/USD', ...many(100, 'A'))
    crowded.close()
    await browser.settle()
    browser.open(...many(100, 'B'))
    await browser.settle(600)
    expect(browser.sockets()).toHaveLength(1)
    expect(browser.queries()[0]).toContain('B00/USD')
  })

  it('sends away only the tab whose pairs would be too many for one connection', async () => {
    browser.open(...many(100, 'A'))
    browser.open('KGS/USD')
    await browser.settle()
    browser.greet('KGS/USD', ...many(100, 'A'))
    browser.open(...many(100, 'B'))
    await browser.settle()
    expect(browser.sockets()).toHaveLength(2)
    expect(browser.queries()[1]).toBe(`pairs=${many(100, 'B')}`)
    browser.open('KZT/USD')
    await browser.settle(600)
    expect(browser.sockets()).toHaveLength(2)
    expect(browser.queries().filter(query => query?.includes('KZT/USD'))).toHaveLength(1)
  })

  it('keeps servers and bases apart', async () => {
    browser.open('KGS/USD')
    browser.openOf({ pairs: ['KGS/USD'], basis: '7d' })
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD', 'pairs=KGS/USD&basis=7d'])
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
    const group = [browser.open('KGS/USD'), browser.open('KGS/USD')]
    await browser.settle()
    for (const socket of browser.sockets()) socket.say(hello(), snapshot(5, [rate('KGS/USD', '1')]))
    expect(browser.sockets()).toHaveLength(2)
    expect(group.map(tab => tab.state)).toEqual(['connected', 'connected'])
    group[0]!.close()
    expect(browser.sockets()).toHaveLength(1)
  })

  it('stays a connection of its own when its page comes back', async () => {
    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new Error('no')) } })
    browser.open('KGS/USD')
    await browser.settle()
    browser.pages[0]!.dispatchEvent(new Event('pagehide'))
    browser.comeBack(browser.pages[0]!)
    await browser.settle()
    expect(browser.sockets()).toHaveLength(1)
    expect(FakeChannel.all.every(channel => channel.closed)).toBe(true)
  })

  it('leaves nothing open', async () => {
    const group = [browser.open('KGS/USD'), browser.open('KGS/USD')]
    await browser.settle()
    for (const tab of group) tab.close()
    await browser.settle(300_000)
    expect(browser.sockets()).toEqual([])
    expect(FakeChannel.all.every(channel => channel.closed)).toBe(true)
  })
})

import { describe, expect, it, vi } from 'vitest'
import { hello, rate, snapshot, update } from './messages.fixture'
import { Browser, FakeChannel, type FakeLocks, FakeSocket, shown } from './tabs.fixture'

describe('the tab that leads', () => {
  const browser = new Browser()

  it('hands the connection over when the tab that leads goes, where the news ended', async () => {
    const first = browser.open('KGS/USD')
    const second = browser.open('KGS/USD')
    const third = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    const { heardAt } = first
    first.close()
    await browser.settle()
    expect(second.heardAt).toBe(heardAt)
    expect(browser.queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    expect([second.state, third.state]).toEqual(['connected', 'connected'])
    browser.say(hello(), snapshot(7, [rate('KGS/USD', '3')], true))
    await browser.settle()
    expect(shown(second)).toEqual(['KGS/USD 3'])
    expect(shown(third)).toEqual(['KGS/USD 3'])
  })

  it('does not resume for pairs that nobody was told of', async () => {
    const first = browser.open('KGS/USD')
    await browser.settle()
    browser.greet('KGS/USD')
    const second = browser.open('KGS/USD')
    await browser.settle()
    second.follow(['KGS/USD', 'KZT/USD'])
    first.close()
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD,KZT/USD'])
  })

  it('tells all that is known when it begins to lead, before the server answers', async () => {
    const first = browser.open('KGS/USD')
    browser.open('KGS/USD')
    const third = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    FakeChannel.all[2]!.frozen = true
    browser.say(update(6, 5, [rate('KGS/USD', '2')]))
    await browser.settle()
    FakeChannel.all[2]!.frozen = false
    expect(shown(third)).toEqual(['KGS/USD 1'])
    first.close()
    await browser.settle()
    expect(shown(third)).toEqual(['KGS/USD 2'])
  })

  it('stays closed, whatever becomes of its page', async () => {
    const closed = browser.open('KGS/USD')
    await browser.settle()
    closed.close()
    browser.comeBack(browser.pages[0]!)
    browser.pages[0]!.dispatchEvent(new Event('visibilitychange'))
    await browser.settle(100_000)
    expect(browser.sockets()).toEqual([])
    expect(FakeChannel.all.every(channel => channel.closed)).toBe(true)
  })

  it('gives the lead away while its page rests in the back-forward cache', async () => {
    const first = browser.open('KGS/USD')
    const second = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    browser.pages[0]!.dispatchEvent(new Event('pagehide'))
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    browser.say(hello(), snapshot(6, [rate('KGS/USD', '2')], true))
    await browser.settle()
    expect(shown(second)).toEqual(['KGS/USD 2'])
    browser.comeBack(browser.pages[0]!)
    await browser.settle()
    expect(shown(first)).toEqual(['KGS/USD 2'])
    expect(browser.sockets()).toHaveLength(1)
  })

  it('takes the lead from a tab that does not answer, and obeys when it is taken', async () => {
    const first = browser.open('KGS/USD')
    const second = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    FakeChannel.all[0]!.frozen = true
    await browser.settle(50_000)
    expect(browser.sockets().length).toBeLessThanOrEqual(1)
    FakeChannel.all[0]!.frozen = false
    expect(browser.queries()).toEqual(['pairs=KGS/USD&since=e1:5'])
    browser.say(hello(), snapshot(6, [rate('KGS/USD', '2')], true))
    await browser.settle()
    expect([shown(first), shown(second)]).toEqual([['KGS/USD 2'], ['KGS/USD 2']])
    second.close()
    await browser.settle()
    expect(browser.queries()).toEqual(['pairs=KGS/USD&since=e1:6'])
    expect(first.state).toBe('connected')
  })

  it('leaves the lead where it is as long as the leader answers, news or none', async () => {
    browser.open('KGS/USD')
    browser.open('KGS/USD')
    await browser.settle()
    browser.say(hello(1_000_000), snapshot(5, [rate('KGS/USD', '1')]))
    await browser.settle(300_000)
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('connects at once when nobody led before', async () => {
    browser.open('KGS/USD')
    await browser.settle(50)
    expect(browser.sockets()).toHaveLength(1)
  })

  it('follows what the tabs want that were there before it led', async () => {
    const first = browser.open('KGS/USD')
    browser.open('KZT/USD')
    browser.open('TJS/USD')
    await browser.settle(600)
    browser.greet('KGS/USD', 'KZT/USD', 'TJS/USD')
    await browser.settle()
    first.close()
    await browser.settle(600)
    expect(browser.queries()).toEqual(['pairs=KZT/USD,TJS/USD&since=e1:5'])
  })

  it('opens nothing when it goes before it has asked who is there', async () => {
    const first = browser.open('KGS/USD')
    const second = browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    first.close()
    await browser.settle(100)
    second.close()
    await browser.settle(1_000)
    expect(browser.sockets()).toEqual([])
  })

  const stolen = (locks: { mock: { calls: Parameters<FakeLocks['request']>[] } }) =>
    locks.mock.calls.filter(([, options]) => options.steal)

  it('takes the lead from nobody while its page is hidden', async () => {
    const requests = vi.spyOn(navigator.locks as unknown as FakeLocks, 'request')
    const page = { hidden: true }
    vi.stubGlobal('document', page)
    browser.open('KGS/USD')
    browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    FakeChannel.all[0]!.frozen = true
    await browser.settle(100_000)
    expect(stolen(requests)).toHaveLength(0)
    page.hidden = false
    browser.pages[1]!.dispatchEvent(new Event('visibilitychange'))
    await browser.settle(10_000)
    expect(stolen(requests)).toHaveLength(1)
  })

  it('takes the lead once when two tabs miss the leader', async () => {
    const requests = vi.spyOn(navigator.locks as unknown as FakeLocks, 'request')
    for (let tab = 0; tab < 3; ++tab) browser.open('KGS/USD')
    await browser.begin('KGS/USD')
    FakeChannel.all[0]!.frozen = true
    vi.spyOn(Math, 'random').mockReturnValueOnce(0.1).mockReturnValueOnce(0.9)
    await browser.settle(50_000)
    expect(stolen(requests)).toHaveLength(1)
  })
})

/** What ten minutes of news leave behind in a page: ten updates a second, as fast as frames go. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Newsroom, tapeTag } from './newsroom.mjs'
import { launchBrowser, Server } from './support.mjs'

const pairs = ['KGS/USD', 'KZT/USD', 'TJS/USD', 'UZS/USD', 'TMT/USD']
const updates = 10 * 60 * 10
const updates_per_frame = 20
/** An object that is kept of each update would take more; what the browser compiles meanwhile takes less. */
const most_bytes = 200_000
const server = new Server({ pairs, feeds: [{ name: 'peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5' } }] })
const newsroom = new Newsroom()
let browser
before(async () => {
  await Promise.all([server.start(), newsroom.open()])
  browser = await launchBrowser()
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const rate = (pair, seq) => ({
  pair,
  rate: `0.${String(11000 + ((seq * 7) % 97)).padStart(6, '0')}`,
  change: '0',
  change_pct: `${((seq % 9) - 4) / 4}`,
  basis: null,
  as_of: '2026-05-19',
  fetched_at: '2026-05-19T06:00:00Z',
  source: 'desk',
  status: 'live',
  seq,
})

/** A server of the test's own in the place of the stream; `tell(count)` publishes so many updates. */
async function openStream(page) {
  let seq = 0
  let stream
  const rates = () => pairs.map(pair => rate(pair, seq))
  await page.routeWebSocket(/\/v1\/stream/, socket => {
    stream = socket
    const say = message => socket.send(JSON.stringify({ epoch: 'e', seq, ts: '', ...message }))
    say({ type: 'hello', v: 1, heartbeat_ms: 600_000, server: 'test' })
    say({ type: 'snapshot', resumed: false, rates: rates() })
  })
  return async count => {
    for (let told = 0; told < count; told++) {
      const prev = seq++
      stream.send(JSON.stringify({ type: 'update', epoch: 'e', seq, prev, ts: '', rates: rates() }))
      if (told % updates_per_frame === 0) await page.evaluate(() => new Promise(requestAnimationFrame))
    }
    return rates()
  }
}

for (const layout of ['marquee', 'list']) {
  test(`ten minutes leave nothing behind in a ${layout}`, { timeout: 120_000 }, async t => {
    const page = await browser.newPage()
    t.after(() => page.close())
    const tell = await openStream(page)
    await page.goto(newsroom.page(tapeTag(server, `layout="${layout}"`)))
    await page.locator('rate-ticker .item').first().waitFor()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    const counts = async () => {
      await devtools.send('HeapProfiler.collectGarbage')
      const { metrics } = await devtools.send('Performance.getMetrics')
      const { JSHeapUsedSize, Nodes, JSEventListeners } = Object.fromEntries(
        metrics.map(({ name, value }) => [name, value]),
      )
      return { bytes: JSHeapUsedSize, nodes: Nodes, listeners: JSEventListeners }
    }

    await tell(1_000)
    const before = await counts()
    const [last] = await tell(updates)
    const now = await counts() // before anything else is asked of the page: that leaves something behind
    await page.locator('rate-ticker .rate').first().getByText(last.rate).waitFor()
    t.diagnostic(JSON.stringify({ before, now }))
    assert.ok(now.bytes - before.bytes < most_bytes, JSON.stringify({ before, now }))
    assert.ok(now.nodes - before.nodes < 10, JSON.stringify({ before, now }))
    assert.equal(now.listeners, before.listeners)
  })
}

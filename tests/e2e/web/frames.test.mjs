/** What a moving tape costs a page. FRAMES_SECONDS says how long it is watched: `scripts/soak.sh --tape 60`. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Newsroom } from './newsroom.mjs'
import { launchBrowser, Server } from './support.mjs'

const token = 'a-token-of-a-test-that-opens-one-door'
process.env.DESK_TOKEN = token
const pairs = ['KGS/USD', 'KZT/USD', 'TJS/USD', 'UZS/USD', 'TMT/USD']
const server = new Server({
  pairs,
  feeds: [{ kind: 'pushed', name: 'desk', token_env: 'DESK_TOKEN' }],
})
const newsroom = new Newsroom()
const seconds = Number(process.env.FRAMES_SECONDS ?? 5)
const updates_per_second = 10
let browser
before(async () => {
  await Promise.all([server.start(), newsroom.open()])
  await push(0)
  browser = await launchBrowser()
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

/** Every pair gets a value of its own, as long as the one before. */
async function push(number) {
  const quotes = pairs.map((pair, place) => ({
    pair,
    rate: `0.${String(11000 + ((number * 7 + place) % 97)).padStart(6, '0')}`,
    as_of: new Date().toISOString(),
  }))
  const answer = await fetch(`${server.origin}/v1/quotes`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ quotes }),
  })
  assert.equal(answer.status, 200, await answer.text())
}

async function push_for(duration_s) {
  const count = duration_s * updates_per_second
  const begun = Date.now()
  for (let number = 1; number <= count; number++) {
    await push(number)
    await sleep(Math.max(0, begun + (number * 1000) / updates_per_second - Date.now()))
  }
  return count
}

test('a moving tape costs the page nothing per frame and little per update', async t => {
  const page = await newsroom.openTape(t, browser, server, 'speed="120"')
  await page.evaluate(() => {
    window.seen = { long_tasks: [], shifts: 0 }
    new PerformanceObserver(list => {
      window.seen.long_tasks.push(...list.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
    new PerformanceObserver(list => {
      for (const { value } of list.getEntries()) window.seen.shifts += value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const counts = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage')
    return (await counts()).JSHeapUsedSize
  }

  await push_for(1)
  await sleep(300)
  const still = await counts()
  await sleep(2000)
  const moved = await counts()
  assert.ok(moved.LayoutCount - still.LayoutCount <= 1, 'no layout while it only moves')
  assert.ok(moved.RecalcStyleCount - still.RecalcStyleCount <= 2, 'no style either')

  const heap_before = await heap()
  const before_updates = await counts()
  const updates = await push_for(seconds)
  const after_updates = await counts()
  const heap_after = await heap()
  const seen = await page.evaluate(() => window.seen)
  const layouts = (after_updates.LayoutCount - before_updates.LayoutCount) / updates
  const busy = (after_updates.TaskDuration - before_updates.TaskDuration) / updates
  t.diagnostic(
    JSON.stringify({ ...seen, layouts, busy_ms: busy * 1000, heap_kib: (heap_after - heap_before) / 1024 }),
  )
  // The machine may take the processor away in the middle of a task now and then. An update that is
  // itself that long is long every time.
  assert.ok(seen.long_tasks.length < updates / 20, `${seen.long_tasks} ms in ${updates} updates`)
  assert.equal(seen.shifts, 0)
  assert.ok(layouts <= 4, `${layouts} layouts an update`)
  assert.ok(heap_after - heap_before < 256 * 1024, `the heap grew by ${heap_after - heap_before} bytes`)
  assert.equal(await page.evaluate(() => document.querySelector('rate-ticker').rates.length), pairs.length)
})

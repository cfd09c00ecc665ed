import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assertFits, dateBefore, newPage, PushedServer, violationsOn } from './board-support.mjs'
import { eventually, launchBrowser, screenshot_dir } from './support.mjs'

/** One feed that is pushed, one that is fixed, and one whose bank does not answer. */
const server = new PushedServer(['KGS/USD', 'KZT/USD', 'TMT/USD'], {
  feeds: [
    { name: 'tmt-peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5' } },
    { preset: 'nbk', url: 'http://127.0.0.1:9/secret-path.xml', every: '5m' },
  ],
})
let browser
before(async () => {
  await server.start()
  await server.push('KGS/USD', '0.011435', dateBefore(0))
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  await eventually('a failure', async () => {
    const { sources } = await (await fetch(`${server.origin}/v1/status`)).json()
    return sources[2].state === 'failing'
  })
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const openStatus = async page => {
  await page.goto(`${server.origin}/status`)
  await page.locator('#sources tr').first().waitFor()
  return page
}
const open = async (t, options) => openStatus(await newPage(t, browser, options))
/** A page that is told `status` instead of the server's own. */
const openTold = async (t, status) => {
  const page = await newPage(t, browser)
  page.told = status
  await page.route('**/v1/status', route => route.fulfill({ json: page.told }))
  return openStatus(page)
}
const rowOf = (page, name) => page.locator('#sources tr', { hasText: name })
const verdict = page => page.locator('#verdict').textContent()
const source = (state, more = {}) => ({
  name: 'nbk',
  title: 'A bank',
  kind: 'polled',
  state,
  last_success: null,
  next_poll: null,
  pairs: [],
  ...more,
})
const status = (sources, more = {}) => ({
  server: 'tickerd/9.9',
  now: '2026-05-19T05:00:00.000Z',
  started_at: '2026-05-16T01:00:00.000Z',
  epoch: 'e1',
  seq: 42,
  clients: 1234,
  pairs: { configured: 5, rated: 4, stale: 0, held: 0 },
  sources,
  ...more,
})

test('the page says how each source is, and nothing of what went wrong', async t => {
  const page = await open(t)
  assert.equal(await verdict(page), '1 of 3 sources fails')
  const cells = await rowOf(page, 'nbk').locator('th, td').allInnerTexts()
  assert.match(cells[0], /National Bank of Kazakhstan\s+nbk, polled/)
  assert.match(cells[1], /^failing/)
  assert.equal(cells[2], 'not yet')
  assert.match(cells[3], /^(in \d+ (s|min)|now)$/)
  assert.equal(cells[4], 'none')
  const desk = await rowOf(page, 'desk').locator('td').allInnerTexts()
  assert.match(desk[0], /^fresh/)
  assert.match(desk[1], /^\d+ (s|min) ago$/)
  assert.deepEqual(desk.slice(2), ['it is pushed', 'KGS/USD'])
  assert.equal(await page.locator('#pairs').textContent(), '2 of 3')
  assert.match(await page.locator('#server').textContent(), /^tickerd\/\d/)
  assert.match(await page.locator('#uptime').textContent(), /^\d+ (s|min)/)
  const { epoch, seq } = await (await fetch(`${server.origin}/v1/rates`)).json()
  assert.equal(await page.locator('#sequence').textContent(), `${epoch}:${seq}`)
  const text = await page.locator('body').textContent()
  for (const secret of ['secret-path', '127.0.0.1', 'unreachable', 'refused']) {
    assert.ok(!text.includes(secret), secret)
  }
  assert.deepEqual(page.complaints, [])
})

test('it refreshes itself, in place', async t => {
  const page = await open(t)
  await page.evaluate(() => {
    window.replaced = 0
    new MutationObserver(records => {
      window.replaced += records.length
    }).observe(document.getElementById('sources'), { subtree: true, childList: true })
  })
  const clients = page.locator('#clients')
  assert.equal(await clients.textContent(), '0')
  const board = await newPage(t, browser)
  await board.goto(`${server.origin}/board`)
  await eventually('a client', async () => (await clients.textContent()) === '1', 15_000)
  assert.equal(await page.evaluate(() => window.replaced), 0)
})

test('a plain sentence tells how all of them are', async t => {
  const page = await openTold(t, status([source('fresh'), source('closed', { name: 'ecb' })]))
  assert.equal(await verdict(page), 'All sources are fresh')
  assert.equal(await page.locator('#aside').textContent(), 'One source does not publish today.')
  assert.equal(await page.locator('#uptime').textContent(), '3 d 4 h')
  assert.equal(await page.locator('#clients').textContent(), '1,234')
  const five = ['late', 'fresh', 'late', 'fresh', 'closed'].map((state, at) =>
    source(state, { name: `feed${at}` }),
  )
  page.told = status(five)
  await eventually('the news', async () => (await verdict(page)) === '2 of 5 sources are late', 15_000)
  assert.equal(await page.locator('#sources tr').count(), 5)
})

test('times are counted on the clock of the server', async t => {
  const bank = source('fresh', {
    last_success: '2026-05-19T04:59:30.000Z',
    next_poll: '2026-05-19T05:14:30.000Z',
  })
  const page = await openTold(t, status([bank]))
  const times = await rowOf(page, 'A bank').locator('time').allTextContents()
  assert.match(times[0], /^3\d s ago$/)
  assert.equal(times[1], 'in 14 min')
})

test('what a hostile title says stays text', async t => {
  const image = '<img src=x onerror=alert(1)>'
  const page = await openTold(
    t,
    status([source(image, { title: image, name: image, kind: image, pairs: [image] })]),
  )
  assert.equal(await page.locator('.title').textContent(), image)
  assert.equal(await page.locator('img').count(), 0)
})

test('without its server the page says since when', async t => {
  const server = await new PushedServer(['KGS/USD']).start()
  t.after(() => server.remove())
  const page = await newPage(t, browser)
  await page.goto(`${server.origin}/status`)
  await page.locator('#sources tr').first().waitFor()
  await server.kill()
  await eventually('words', async () =>
    /^connection lost, showing the status of \d\d:\d\d$/.test(await verdict(page)),
  )
  assert.equal(await page.locator('#sources tr').count(), 1)
  await server.start()
  await eventually('the status', async () => /source/.test(await verdict(page)))
})

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 768, 1440, 3440]) {
    test(`the status fits ${width} px and is accessible, ${colorScheme}`, async t => {
      const height = width < 500 ? 780 : width > 2000 ? 1440 : 900
      const page = await open(t, { colorScheme, viewport: { width, height } })
      await assertFits(page)
      await page.screenshot({
        path: join(screenshot_dir, `status-${width}-${colorScheme}.png`),
        fullPage: true,
      })
      assert.deepEqual(await violationsOn(page), [])
      assert.deepEqual(page.complaints, [])
    })
  }
}

test('without script the page leads to the same as JSON', async t => {
  const page = await newPage(t, browser, { javaScriptEnabled: false })
  await page.goto(`${server.origin}/status`)
  assert.equal(await page.getByRole('link', { name: 'The status as JSON' }).isVisible(), true)
})

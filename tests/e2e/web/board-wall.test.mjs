import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newPage, openBoard, rateOf, tellBoard, violationsOn } from './board-support.mjs'
import { eventually, launchBrowser, Server, screenshot_dir } from './support.mjs'

const server = new Server()
let browser
before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const words = ['live', 'live', 'live', 'closed', 'late', 'stale', 'held', 'pegged']
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const manyRates = count =>
  Array.from({ length: count }, (_, at) =>
    rateOf(`${letters[at % 26]}${letters[(at * 7) % 26]}${letters[at % 23]}/USD`, {
      rate: (0.0123 * (at + 1) ** 2).toPrecision(6),
      change: at % 3 ? '0.0021' : '-0.0013',
      change_pct: at % 3 ? '0.21' : '-0.13',
      status: words[at % words.length],
    }),
  )

/** A board of so many pairs, each with a line. */
const openTold = async (t, count, search, options) => {
  const page = await newPage(t, browser, options)
  const rates = manyRates(count)
  await page.route('**/v1/pairs*', route =>
    route.fulfill({
      json: {
        pairs: rates.map(({ pair, rate }, at) => ({
          pair,
          spark: Array.from(
            { length: 30 },
            (_, day) => `${Number(rate) * (1 + Math.sin((day + at) / 4) / 50)}`,
          ),
        })),
      },
    }),
  )
  await page.addInitScript(() => {
    window.lamps = { lit: 0, out: 0 }
    const request = async () => {
      window.lamps.lit++
      return { release: async () => window.lamps.out++ }
    }
    Object.defineProperty(navigator, 'wakeLock', { value: { request } })
  })
  page.send = await tellBoard(page, rates, { nbkr: 'Rates: National Bank of the Kyrgyz Republic' })
  return openBoard(page, server.origin, search)
}

/** The cards that stick out of the window, or whose text sticks out of them. */
const misfitsOn = page =>
  page.locator('#rows tr').evaluateAll(rows =>
    rows
      .filter(row => {
        const box = row.getBoundingClientRect()
        const inside = [...row.querySelectorAll('.digits, .name, .mark')].filter(part =>
          part.checkVisibility(),
        )
        return (
          box.right > innerWidth + 1 ||
          box.bottom > innerHeight + 1 ||
          inside.some(part => {
            const { left, right, top, bottom } = part.getBoundingClientRect()
            return left < box.left || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1
          })
        )
      })
      .map(row => row.textContent),
  )

test('the wall takes the whole screen, hides what is operated and keeps the screen lit until Esc', async t => {
  const page = await openTold(t, 12, '')
  await page.getByRole('button', { name: 'Full screen', exact: true }).click()
  await eventually('a full screen', () => page.evaluate(() => document.fullscreenElement !== null))
  assert.equal(new URL(page.url()).search, '?wall=1')
  for (const hidden of ['.head', '.controls', '.legend', '#list thead']) {
    assert.equal(await page.locator(hidden).isVisible(), false, hidden)
  }
  assert.equal(await page.locator('#credits').isVisible(), true)
  assert.deepEqual(await misfitsOn(page), [])
  assert.deepEqual(await page.evaluate(() => window.lamps), { lit: 1, out: 0 })
  assert.deepEqual(await violationsOn(page), [])
  const first = manyRates(1)[0]
  page.send([{ ...first, rate: '7.77777' }])
  await eventually(
    'the new value',
    async () => (await page.locator('#rows .rate').first().textContent()) === '7.77777',
  )
  await page.keyboard.press('Escape')
  await page.locator('.controls').waitFor({ state: 'visible' })
  await eventually('the window', () => page.evaluate(() => document.fullscreenElement === null))
  assert.deepEqual(await page.evaluate(() => window.lamps), { lit: 1, out: 1 })
  assert.equal(new URL(page.url()).search, '')
  assert.deepEqual(page.complaints, [])
})

test('the wall is in the address, and a button leads out of it', async t => {
  const page = await openTold(t, 12, '?wall=1&sort=-rate&filter=usd')
  assert.equal(await page.locator('.controls').isVisible(), false)
  const leave = page.getByRole('button', { name: 'Leave full screen' })
  await page.mouse.move(300, 300)
  await eventually(
    'the way out',
    async () => (await leave.evaluate(button => getComputedStyle(button).opacity)) === '1',
  )
  await leave.click()
  assert.equal(await page.locator('.controls').isVisible(), true)
  assert.equal(new URL(page.url()).search, '?sort=-rate&filter=usd')
})

test('a lost connection is said on the wall too', async t => {
  const server = await new Server().start()
  t.after(() => server.remove())
  const page = await newPage(t, browser)
  await openBoard(page, server.origin, '?wall=1')
  await server.kill()
  await page.locator('#note').waitFor({ state: 'visible' })
  assert.match(await page.locator('#note').textContent(), /^connection lost, showing values of/)
})

for (const colorScheme of ['light', 'dark']) {
  for (const [count, width, height] of [
    [6, 360, 780],
    [12, 768, 1024],
    [24, 1440, 900],
    [60, 3440, 1440],
  ]) {
    test(`${count} pairs fit a wall of ${width} x ${height}, ${colorScheme}`, async t => {
      const page = await openTold(t, count, '?wall=1', { colorScheme, viewport: { width, height } })
      await page
        .locator('#rows polyline[points*=" "]')
        .nth(count - 1)
        .waitFor({ state: 'attached' })
      assert.deepEqual(await misfitsOn(page), [])
      await page.screenshot({ path: join(screenshot_dir, `board-wall-${width}-${colorScheme}.png`) })
      assert.deepEqual(await violationsOn(page), [])
    })
  }
}

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  assertFits,
  dateBefore,
  newPage,
  openBoard,
  PushedServer,
  rateOf,
  tellBoard,
  violationsOn,
} from './board-support.mjs'
import { eventually, launchBrowser, screenshot_dir } from './support.mjs'

/** What is pushed of EUR/USD, oldest first: `[days before today, value]`. */
const past = [
  [29, '1.0801'],
  [20, '1.0905'],
  [12, '1.1002'],
  [6, '1.0707'],
  [1, '1.08765'],
  [0, '1.0912'],
]
const server = new PushedServer(['EUR/USD', 'KGS/USD', 'USD/JPY'])
let browser
before(async () => {
  await server.start()
  for (const [days, rate] of past) await server.push('EUR/USD', rate, dateBefore(days))
  for (let days = 60; days >= 0; days--) {
    await server.push('USD/JPY', (150 + 6 * Math.sin(days / 7) + (days % 3) / 4).toFixed(3), dateBefore(days))
  }
  await server.push('KGS/USD', '0.011435', dateBefore(0))
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  await eventually('the whole past', async () => {
    const answer = await fetch(`${server.origin}/v1/history?pair=EUR/USD`)
    return (await answer.json()).points.length === past.length
  })
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const longDate = days =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(new Date(`${dateBefore(days)}T12:00`))
const readOut = page =>
  page
    .locator('.read')
    .textContent()
    .then(text => text.trim().replace(/\s+/g, ' '))
const open = async (t, search, options) =>
  openBoard(await newPage(t, browser, options), server.origin, search)
const openChart = async (t, search, options) => {
  const page = await open(t, search, options)
  await page.locator('#plot .line').waitFor({ state: 'attached' })
  await eventually('a line', () => page.locator('#plot .line[d^="M"]').count())
  return page
}

test('a row opens the chart of its pair with its values, its axes and its last value', async t => {
  const page = await open(t, '')
  const button = page.getByRole('button', { name: 'EUR/USD' })
  assert.equal(await button.getAttribute('aria-expanded'), 'false')
  await page.locator('#rows tr', { hasText: 'EUR/USD' }).locator('.source').click()
  assert.equal(await button.getAttribute('aria-expanded'), 'true')
  assert.equal(new URL(page.url()).search, '?pair=EUR/USD')
  await eventually('a line', () => page.locator('#plot .line[d^="M"]').count())
  assert.equal((await page.locator('#plot .line').getAttribute('d')).split('L').length, past.length)
  assert.equal(await readOut(page), `1.0912 ${longDate(0)}`)
  const levels = await page.locator('#plot .level').allTextContents()
  assert.ok(levels.length >= 2 && levels.every(text => /^1\.\d\d$/.test(text)), `${levels}`)
  assert.ok((await page.locator('#plot .moment').count()) >= 2)
  assert.equal(await page.locator('#chart-high').textContent(), '1.1002')
  assert.equal(await page.locator('#chart-low').textContent(), '1.0707')
  assert.equal(await page.locator('#chart-low-when').textContent(), longDate(6))
  assert.deepEqual(page.complaints, [])
})

test('the pointer and the keys read out dates and exact values', async t => {
  const page = await openChart(t, '?pair=EUR/USD')
  const plot = page.getByRole('slider', { name: 'EUR/USD over time' })
  const box = await plot.boundingBox()
  await page.mouse.move(box.x + 8, box.y + 40)
  assert.equal(await readOut(page), `1.0801 ${longDate(29)}`)
  const cursor = page.locator('#plot .cursor')
  assert.equal(await cursor.getAttribute('hidden'), null)
  await page.mouse.move(box.x + box.width / 2, box.y - 60)
  assert.equal(await readOut(page), `1.0912 ${longDate(0)}`)
  assert.equal(await cursor.getAttribute('hidden'), '')
  await plot.focus()
  await page.keyboard.press('Home')
  assert.equal(await plot.getAttribute('aria-valuetext'), `${longDate(29)}: 1.0801`)
  await page.keyboard.press('ArrowRight')
  assert.equal(await readOut(page), `1.0905 ${longDate(20)}`)
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  assert.equal(await plot.getAttribute('aria-valuetext'), `${longDate(1)}: 1.08765`)
  assert.equal(await plot.getAttribute('aria-valuenow'), '4')
})

test('it is opened, turned and shut with the keyboard alone', async t => {
  const page = await open(t, '')
  await page.getByRole('button', { name: 'EUR/USD' }).focus()
  await page.keyboard.press('Enter')
  await eventually('a line', () => page.locator('#plot .line[d^="M"]').count())
  const year = page.getByRole('button', { name: '1 year' })
  await year.focus()
  await page.keyboard.press('Space')
  assert.equal(await year.getAttribute('aria-pressed'), 'true')
  assert.equal(new URL(page.url()).search, '?pair=EUR/USD&span=1y')
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('#chart').isVisible(), false)
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'EUR/USD')
  assert.equal(new URL(page.url()).search, '')
})

test('the table beside it and the file of the server have the same values', async t => {
  const page = await openChart(t, '?pair=EUR/USD')
  await page.getByText('Values as a table').click()
  const rows = await page
    .locator('#chart-rows tr')
    .evaluateAll(all => all.map(row => [...row.cells].map(cell => cell.textContent)))
  assert.deepEqual(rows, past.map(([days, value]) => [longDate(days), value]).reverse())
  const link = page.getByRole('link', { name: 'History as CSV' })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.equal(download.suggestedFilename(), 'EUR-USD-30d.csv')
  const answer = await fetch(new URL(await link.getAttribute('href'), server.origin))
  const lines = (await answer.text()).trim().split('\n')
  assert.deepEqual(
    lines.slice(1).map(line => line.split(',')[4]),
    past.map(([, value]) => value),
  )
})

test('a new value appears on the chart by itself', async t => {
  const page = await openChart(t, '?pair=KGS/USD&span=1d')
  assert.match(await page.locator('#chart-note').textContent(), /one value of KGS\/USD in the last day/)
  await server.push('KGS/USD', '0.0114360', dateBefore(0))
  await eventually('the new value', async () => /^0\.0?11436/.test(await readOut(page)), 15_000)
})

test('where there is nothing, or it fails, words say so, and it can be asked again', async t => {
  const page = await newPage(t, browser)
  let answer = { status: 503, body: '{}' }
  await page.route('**/v1/history*', route => route.fulfill(answer))
  await openBoard(page, server.origin, '?pair=EUR/USD')
  const note = page.locator('#chart-note')
  const says = text => eventually(text, async () => (await note.textContent()) === text)
  await says('The history cannot be read at the moment.')
  answer = { status: 404, body: '{}' }
  const again = page.getByRole('button', { name: 'Try again' })
  await again.click()
  await says('This server keeps no history of it.')
  answer = { status: 200, body: '<html>' }
  await again.click()
  await says('The history could not be loaded.')
  answer = { status: 200, json: { points: [] } }
  await again.click()
  await says('No value of EUR/USD is kept of the last 30 days.')
  assert.equal(await again.isVisible(), false)
  assert.equal(await page.locator('#plot').isVisible(), false)
  assert.deepEqual(await violationsOn(page), [])
})

test('1,500 points are drawn once, and reading them out draws nothing anew', async t => {
  const page = await newPage(t, browser)
  const start = Date.parse('2026-05-18T00:00:00.000Z')
  const points = Array.from({ length: 1500 }, (_, at) => ({
    start: new Date(start + at * 60_000).toISOString(),
    close: (100 + Math.sin(at / 40) + (at % 7) / 50).toFixed(5),
  }))
  await page.route('**/v1/history*', route => route.fulfill({ json: { points } }))
  await tellBoard(page, [rateOf('AAA/BBB', { as_of: '2026-05-19T01:00:00.000Z' })])
  await openBoard(page, server.origin, '?pair=AAA/BBB&span=1d')
  await eventually('a line', () => page.locator('#plot .line[d^="M"]').count())
  await page.evaluate(() => {
    window.drawn = 0
    const plot = document.getElementById('plot')
    new MutationObserver(records => {
      window.drawn += records.filter(({ attributeName }) => attributeName === 'd').length
    }).observe(plot, { subtree: true, attributeFilter: ['d'] })
  })
  const box = await page.locator('#plot').boundingBox()
  const read = new Set()
  for (let step = 0; step <= 60; step++) {
    await page.mouse.move(box.x + (box.width * step) / 60, box.y + 50)
    read.add(await readOut(page))
  }
  assert.ok(read.size > 40, `${read.size} values were read out`)
  assert.equal(await page.evaluate(() => window.drawn), 0)
})

test('a value date is that day wherever the viewer is', async t => {
  const page = await openChart(t, '?pair=EUR/USD', { timezoneId: 'America/Los_Angeles' })
  assert.equal(await readOut(page), `1.0912 ${longDate(0)}`)
})

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 768, 1440, 3440]) {
    test(`the open chart fits ${width} px and is accessible, ${colorScheme}`, async t => {
      const height = width < 500 ? 780 : width > 2000 ? 1440 : 900
      const page = await openChart(t, '?pair=USD/JPY', { colorScheme, viewport: { width, height } })
      await assertFits(page)
      const name = join(screenshot_dir, `board-chart-${width}-${colorScheme}.png`)
      await page.locator('#plot').focus()
      await page.keyboard.press('PageDown')
      await page.screenshot({ path: name, fullPage: true })
      await page.getByText('Values as a table').click()
      assert.deepEqual(await violationsOn(page), [])
      assert.deepEqual(page.complaints, [])
    })
  }
}

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe_source, eventually, launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

const server = new Server()
let browser
/** A page of another origin, with the one script tag. */
const newsroom = createServer((_, response) => {
  response.setHeader('Content-Type', 'text/html')
  response.end(
    `<!doctype html><html lang="en"><title>News</title><h1>News</h1>
     <script src="${server.origin}/widget.js" defer></script>
     <rate-ticker spark basis="previous" pairs="KGS/USD, KZT/USD"></rate-ticker>`,
  )
})

before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  await new Promise(done => newsroom.listen(0, '127.0.0.1', done))
  await eventually('a past of three days', async () => {
    const { pairs } = await (await fetch(`${server.origin}/v1/pairs?spark=30`)).json()
    return pairs.every(({ spark }) => spark.length > 2)
  })
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const open = async (t, url, options) => {
  const page = await openTape(browser, url, options)
  t.after(() => page.close())
  return page
}
const lines = page => page.locator('rate-ticker .copy:not([inert]) svg polyline')

for (const colorScheme of ['light', 'dark']) {
  test(`every rate of the tape has its line, ${colorScheme}`, async t => {
    const url = `${server.origin}/embed?spark=30`
    const page = await open(t, url, { colorScheme, viewport: { width: 1000, height: 60 } })
    await lines(page).first().waitFor()
    assert.equal(
      await lines(page).count(),
      await page.locator('rate-ticker .copy:not([inert]) .item').count(),
    )
    const points = await lines(page).first().getAttribute('points')
    assert.match(points, /^0,[\d.]+( [\d.]+,[\d.]+)* 100,[\d.]+$/)
    const box = await page.locator('rate-ticker .copy:not([inert]) svg').first().boundingBox()
    assert.ok(box.width > 40 && box.height > 10, JSON.stringify(box))
    await page.screenshot({ path: join(screenshot_dir, `spark-${colorScheme}.png`) })
    await page.evaluate(axe_source)
    const { violations } = await page.evaluate(() => window.axe.run(document))
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    )
    assert.deepEqual(page.complaints, [])
  })
}

test('the line follows the live value and nothing is replaced', async t => {
  const page = await open(t, `${server.origin}/embed?spark=30`)
  await lines(page).first().waitFor()
  const before = await lines(page).evaluateAll(all => {
    window.first_lines = all
    return all.map(line => line.getAttribute('points'))
  })
  await eventually('another point', () =>
    page.evaluate(
      points => window.first_lines.some((line, at) => line.getAttribute('points') !== points[at]),
      before,
    ),
  )
  assert.ok(await page.evaluate(() => window.first_lines.every(line => line.isConnected)))
})

test('a page of another origin gets its lines and its basis with the one script tag', async t => {
  const page = await open(t, `http://127.0.0.1:${newsroom.address().port}/`)
  await lines(page).first().waitFor()
  assert.equal(await lines(page).count(), 2)
  const of = await page.locator('rate-ticker .item').first().getAttribute('title')
  assert.match(of, /change since/)
  await page.evaluate(() => document.querySelector('rate-ticker').removeAttribute('spark'))
  assert.equal(await page.locator('rate-ticker svg').count(), 0)
  assert.deepEqual(page.complaints, [])
})

test('without a history the tape is as it is', async t => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 60 } })
  t.after(() => page.close())
  let asked = false
  await page.route('**/v1/pairs*', async route => {
    await route.fulfill({ status: 503, body: '' })
    asked = true
  })
  await page.goto(`${server.origin}/embed?spark=30`)
  await page.locator('rate-ticker .item').first().waitFor()
  await eventually('a question', () => asked)
  assert.equal(await page.locator('rate-ticker svg').count(), 0)
})

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe_source, launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

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

const open = async (t, path, options) => {
  const page = await openTape(browser, server.origin + path, options)
  t.after(() => page.close())
  return page
}

const pages = ['/demo', '/embed', '/embed?layout=list']
for (const path of pages) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${path} is accessible and obeys its policy, ${colorScheme}`, async t => {
      const page = await open(t, path, { colorScheme, bypassCSP: false })
      await page.evaluate(axe_source)
      const { violations } = await page.evaluate(() => window.axe.run(document))
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target).join(' | ')}`)
      assert.deepEqual(found, [])
      assert.deepEqual(page.complaints, [])
    })
  }
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 768, 1440]) {
    test(`/demo fits ${width} px, ${colorScheme}`, async t => {
      const height = width < 500 ? 740 : 900
      const page = await open(t, '/demo', { colorScheme, viewport: { width, height } })
      const inner = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(inner <= width, `the page is ${inner} px wide`)
      await page.waitForTimeout(500)
      await page.screenshot({
        path: join(screenshot_dir, `demo-${width}-${colorScheme}.png`),
        fullPage: true,
      })
      const frame = await open(t, '/embed', { colorScheme, viewport: { width, height: 44 } })
      const high = await frame.evaluate(() => document.documentElement.scrollHeight)
      assert.ok(high <= 44, `the frame is ${high} px high`)
      const wide = await frame.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= width, `the frame is ${wide} px wide`)
      await frame.waitForTimeout(500)
      await frame.screenshot({ path: join(screenshot_dir, `embed-${width}-${colorScheme}.png`) })
    })
  }
}

test('the front page leads through its stories', async t => {
  const page = await open(t, '/demo')
  const today = await page.evaluate(() =>
    new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(new Date()),
  )
  assert.equal(await page.locator('#today').textContent(), today)
  const range = page.locator('#range')
  const titles = () => page.locator('.stories h3:visible').allInnerTexts()
  const previous = page.getByRole('button', { name: 'Previous' })
  const next = page.getByRole('button', { name: 'Next' })
  const first = await titles()
  assert.equal(first.length, 6)
  assert.equal(await range.textContent(), '1 - 6 of 12')
  assert.ok(await previous.isDisabled())
  await next.click()
  assert.equal(await range.textContent(), '7 - 12 of 12')
  assert.ok(await next.isDisabled())
  assert.equal((await titles()).filter(title => first.includes(title)).length, 0)
  await page.goBack()
  assert.deepEqual(await titles(), first)
  await page.goForward()
  await previous.click()
  assert.deepEqual(await titles(), first)
})

test('without script the front page shows all its stories', async t => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  t.after(() => context.close())
  const page = await context.newPage()
  await page.goto(`${server.origin}/demo`)
  assert.equal(await page.locator('.stories h3:visible').count(), 12)
  assert.equal(await page.locator('#pager').isVisible(), false)
  assert.match(await page.locator('rate-ticker').textContent(), /appear here/)
})

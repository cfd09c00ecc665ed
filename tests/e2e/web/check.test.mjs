import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe_source, launchBrowser, Server, screenshot_dir } from './support.mjs'

const server = new Server({
  pairs: ['TMT/USD'],
  feeds: [{ name: 'peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5' } }],
  public_url: 'https://rates.example',
  allowed_origins: ['https://daily.example'],
})
let browser
before(async () => {
  mkdirSync(screenshot_dir, { recursive: true })
  await server.start()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const open = async (t, path, options = {}) => {
  const page = await browser.newPage(options)
  t.after(() => page.close())
  page.complaints = []
  page.foreign = []
  page.on('console', message => message.type() === 'error' && page.complaints.push(message.text()))
  page.on('pageerror', error => page.complaints.push(String(error)))
  page.on('request', request => {
    if (!request.url().startsWith(server.origin)) page.foreign.push(request.url())
  })
  await page.goto(server.origin + path)
  return page
}
const asked = `/check?${new URLSearchParams({
  site: 'https://news.example',
  csp: "default-src 'self'; script-src 'self' 'nonce-r4nd0m'; img-src *",
})}`
const verdicts = page => page.locator('#ways dd').allInnerTexts()

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1440]) {
    test(`/check is accessible and obeys its policy, ${colorScheme}, ${width} px`, async t => {
      const page = await open(t, asked, { colorScheme, viewport: { width, height: 900 } })
      await page.locator('#findings li').first().waitFor()
      await page.evaluate(axe_source)
      const { violations } = await page.evaluate(() => window.axe.run(document))
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target).join(' | ')}`)
      assert.deepEqual(found, [])
      assert.deepEqual(page.complaints, [])
      assert.deepEqual(page.foreign, [])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= width, `the page is ${wide} px wide`)
      await page.screenshot({
        path: join(screenshot_dir, `check-${width}-${colorScheme}.png`),
        fullPage: true,
      })
    })
  }
}

test('says of each way whether it works, and what to write', async t => {
  const page = await open(t, asked)
  await page.locator('#findings li').first().waitFor()
  assert.deepEqual(await verdicts(page), ['Blocked', 'Blocked', 'Allowed'])
  const finding = page.locator('#findings li', { hasText: 'stream of rates' }).first()
  assert.match(await finding.textContent(), /Blocked[\s\S]*In tickerd\.json:/)
  const lines = await page.locator('#findings pre').allInnerTexts()
  assert.ok(
    lines.includes('"allowed_origins": ["https://daily.example", "https://news.example"]'),
    `${lines}`,
  )
  assert.ok(lines.includes("frame-src 'self' https://rates.example"), `${lines}`)
  assert.ok(lines.includes("connect-src 'self' https://rates.example wss://rates.example"), `${lines}`)
})

test('answers without reload, and the address keeps what was asked', async t => {
  const page = await open(t, '/check')
  await page.evaluate(() => {
    window.same = true
  })
  assert.equal(await page.locator('#result').isVisible(), false)
  await page.getByLabel('Site').fill('daily.example')
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('https://daily.example', { exact: false }).first().waitFor()
  assert.equal(
    await page.locator('#verdict').textContent(),
    'The tape works on https://daily.example, but not in every way.',
  )
  assert.equal(await page.evaluate(() => document.activeElement.id), 'verdict')
  assert.equal(new URL(page.url()).search, '?site=daily.example')

  await page
    .getByLabel('Content-Security-Policy')
    .fill(
      'HTTP/2 200\nserver: x\nContent-Security-Policy: frame-src *;\nContent-Security-Policy-Report-Only: img-src x',
    )
  await page.getByRole('button', { name: 'Check' }).click()
  await page.locator('#note').waitFor()
  assert.equal(new URL(page.url()).searchParams.get('csp'), 'frame-src *;')
  const { search } = new URL(page.url())
  await page.goBack()
  assert.equal(await page.getByLabel('Content-Security-Policy').inputValue(), '')
  await page.locator('#note').waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => window.same), true)

  const again = await open(t, `/check${search}`)
  await again.locator('#findings li').first().waitFor()
  assert.equal(await again.getByLabel('Site').inputValue(), 'daily.example')
  assert.deepEqual(page.complaints, [])
})

test('says what is wrong with what was typed', async t => {
  const page = await open(t, '/check')
  await page.getByLabel('Site').fill('ftp://news.example')
  await page.getByRole('button', { name: 'Check' }).click()
  const alert = page.getByRole('alert')
  await alert.waitFor()
  assert.match(
    await alert.textContent(),
    /^site: expected a site such as "https:\/\/news\.example", got "ftp:/,
  )
  await page.getByLabel('Site').fill('news.example')
  await page.getByLabel('Content-Security-Policy').fill('x'.repeat(8000))
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('The policy is too long to be sent').waitFor()
  assert.equal(await page.locator('#result').isVisible(), false)
})

test('shows what was pasted as text', async t => {
  const hostile = "script-src <img src=x onerror=alert(1)> 'strict-dynamic'"
  const page = await open(t, `/check?${new URLSearchParams({ site: 'news.example', csp: hostile })}`)
  await page.locator('#findings li').first().waitFor()
  assert.ok((await page.locator('#findings').textContent()).includes('<img src=x onerror=alert(1)>'))
  assert.equal(await page.locator('main img').count(), 0)
  assert.deepEqual(page.complaints, [])
})

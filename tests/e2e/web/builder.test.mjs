import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as builder from './builder-page.mjs'
import { axe_source, eventually, itemTexts, launchBrowser, Server, screenshot_dir } from './support.mjs'

const server = new Server()
let browser
let release
before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  release = await builder.releaseOf(server.origin)
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const open = (t, options) => builder.openBuilder(t, browser, server.origin, { release, ...options })
const checkBox = (page, pair) => page.locator('#catalogue').getByRole('checkbox', { name: pair })

const much =
  '?pairs=KGS/USD,KZT/USD&theme=dark&spark&href=https://news.example/%7Bpair%7D&label=Rates&pin&for=html'

for (const colorScheme of ['light', 'dark']) {
  for (const search of ['', much, '?layout=list&for=wordpress', '?for=react', '?for=iframe']) {
    test(`the builder is accessible and obeys its policy, ${colorScheme}, ${search || 'bare'}`, async t => {
      const page = await open(t, { search, colorScheme, bypassCSP: false })
      await page.evaluate(axe_source)
      const { violations } = await page.evaluate(() => window.axe.run(document))
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target).join(' | ')}`)
      assert.deepEqual(found, [])
      assert.deepEqual(page.complaints, [])
    })
  }
  for (const width of [360, 768, 1440, 3440]) {
    test(`the builder fits ${width} px, ${colorScheme}`, async t => {
      const search = '?pairs=KGS/USD,KZT/USD,TJS/USD&spark'
      const viewport = { width, height: width < 500 ? 740 : 900 }
      const page = await open(t, { search, colorScheme, viewport })
      const inner = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(inner <= width, `the page is ${inner} px wide`)
      await page.waitForTimeout(500)
      await page.screenshot({
        path: join(screenshot_dir, `builder-${width}-${colorScheme}.png`),
        fullPage: true,
      })
      await page.getByText('More').click()
      await page.getByRole('radio', { name: 'List' }).check()
      await page.getByRole('tab', { name: 'WordPress' }).click()
      const opened = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(opened <= width, `the page is ${opened} px wide with everything open`)
      await page.evaluate(() => scrollTo(0, 0))
      await page.screenshot({
        path: join(screenshot_dir, `builder-list-${width}-${colorScheme}.png`),
        fullPage: true,
      })
    })
  }
}

test('the tape stays in sight and hides no control that is gone to', async t => {
  const page = await open(t, { viewport: { width: 360, height: 740 } })
  await page.getByLabel('Link of each rate').focus()
  const stage = () => page.locator('#stage').evaluate(element => element.getBoundingClientRect())
  assert.equal((await stage()).top, 0)
  await page.screenshot({ path: join(screenshot_dir, 'builder-360-scrolled.png') })
  await page.getByRole('searchbox').focus()
  const field = await page.getByRole('searchbox').evaluate(element => element.getBoundingClientRect())
  assert.ok(field.top >= (await stage()).bottom, `the field begins at ${field.top}`)
  await page.getByRole('radio', { name: 'List' }).check()
  await page.getByLabel('Link of each rate').focus()
  await eventually('a list is not in the way', async () => (await stage()).top < 0)
})

test('the policy that a page needs is said', async t => {
  const page = await open(t, { search: '?for=iframe' })
  await page.getByText('If your page sends').click()
  assert.equal(await page.locator('#policy').textContent(), `frame-src ${server.origin}`)
  await page.getByRole('tab', { name: 'HTML' }).click()
  assert.match(
    await page.locator('#policy').textContent(),
    /^script-src .*;\nconnect-src .* ws:.*;\nimg-src .*$/,
  )
})

test('pairs are found, ticked and kept in the address', async t => {
  const page = await open(t)
  assert.equal((await itemTexts(page)).length, 5, 'all pairs without a choice')
  assert.ok(await page.locator('#all-shown').isVisible())
  await page.getByRole('searchbox').fill('tenge')
  assert.deepEqual(await page.locator('#catalogue .pair:visible').allTextContents(), ['KZT/USD'])
  await checkBox(page, 'KZT/USD').check()
  assert.equal(await builder.said(page), 'KZT/USD is on the tape, 1 in all')
  await page.getByRole('searchbox').fill('nothing at all')
  assert.ok(await page.locator('#none-found').isVisible())
  await page.getByRole('searchbox').fill('')
  await checkBox(page, 'KGS/USD').check()
  assert.equal((await builder.attributesOf(page)).pairs, 'KZT/USD,KGS/USD')
  await eventually('two rates on the tape', async () => (await itemTexts(page)).length === 2)
  await eventually(
    'the choice in the address',
    async () => (await builder.searchOf(page)) === '?pairs=KZT/USD,KGS/USD',
  )

  await page.reload()
  await page.locator('#catalogue li').first().waitFor()
  assert.deepEqual(await builder.chosenOn(page), ['KZT/USD', 'KGS/USD'])
  assert.ok(await checkBox(page, 'KGS/USD').isChecked())
  await checkBox(page, 'KZT/USD').uncheck()
  assert.deepEqual(await builder.chosenOn(page), ['KGS/USD'])
  await page.getByRole('button', { name: 'Clear' }).click()
  assert.deepEqual(await builder.chosenOn(page), [])
  await eventually('a bare address', async () => (await builder.searchOf(page)) === '')
  assert.deepEqual(page.complaints, [])
})

test('chosen pairs are put in order by buttons and by keys, and the focus stays', async t => {
  const page = await open(t, { search: '?pairs=KGS/USD,KZT/USD,TJS/USD' })
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'))
  await page.getByRole('button', { name: 'Move TJS/USD up' }).click()
  assert.deepEqual(await builder.chosenOn(page), ['KGS/USD', 'TJS/USD', 'KZT/USD'])
  assert.equal(await builder.said(page), 'TJS/USD is now 2 of 3')
  assert.equal(await focused(), 'Move TJS/USD up')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter') // at the top already
  assert.deepEqual(await builder.chosenOn(page), ['TJS/USD', 'KGS/USD', 'KZT/USD'])
  assert.equal(await focused(), 'Move TJS/USD up')
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  assert.deepEqual(await builder.chosenOn(page), ['KGS/USD', 'KZT/USD', 'TJS/USD'])
  assert.equal(await focused(), 'Move TJS/USD up')
  await page.getByRole('button', { name: 'Remove KZT/USD' }).press('Space')
  assert.deepEqual(await builder.chosenOn(page), ['KGS/USD', 'TJS/USD'])
  assert.equal(await focused(), 'Remove TJS/USD')
  assert.equal((await builder.attributesOf(page)).pairs, 'KGS/USD,TJS/USD')
})

test('a pair that the server can work out is added, another one is not', async t => {
  const page = await open(t)
  await page.getByRole('searchbox').fill('kzt kgs')
  await page.getByRole('button', { name: 'Add KZT/KGS' }).click()
  await eventually('the pair is chosen', async () => (await builder.chosenOn(page)).includes('KZT/KGS'))
  await eventually('its rate', async () => (await itemTexts(page)).some(text => text.startsWith('KZT/KGS')))
  await page.getByRole('searchbox').fill('AAA/BBB')
  await page.getByRole('searchbox').press('Enter')
  const problem = page.locator('#pairs-problem')
  await problem.waitFor()
  assert.match(await problem.textContent(), /^AAA in BBB: AAA\/BBB: no source quotes it/)
  assert.deepEqual(await builder.chosenOn(page), ['KZT/KGS'])
})

test('the look is previewed, kept and written', async t => {
  const page = await open(t)
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.getByRole('radio', { name: 'Eastern' }).check()
  await page.getByLabel('Change since').selectOption('7d')
  await page.getByLabel('Line of 30 days').check()
  await page.getByLabel('Speed').fill('92')
  await page.getByLabel('Link of each rate').fill('https://news.example/{base}')
  await page.getByText('More').click()
  await page.getByLabel('Language of numbers').fill('ru-kg')
  const expected = {
    theme: 'dark',
    colors: 'eastern',
    speed: '92',
    basis: '7d',
    spark: '',
    href: 'https://news.example/{base}',
    locale: 'ru-KG',
  }
  assert.deepEqual(await builder.attributesOf(page), expected)
  assert.equal(await page.locator('#speed-says').textContent(), '92 px a second')
  assert.match(
    await builder.snippetOn(page, 'html'),
    /<rate-ticker theme="dark" colors="eastern" speed="92" basis="7d" spark href="https:\/\/news\.example\/\{base\}" locale="ru-KG">/,
  )
  await builder.searchOf(page)
  await page.reload()
  assert.deepEqual(await builder.attributesOf(page), expected)
  assert.ok(await page.getByLabel('Language of numbers').isVisible(), 'what was chosen is not hidden')
  await page.getByRole('radio', { name: 'List' }).check()
  assert.equal(await page.getByLabel('Speed').isVisible(), false)
  assert.deepEqual(page.complaints, [])
})

test('what the tape would not understand is said beside its field and goes nowhere', async t => {
  const page = await open(t, { search: '?layout=spiral&speed=fast&href=javascript:alert(1)' })
  assert.deepEqual(await builder.attributesOf(page), {})
  const link = page.getByLabel('Link of each rate')
  await link.fill('javascript:alert(1)')
  assert.equal(
    await page.locator('#href-problem').textContent(),
    'href: expected an address that begins with https://, found javascript:alert(1)',
  )
  assert.equal(await link.getAttribute('aria-invalid'), 'true')
  assert.deepEqual(await builder.attributesOf(page), {})
  await link.fill('')
  assert.equal(await page.locator('#href-problem').isVisible(), false)
})

test('the tape can be tried in a column and on a phone', async t => {
  const page = await open(t)
  const width = () => page.locator('#preview').evaluate(element => element.getBoundingClientRect().width)
  assert.equal(await width(), 1440)
  await page.getByRole('radio', { name: 'A column' }).check()
  assert.equal(await width(), 640)
  await page.getByRole('radio', { name: 'A phone' }).check()
  assert.equal(await width(), 360)
})

test('a server that does not answer is named', async t => {
  const context = await builder.contextOf(browser)
  t.after(() => context.close())
  const page = await context.newPage()
  await page.route('**/v1/pairs', route => route.fulfill({ status: 503, json: {} }))
  await page.goto(server.origin)
  await page.locator('#pairs-problem:visible').waitFor()
  assert.match(await page.locator('#pairs-problem').textContent(), /^\/v1\/pairs: answered with 503/)
})

test('without script the page leads to the rates', async t => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  t.after(() => context.close())
  const page = await context.newPage()
  await page.goto(server.origin)
  await page.getByRole('link', { name: 'as text' }).click()
  assert.match(await page.locator('body').textContent(), /KGS\/USD = /)
})

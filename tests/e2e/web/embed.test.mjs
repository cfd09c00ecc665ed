import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe_source, eventually, launchBrowser, Server, screenshot_dir } from './support.mjs'

/** Two pegs: rates that stand still. */
const standing = {
  pairs: ['TMT/USD', 'AED/USD'],
  feeds: [{ name: 'peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5', 'USD/AED': '3.6725' } }],
}
const servers = {
  open: new Server(standing),
  closed: new Server({
    ...standing,
    allowed_origins: ['https://news.example'],
    frame_ancestors: ['https://news.example'],
  }),
  /** Anybody may frame it, but only listed origins get the stream. */
  listed: new Server({ ...standing, allowed_origins: ['https://news.example'] }),
  sandboxes: new Server({ ...standing, allowed_origins: ['null'] }),
}

/** A site of another origin, with one frame; `/?server=listed&sandbox=allow-scripts`. */
const newsroom = createServer(({ url }, response) => {
  const query = new URL(url, 'http://news').searchParams
  const sandbox = query.get('sandbox')
  const policy = query.get('csp')
  if (policy) response.setHeader('Content-Security-Policy', policy)
  response.setHeader('Content-Type', 'text/html')
  response.end(
    `<!doctype html><html lang="en"><title>News</title><link rel="icon" href="data:,"><h1>News</h1>
     <iframe src="${servers[query.get('server')].origin}/embed" title="Rates" width="700" height="90"
       ${sandbox === null ? '' : `sandbox="${sandbox}"`}></iframe>`,
  )
})
const newsroomUrl = query => `http://127.0.0.1:${newsroom.address().port}/?${new URLSearchParams(query)}`

let browser
before(async () => {
  mkdirSync(screenshot_dir, { recursive: true })
  await Promise.all(Object.values(servers).map(server => server.start()))
  await new Promise(done => newsroom.listen(0, '127.0.0.1', done))
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  newsroom.closeAllConnections()
  newsroom.close()
  await Promise.all(Object.values(servers).map(server => server.remove()))
})

const open = async (t, url, options = {}) => {
  const context = await browser.newContext(options)
  t.after(() => context.close())
  const page = await context.newPage()
  page.complaints = []
  page.on('console', message => message.type() === 'error' && page.complaints.push(message.text()))
  page.on('pageerror', error => page.complaints.push(String(error)))
  await page.goto(url)
  return page
}
const framed = async (t, query) => {
  const page = await open(t, newsroomUrl(query))
  return { page, frame: page.frameLocator('iframe') }
}
const tapeText = async query => (await (await fetch(`${servers.open.origin}/v1/tape?${query}`)).text()).trim()

for (const layout of ['marquee', 'list']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`without script the frame has the rates of now, ${layout}, ${colorScheme}`, async t => {
      const viewport = { width: 360, height: 120 }
      const page = await open(t, `${servers.open.origin}/embed?pairs=AED/USD,TMT/USD&layout=${layout}`, {
        javaScriptEnabled: false,
        colorScheme,
        viewport,
      })
      const items = await page.getByRole('listitem').allInnerTexts()
      const words = (await tapeText('pairs=AED/USD,TMT/USD')).split(' • ')
      assert.deepEqual(items, [`${words[0]} pegged`, `${words[1]} pegged`])
      assert.match(items[1], /^TMT\/USD = 0\.28571 /)
      const aside = page.locator('main noscript')
      assert.match(
        await aside.textContent(),
        /^\s*Read at \d{4}-\d\d-\d\d \d\d:\d\d UTC, renewed every minute\./,
      )
      const wide = await page.locator('html').evaluate(root => root.scrollWidth)
      assert.ok(wide <= viewport.width, `the page is ${wide} px wide`)
      await page.screenshot({ path: join(screenshot_dir, `embed-noscript-${layout}-${colorScheme}.png`) })
      await page.getByRole('link', { name: 'The rates as text' }).click()
      assert.equal((await page.locator('body').textContent()).trim(), words.join(' • '))
    })
  }
}

test('the page is as it was asked for before any script ran', async t => {
  const context = await browser.newContext({ colorScheme: 'light', viewport: { width: 700, height: 60 } })
  t.after(() => context.close())
  const page = await context.newPage()
  await page.route('**/*.js', route => route.abort())
  await page.goto(`${servers.open.origin}/embed?theme=dark&layout=list&label=Rates+%22here%22`)
  const tape = page.locator('rate-ticker')
  assert.equal(await tape.getAttribute('layout'), 'list')
  assert.equal(await tape.getAttribute('label'), 'Rates "here"')
  const paper = await tape.evaluate(element => getComputedStyle(element).backgroundColor)
  assert.equal(paper, 'rgb(21, 24, 28)')
  assert.equal(await page.getByRole('listitem').count(), 2)
  await page.screenshot({ path: join(screenshot_dir, 'embed-first-paint.png') })
})

test('the written rates give way to the live ones', async t => {
  const page = await open(t, `${servers.open.origin}/embed`)
  await page.locator('rate-ticker .item').first().waitFor()
  assert.equal(await page.locator('.rates').isVisible(), false)
  assert.deepEqual(page.complaints, [])
  const link = page.locator('link[type="application/json+oembed"]')
  const oembed = await (await fetch(await link.getAttribute('href'))).json()
  assert.match(oembed.html, new RegExp(`^<iframe src="${servers.open.origin}/embed"`))
})

for (const query of ['theme=blue', 'pairs=AAA/BBB']) {
  test(`a frame that cannot be says why: ${query}`, async t => {
    const page = await open(t, `${servers.open.origin}/embed?${query}`)
    assert.match(await page.locator('main').textContent(), /^[\s\S]*No exchange rates here\. (theme|pairs): /)
    await page.evaluate(axe_source)
    const { violations } = await page.evaluate(() => window.axe.run(document))
    assert.deepEqual(violations, [])
  })
}

test('a site of another origin frames it', async t => {
  const { page, frame } = await framed(t, { server: 'open' })
  await frame.locator('.item').first().waitFor()
  assert.deepEqual(page.complaints, [])
})

test('its own frame needs not be among the allowed origins', async t => {
  const { page, frame } = await framed(t, { server: 'listed' })
  await frame.locator('.item').first().waitFor()
  assert.deepEqual(page.complaints, [])
})

test('a site that is no frame ancestor gets an empty frame', async t => {
  const { page } = await framed(t, { server: 'closed' })
  await eventually('a complaint', () => page.complaints.some(text => text.includes('frame-ancestors')))
  assert.equal(await page.frames()[1].locator('rate-ticker').count(), 0)
})

test('a site in a sandbox of its own is of no origin, which no frame ancestor stands for', async t => {
  const { page } = await framed(t, { server: 'open', csp: 'sandbox allow-scripts' })
  await eventually('a complaint', () => page.complaints.some(text => text.includes('frame-ancestors')))
})

test('a frame in a sandbox is live where "null" is allowed', async t => {
  for (const server of ['open', 'sandboxes']) {
    const { page, frame } = await framed(t, { server, sandbox: 'allow-scripts' })
    await frame.locator('.item').first().waitFor()
    assert.equal(await frame.locator('#sandbox').count(), 0)
    assert.deepEqual(page.complaints, [])
  }
})

test('a frame in a sandbox says why it is not live where it is not', async t => {
  const { page, frame } = await framed(t, { server: 'listed', sandbox: 'allow-scripts' })
  const sentence = frame.locator('#sandbox')
  await sentence.waitFor()
  assert.match(await sentence.textContent(), /^Not live: this frame is in a sandbox, .* Read at .* UTC\.$/)
  assert.equal(await frame.getByRole('listitem').count(), 2)
  assert.deepEqual(page.complaints, [], 'no connection is tried in vain')
  await page.screenshot({ path: join(screenshot_dir, 'embed-sandbox.png') })
})

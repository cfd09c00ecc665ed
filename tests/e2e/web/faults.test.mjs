/** What a reader sees when the server, the network or the way to it fails. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Network, startSite } from './network.mjs'
import { eventually, itemTexts, launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

const server = new Server(undefined, { heartbeat: '1s' })
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

const lost_words = /^connection lost, showing values of \d\d:\d\d$/
const noteOn = page => page.locator('rate-ticker .note')
const throughNetwork = async t => {
  const network = await new Network(server).start()
  t.after(() => network.close())
  return network
}
const open = async (t, url) => {
  const page = await openTape(browser, url)
  t.after(() => page.context().close())
  return page
}
/** Notes every moment in which the tape shows no rates. */
const watchForHoles = page =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector('rate-ticker')
    window.holes = []
    const look = () => {
      const items = [...shadowRoot.querySelectorAll('.copy:not([inert]) .item .rate')]
      if (items.length === 0 || items.some(item => !item.textContent.trim())) window.holes.push(Date.now())
    }
    new MutationObserver(look).observe(shadowRoot, { subtree: true, childList: true, characterData: true })
  })
const holesOn = page => page.evaluate(() => window.holes)
const changed = (page, texts) =>
  eventually('a change', async () => `${await itemTexts(page)}` !== `${texts}`, 30_000)

test('a restart of the server shows neither a hole nor an old value as a new one', async t => {
  const own = await new Server().start()
  t.after(() => own.remove())
  const page = await open(t, `${own.origin}/embed`)
  await watchForHoles(page)
  const sockets = []
  page.on('websocket', socket => sockets.push(new URL(socket.url()).searchParams.get('since')))
  await own.stop()
  await noteOn(page).waitFor({ state: 'visible' })
  assert.match(await noteOn(page).textContent(), lost_words)
  const texts = await itemTexts(page)
  await own.start()
  await noteOn(page).waitFor({ state: 'hidden', timeout: 40_000 })
  assert.ok(sockets.length > 0 && sockets.every(Boolean), `it resumes: ${sockets}`)
  await changed(page, texts)
  assert.deepEqual(await holesOn(page), [])
})

test('a socket that is open and dead is found out by its silence', async t => {
  const network = await throughNetwork(t)
  const page = await open(t, `${network.origin}/embed`)
  await watchForHoles(page)
  network.mood = 'silent'
  const from = Date.now()
  await noteOn(page).waitFor({ state: 'visible' })
  const took_ms = Date.now() - from
  assert.ok(took_ms > 2_000 && took_ms < 8_000, `two heartbeats and the grace: ${took_ms} ms`)
  assert.match(await noteOn(page).textContent(), lost_words)
  const texts = await itemTexts(page)
  network.mood = 'open'
  network.cut()
  await noteOn(page).waitFor({ state: 'hidden', timeout: 60_000 })
  await changed(page, texts)
  assert.deepEqual(await holesOn(page), [])
})

test('a slow network is late, not lost', async t => {
  const network = await throughNetwork(t)
  network.mood = 'slow'
  network.delay_ms = 400
  const page = await open(t, `${network.origin}/embed`)
  const texts = await itemTexts(page)
  await changed(page, texts)
  assert.equal(await noteOn(page).isVisible(), false)
})

test('a server that is full is waited for, with the words that nothing is to be had', async t => {
  const network = await throughNetwork(t)
  const page = await open(t, `${network.origin}/embed`)
  const texts = await itemTexts(page)
  network.mood = 'full'
  network.cut()
  await noteOn(page).waitFor({ state: 'visible' })
  assert.match(await noteOn(page).textContent(), lost_words)
  await eventually('a refusal', () => network.refused > 0, 30_000)
  network.mood = 'open'
  await noteOn(page).waitFor({ state: 'hidden', timeout: 60_000 })
  await changed(page, texts)
})

test('without a network the tape says so, and with it comes back at once', async t => {
  const page = await open(t, `${server.origin}/embed`)
  await watchForHoles(page)
  await page.context().setOffline(true)
  await noteOn(page).waitFor({ state: 'visible' })
  assert.match(await noteOn(page).textContent(), lost_words)
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 60 })
      assert.equal(await noteOn(page).isVisible(), true)
      const { x, width: wide } = await noteOn(page).boundingBox()
      assert.ok(x >= 0 && x + wide <= width, `the words are seen: ${x} to ${x + wide} of ${width} px`)
      await page.screenshot({ path: join(screenshot_dir, `lost-${colorScheme}-${width}.png`) })
    }
  }
  await sleep(3_000)
  assert.equal(await noteOn(page).isVisible(), true)
  const texts = await itemTexts(page)
  const from = Date.now()
  await page.context().setOffline(false)
  await noteOn(page).waitFor({ state: 'hidden' })
  assert.ok(Date.now() - from < 3_000, `${Date.now() - from} ms`)
  await changed(page, texts)
  assert.deepEqual(await holesOn(page), [])
})

test('where no stream passes the rates are asked for', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const asked = []
  page.on('response', async response => {
    const { pathname } = new URL(response.url())
    if (pathname === '/v1/rates') {
      asked.push({ status: response.status(), tag: (await response.request().allHeaders())['if-none-match'] })
    }
  })
  const scripts = []
  page.on(
    'request',
    request => request.url().endsWith('.js') && scripts.push(new URL(request.url()).pathname),
  )
  await page.routeWebSocket('**/v1/stream*', socket => socket.close({ code: 1006 }))
  await page.route('**/v1/events*', route => route.abort())
  await page.goto(`${server.origin}/embed`)
  await page.locator('rate-ticker .item').first().waitFor()
  assert.ok(scripts.includes('/polling.js'), `${scripts}`)
  assert.equal(await noteOn(page).isVisible(), false)
  const texts = await itemTexts(page)
  await changed(page, texts)
  await eventually('a second question', () => asked.length >= 2, 30_000)
  assert.equal(asked[0].status, 200)
  assert.equal(asked[0].tag, undefined)
  assert.match(asked[1].tag, /^(W\/)?"/)
  assert.equal(await noteOn(page).isVisible(), false)
})

test('a page of another origin is allowed to ask, with what it knows and for what the server says', async t => {
  const site = await startSite(
    `<!doctype html><html lang="en"><title>News</title><link rel="icon" href="data:,">
     <script src="${server.origin}/widget.js" defer></script><rate-ticker pairs="KGS/USD"></rate-ticker>`,
  )
  t.after(() => site.close())
  const page = await browser.newPage()
  t.after(() => page.close())
  const scripts = []
  page.on('request', request => request.url().endsWith('.js') && scripts.push(request.url()))
  const tags = []
  page.on('response', async response => {
    if (response.request().method() === 'GET' && new URL(response.url()).pathname === '/v1/rates') {
      tags.push((await response.request().allHeaders())['if-none-match'])
    }
  })
  await page.routeWebSocket('**/v1/stream*', socket => socket.close({ code: 1006 }))
  await page.route('**/v1/events*', route => route.abort())
  await page.goto(site.url)
  await page.locator('rate-ticker .item').first().waitFor()
  assert.deepEqual(scripts, [`${server.origin}/widget.js`, `${server.origin}/polling.js`])
  await eventually('a second question', () => tags.length >= 2, 30_000)
  assert.match(tags[1], /^"/)
  assert.equal(await noteOn(page).isVisible(), false)
})

test('where a stream passes, the code for questions is not loaded', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const scripts = []
  page.on(
    'request',
    request => request.url().endsWith('.js') && scripts.push(new URL(request.url()).pathname),
  )
  await page.goto(`${server.origin}/embed`)
  await page.locator('rate-ticker .item').first().waitFor()
  assert.deepEqual(
    scripts.filter(path => /polling|tabs/.test(path)),
    [],
  )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, itemTexts, launchBrowser, openTape, Server } from './support.mjs'

const server = new Server()
let browser
before(async () => {
  await server.start()
  browser = await launchBrowser()
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

test('all tapes of a page share one socket', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const sockets = []
  page.on('websocket', socket => sockets.push(socket.url()))
  await page.goto(`${server.origin}/demo`)
  await page.evaluate(() => {
    for (let index = 0; index < 19; index++) document.body.append(document.createElement('rate-ticker'))
  })
  await page.locator('rate-ticker').last().locator('.item').first().waitFor({ state: 'attached' })
  assert.equal(sockets.length, 1)
})

test('where a WebSocket cannot pass, the rates come as server-sent events', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const requests = []
  page.on('request', request => requests.push(new URL(request.url()).pathname))
  await page.routeWebSocket('**/v1/stream*', socket => socket.close({ code: 1006 }))
  await page.goto(`${server.origin}/demo`)
  await page.locator('rate-ticker .item').first().waitFor()
  assert.ok(requests.includes('/v1/events'), `${requests}`)
  const texts = await itemTexts(page)
  await eventually('a change', async () => `${await itemTexts(page)}` !== `${texts}`, 30_000)
})

test('a page in the back-forward cache holds no socket and resumes when it is shown', async t => {
  const page = await open(t, '/demo')
  const opened = page.waitForEvent('websocket')
  await page.reload()
  const first = await opened
  await eventually('rates', async () => (await itemTexts(page)).length > 0)
  const turn = name =>
    page.evaluate(name => window.dispatchEvent(new PageTransitionEvent(name, { persisted: true })), name)
  const closed = first.waitForEvent('close')
  await turn('pagehide')
  await closed
  const second = page.waitForEvent('websocket')
  await turn('pageshow')
  assert.match((await second).url(), /since=/)
})

test('after a crash of the server the tape says so, keeps its values and goes on where it was', async t => {
  const server = await new Server().start()
  t.after(() => server.remove())
  const sockets = []
  const page = await openTape(browser, `${server.origin}/demo`)
  t.after(() => page.close())
  page.on('websocket', socket => sockets.push(socket.url()))
  const note = page.locator('rate-ticker .note')
  assert.equal(await note.isVisible(), false)
  await server.kill()
  await note.waitFor({ state: 'visible' })
  assert.match(await note.textContent(), /^connection lost, showing values of \d\d:\d\d$/)
  const texts = await itemTexts(page)
  assert.ok(texts.length >= 5)
  await server.start()
  await note.waitFor({ state: 'hidden', timeout: 40_000 })
  const resumed = sockets.every(url => url.includes('since='))
  assert.ok(resumed, `it resumes: ${sockets}`)
  await eventually('a change', async () => `${await itemTexts(page)}` !== `${texts}`, 30_000)
})

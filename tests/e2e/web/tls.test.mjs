/** The pages of a server that speaks HTTPS only. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { itemTexts, launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

const folder = mkdtempSync(join(tmpdir(), 'tickerd-tls-'))
const file = name => join(folder, name)
const server = new Server(undefined, {
  'tls.certificate': file('server.pem'),
  'tls.key': file('server.key'),
})
let browser

before(async () => {
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file('server.key'),
  ]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', '-x509', ...key, '-days', '30', ...names, '-out', file('server.pem')], {
    stdio: 'ignore',
  })
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
})
after(async () => {
  await browser?.close()
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Nobody signed the certificate of a test. */
const unsigned = { ignoreHTTPSErrors: true }

test('the tape moves over wss', async t => {
  const context = await browser.newContext(unsigned)
  t.after(() => context.close())
  const sockets = []
  context.on('page', page => page.on('websocket', socket => sockets.push(socket.url())))
  const page = await openTape(context, `${server.origin}/demo`)
  assert.deepEqual(page.complaints, [])
  assert.match(sockets.join(), /^wss:\/\/127\.0\.0\.1:\d+\/v1\/stream/)
  assert.match((await itemTexts(page)).join(), /KGS\/USD/)
  await page.screenshot({ path: join(screenshot_dir, 'demo-tls.png') })
})

test('where a WebSocket cannot pass, events come over HTTPS', async t => {
  const context = await browser.newContext(unsigned)
  t.after(() => context.close())
  await context.routeWebSocket('**/v1/stream*', socket => socket.close({ code: 1006 }))
  const asked = []
  context.on('request', request => asked.push(request.url()))
  await openTape(context, `${server.origin}/demo`)
  assert.ok(asked.some(url => url.startsWith(`${server.origin}/v1/events`)))
})

test('the builder writes snippets of https', async t => {
  const context = await browser.newContext({
    ...unsigned,
    viewport: { width: 1440, height: 900 },
  })
  t.after(() => context.close())
  const page = await openTape(context, `${server.origin}/`)
  assert.ok((await page.locator('body').textContent()).includes(`src="${server.origin}/`))
  const inner = await (await page.request.get(`${server.origin}/embed?pairs=KGS/USD`)).text()
  assert.ok(!inner.includes('http://127.0.0.1'))
  assert.deepEqual(page.complaints, [])
})

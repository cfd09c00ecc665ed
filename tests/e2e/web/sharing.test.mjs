/** How many connections a page and a browser take. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSite } from './network.mjs'
import { eventually, launchBrowser, Server } from './support.mjs'

const server = new Server()
let browser
let site
before(async () => {
  await server.start()
  browser = await launchBrowser()
  site = await startSite(
    '<!doctype html><html lang="en"><title>Board</title><link rel="icon" href="data:,"><p id="rates">',
  )
})
after(async () => {
  site?.close()
  await browser?.close()
  await server.remove()
})

const sockets = () => server.metric('tickerd_websocket_connections')
const settled = async expected => {
  await eventually(`${expected} sockets`, async () => (await sockets()) === expected)
}

test('twenty tapes of a page take one connection at the server', async t => {
  await settled(0)
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.goto(`${server.origin}/embed`)
  await page.evaluate(() => {
    for (let index = 0; index < 19; index++) {
      const tape = document.createElement('rate-ticker')
      tape.setAttribute('pairs', index % 2 ? 'KGS/USD' : 'KGS/USD, KZT/USD')
      tape.id = `tape-${index}`
      document.body.append(tape)
    }
    document.querySelector('rate-ticker').setAttribute('pairs', 'TJS/USD')
  })
  await eventually('rates on all', () =>
    page.evaluate(() =>
      [...document.querySelectorAll('rate-ticker')].every(tape => tape.shadowRoot.querySelector('.item')),
    ),
  )
  await settled(1)
})

/** A tab that shows the rates it gets in `window.rates`, and its states. */
async function openTab(context, pairs, share = true) {
  const page = await context.newPage()
  page.errors = []
  page.sockets = []
  page.on('pageerror', error => page.errors.push(String(error)))
  page.on('websocket', socket => page.sockets.push(new URL(socket.url()).searchParams))
  await page.goto(site.url)
  await page.evaluate(
    async ({ origin, pairs, share }) => {
      const { subscribe } = await import(`${origin}/client.js`)
      window.states = []
      window.changes = 0
      window.rates = {}
      window.end = subscribe({ server: origin, pairs, share }, ({ state, board }) => {
        if (window.states.at(-1) !== state) window.states.push(state)
        window.changes++
        for (const { pair, rate } of board.rates.values()) window.rates[pair] = rate
      })
    },
    { origin: server.origin, pairs, share },
  )
  return page
}
const ratesOn = page => page.evaluate(() => window.rates)
const hears = async page => {
  const before = await page.evaluate(() => window.changes)
  await eventually('news', () => page.evaluate(before => window.changes > before, before), 30_000)
}

test('tabs that share take one connection, and the next one takes over when the first is closed', async t => {
  await settled(0)
  const context = await browser.newContext()
  t.after(() => context.close())
  const first = await openTab(context, ['KGS/USD'])
  await eventually('rates', async () => 'KGS/USD' in (await ratesOn(first)))
  const others = [
    await openTab(context, ['KGS/USD', 'KZT/USD']),
    await openTab(context, ['TJS/USD']),
    await openTab(context, ['KGS/USD']),
  ]
  await eventually('rates in all tabs', async () => {
    const [second, third] = await Promise.all(others.map(ratesOn))
    return 'KZT/USD' in second && 'TJS/USD' in third
  })
  await settled(1)
  for (const page of others) await hears(page)
  const accepted = await server.metric('tickerd_accepted_connections_total')
  const from = Date.now()
  await first.close()
  await eventually('a tab to take over', () => others.some(page => page.sockets.length > 0), 5_000)
  await settled(1)
  assert.ok(Date.now() - from < 5_000, `${Date.now() - from} ms`)
  for (const page of others) await hears(page)
  const opened = others.flatMap(page => page.sockets)
  assert.equal(opened.length, 1, 'one tab takes over')
  assert.match(opened[0].get('since'), /^.+:\d+$/)
  assert.deepEqual(opened[0].get('pairs').split(',').sort(), ['KGS/USD', 'KZT/USD', 'TJS/USD'])
  const more = (await server.metric('tickerd_accepted_connections_total')) - accepted
  assert.ok(more <= 4, `no storm: ${more} connections accepted, those of this test's questions among them`)
  for (const page of others) {
    assert.equal((await page.evaluate(() => window.states)).includes('lost'), false)
    assert.deepEqual(page.errors, [])
  }
})

test('tabs that share come back together after a crash of the server', async t => {
  const context = await browser.newContext()
  t.after(() => context.close())
  await settled(0)
  const tabs = [await openTab(context, ['KGS/USD']), await openTab(context, ['KGS/USD'])]
  for (const page of tabs) await eventually('rates', async () => 'KGS/USD' in (await ratesOn(page)))
  await server.kill()
  for (const page of tabs) {
    await eventually('loss', () => page.evaluate(() => window.states.at(-1) === 'lost'))
  }
  await server.start()
  for (const page of tabs) {
    await eventually('return', () => page.evaluate(() => window.states.at(-1) === 'connected'), 60_000)
  }
  await settled(1)
})

test('tabs share nothing unless they are told to, and not with other browsers', async t => {
  await settled(0)
  const contexts = [await browser.newContext(), await browser.newContext()]
  t.after(() => Promise.all(contexts.map(context => context.close())))
  await openTab(contexts[0], ['KGS/USD'], false)
  await openTab(contexts[0], ['KGS/USD'], false)
  await openTab(contexts[0], ['KGS/USD'])
  await openTab(contexts[1], ['KGS/USD'])
  await settled(4)
})

test('a browser without locks has a connection for each tab', async t => {
  await settled(0)
  const context = await browser.newContext()
  t.after(() => context.close())
  await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }))
  const tabs = [await openTab(context, ['KGS/USD']), await openTab(context, ['KGS/USD'])]
  for (const page of tabs) await eventually('rates', async () => 'KGS/USD' in (await ratesOn(page)))
  await settled(2)
})

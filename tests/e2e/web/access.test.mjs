/** Private pairs by way of the client module, in a program and in a page. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { clientModule, eventually, launchBrowser, Server, WebSocket } from './support.mjs'

const entry = (name, scopes, expires) => ({
  name,
  sha256: createHash('sha256').update(`token of ${name}`).digest('hex'),
  scopes,
  ...(expires && { expires }),
})

/** AED/USD is public, TMT/USD is private; the token of "brief" is good for so many seconds. */
const serverWith = brief_s =>
  new Server({
    pairs: ['AED/USD', { pair: 'TMT/USD', private: true }],
    feeds: [{ name: 'peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5', 'USD/AED': '3.6725' } }],
    access: {
      tokens: [
        entry('wall', ['read:*']),
        entry('brief', ['read:TMT/USD'], new Date(Date.now() + brief_s * 1000).toISOString()),
      ],
    },
    heartbeat: '1s',
  })

const server = serverWith(0)
let connect
before(async () => {
  await server.start()
  connect = (await clientModule(server)).connect
})
after(() => server.remove())

function follow(t, options) {
  const client = connect({ server: server.origin, ...options })
  t.after(() => client.close())
  const errors = []
  client.addEventListener('error', ({ error }) => errors.push(error.code))
  return { client, errors }
}

const ways = [
  ['a WebSocket', { WebSocket, transports: ['websocket'] }],
  ['server-sent events', { transports: ['events'] }],
  ['polling', { transports: ['polling'] }],
]
for (const [name, options] of ways) {
  test(`${name}: a token shows what is private`, async t => {
    const anybody = follow(t, options)
    const holder = follow(t, { ...options, token: async () => 'token of wall' })
    await eventually('rates', () => anybody.client.rates.size > 0 && holder.client.rates.size > 1)
    assert.deepEqual([...anybody.client.rates.keys()], ['AED/USD'])
    assert.deepEqual([...holder.client.rates.keys()], ['AED/USD', 'TMT/USD'])
  })

  test(`${name}: a token that expires is replaced where another one can be had`, async t => {
    const own = serverWith(8)
    t.after(() => own.remove())
    await own.start()
    await eventually('a rate', async () => (await fetch(`${own.origin}/v1/rates/AED-USD`)).ok)
    const tokens = ['token of brief', 'token of wall']
    const asked = { ...options, server: own.origin, pairs: ['TMT/USD'], token: () => tokens.shift() }
    const { client, errors } = follow(t, asked)
    await eventually('rates', () => client.rates.size > 0)
    assert.equal(tokens.length, 1)
    await eventually('the second token', () => tokens.length === 0, 40_000)
    await eventually('the return', () => client.state === 'connected')
    assert.deepEqual([...client.rates.keys()], ['TMT/USD'])
    assert.deepEqual(errors, [])
  })
}

test('a wrong token is told in the words of the server, and final', async t => {
  const { client, errors } = follow(t, { transports: ['events'], token: 'wrong' })
  await eventually('the refusal', () => client.state === 'refused')
  assert.deepEqual(errors, ['invalid_token'])
})

test('a page of another origin may show a token', async t => {
  const desk = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>desk'))
  await new Promise(done => desk.listen(0, '127.0.0.1', done))
  t.after(() => desk.close())
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${desk.address().port}/`)
  const names = await page.evaluate(async origin => {
    const headers = { Authorization: 'Bearer token of wall' }
    const answer = await fetch(`${origin}/v1/rates`, { headers })
    return (await answer.json()).rates.map(({ pair }) => pair)
  }, server.origin)
  assert.deepEqual(names, ['AED/USD', 'TMT/USD'])
})

/** The module in Node, as a program gets it from the server. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Network } from './network.mjs'
import { clientModule, eventually, Server, WebSocket } from './support.mjs'

const server = new Server(undefined, { heartbeat: '1s' })
let connect
before(async () => {
  await server.start()
  const module = await clientModule(server)
  connect = module.connect
  assert.equal(typeof module.subscribe, 'function')
})
after(() => server.remove())

/** A client that ends with the test, and what it does. */
function follow(t, options) {
  const asked = []
  const client = connect({
    server: server.origin,
    fetch: (url, init) => {
      asked.push(new URL(url))
      return fetch(url, init)
    },
    ...options,
  })
  t.after(() => client.close())
  const states = []
  client.addEventListener('statechange', () => states.push(client.state))
  return { client, states, asked }
}
const streamed = { websocket: 'tickerd_websocket_connections', events: 'tickerd_event_stream_connections' }
const ways = [
  ['a WebSocket of the package ws', 'websocket', { WebSocket }],
  ['server-sent events over fetch', 'events', { transports: ['events'] }],
]

for (const [name, way, options] of ways) {
  test(`${name}: rates as they change`, async t => {
    const { client, states } = follow(t, { pairs: ['KGS/USD', 'TMT/USD'], ...options })
    const seen = []
    for await (const { pair, rate, status } of client) {
      seen.push(pair)
      assert.match(rate, /^\d+\.\d+$/)
      assert.equal(status, 'demo')
      if (seen.length >= 4) break
    }
    assert.deepEqual(new Set(seen), new Set(['KGS/USD', 'TMT/USD']))
    assert.deepEqual(states, ['connected'])
    assert.equal(await server.metric(streamed[way]), 1)
    client.close()
    await eventually('the end of the connection', async () => (await server.metric(streamed[way])) === 0)
  })

  test(`${name}: back after a crash, where it was`, async t => {
    const own = await new Server().start()
    t.after(() => own.remove())
    const { client, states } = follow(t, { server: own.origin, ...options })
    await eventually('rates', () => client.rates.size > 0)
    const since = client.since
    await own.kill()
    await eventually('the loss', () => client.state === 'lost')
    assert.ok(client.rates.size > 0, 'what is known stays')
    await own.start()
    await eventually('the return', () => client.state === 'connected', 60_000)
    assert.equal(client.since.split(':')[0], since.split(':')[0])
    assert.deepEqual(states, ['connected', 'lost', 'connected'])
  })

  test(`${name}: a dead connection is found out by its silence`, async t => {
    const network = await new Network(server).start()
    t.after(() => network.close())
    const { client } = follow(t, { server: network.origin, ...options })
    await eventually('rates', () => client.rates.size > 0)
    network.mood = 'silent'
    const from = Date.now()
    await eventually('the loss', () => client.state === 'lost')
    assert.ok(Date.now() - from < 6_000, `${Date.now() - from} ms`)
    network.mood = 'open'
    network.cut()
    await eventually('the return', () => client.state === 'connected', 60_000)
  })

  test(`${name}: a refusal has the words of the server`, async t => {
    const { client } = follow(t, { pairs: ['XTS/XXX'], ...options })
    const errors = []
    client.addEventListener('error', ({ error }) => errors.push(error))
    await assert.rejects(async () => {
      for await (const _ of client) assert.fail('there is nothing to see')
    }, /XTS\/XXX|no source quotes/)
    assert.equal(client.state, 'refused')
    assert.equal(errors[0].code, 'unknown_pair')
  })

  test(`${name}: goes on from an earlier client`, async t => {
    const first = follow(t, options).client
    await eventually('rates', () => first.rates.size > 0)
    const { since } = first
    first.close()
    const { client } = follow(t, { since, ...options })
    await eventually('a connection', () => client.state === 'connected')
    const last = Number(since.split(':').at(-1))
    for (const { pair, seq } of client.rates.values()) assert.ok(seq > last, `${pair} is newer than ${since}`)
  })
}

test('without a WebSocket it takes events, and questions where no stream passes', async t => {
  const global = globalThis.WebSocket
  globalThis.WebSocket = undefined
  t.after(() => {
    globalThis.WebSocket = global
  })
  const { client, asked } = follow(t, {})
  await eventually('rates', () => client.rates.size > 0)
  assert.equal(asked[0].pathname, '/v1/events')

  const paths = []
  const blocked = follow(t, {
    fetch: (url, init) => {
      const { pathname } = new URL(url)
      paths.push(pathname)
      return pathname === '/v1/events' ? Promise.reject(new TypeError('blocked')) : fetch(url, init)
    },
  }).client
  await eventually('rates', () => blocked.rates.size > 0)
  assert.deepEqual(paths, ['/v1/events', '/v1/pairs', '/v1/rates'])
  assert.equal(blocked.state, 'connected')
})

test('a slow loop gets the newest of each pair, and an aborted signal ends it', async t => {
  const control = new AbortController()
  const { client } = follow(t, { WebSocket, signal: control.signal })
  await eventually('rates', () => client.rates.size > 0)
  const reader = client[Symbol.asyncIterator]()
  const { since } = client
  await eventually('many changes', () => client.since !== since, 30_000)
  const held = client.rates.size
  const seen = []
  for (let count = 0; count < held; count++) seen.push((await reader.next()).value)
  assert.equal(new Set(seen.map(({ pair }) => pair)).size, held, 'each pair once')
  for (const { pair, rate } of seen) assert.equal(rate, client.rates.get(pair).rate)
  const next = reader.next()
  control.abort()
  assert.equal((await next).done, true)
  assert.equal(client.state, 'closed')
})

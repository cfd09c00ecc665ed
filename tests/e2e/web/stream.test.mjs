import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, Server, WebSocket } from './support.mjs'

const server = new Server()
before(() => server.start())
after(() => server.remove())

/** Collects what the server sends until the test ends. */
function listen(t, query = '') {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/v1/stream${query}`)
  t.after(() => socket.terminate())
  const messages = []
  socket.on('message', (data, is_binary) => {
    assert.equal(is_binary, false, 'every frame is text')
    messages.push(JSON.parse(String(data)))
  })
  socket.on('error', error => messages.push({ type: 'failure', error }))
  const updates = () => messages.filter(message => message.type === 'update')
  return { messages, updates }
}

test('a Node client receives hello, snapshot and updates without sending a word', async t => {
  const { messages, updates } = listen(t)
  await eventually('two updates', () => updates().length >= 2, 60_000)
  const [hello, snapshot] = messages
  assert.equal(hello.type, 'hello')
  assert.equal(hello.v, 1)
  assert.ok(hello.heartbeat_ms > 0)
  assert.equal(snapshot.type, 'snapshot')
  assert.equal(snapshot.resumed, false)
  assert.equal(snapshot.epoch, hello.epoch)
  let seen = snapshot.seq
  for (const message of messages.slice(2)) {
    assert.equal(message.prev, seen, `${message.type} follows the last message`)
    seen = message.seq
  }
  const rates = [snapshot, ...updates()].flatMap(message => message.rates)
  for (const rate of rates) {
    assert.match(rate.pair, /^[A-Z]{3}\/[A-Z]{3}$/)
    assert.match(rate.rate, /^\d+\.\d+$/)
    assert.match(rate.change_pct ?? '0', /^-?\d+(\.\d{1,2})?$/)
    assert.equal(rate.status, 'demo')
  }
})

test('a client gets the pairs it asks for, and resumes without what it has', async t => {
  const first = listen(t, '?pairs=KGS/USD,TMT/USD')
  const snapshot = await eventually('a snapshot', () => first.messages[1])
  await eventually('rates', () => snapshot.rates.length > 0 || first.updates().length > 0)
  const since = `${first.messages.at(-1).epoch}:${first.messages.at(-1).seq}`
  const second = listen(t, `?pairs=KGS/USD,TMT/USD&since=${since}`)
  const resumed = await eventually('a resumed snapshot', () => second.messages[1])
  assert.equal(resumed.resumed, true)
  const last = Number(since.split(':').at(-1))
  for (const rate of resumed.rates) assert.ok(rate.seq > last, `${rate.pair} is newer than ${since}`)
  for (const { rates = [] } of [...first.messages, ...second.messages]) {
    for (const { pair } of rates) assert.ok(['KGS/USD', 'TMT/USD'].includes(pair), `${pair} was asked for`)
  }
})

/**
 * A server that is killed and comes back finds all its clients again, spread out: those of the client module, with all
 * that it does by itself. STORM_CLIENTS says how many (500); scripts/soak.sh takes 10,000.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { clientModule, eventually, Server, WebSocket } from './support.mjs'

const count = Number(process.env.STORM_CLIENTS ?? 500)
const ticks_per_second = 100
const server = new Server({
  pairs: ['TMT/USD', 'AED/USD'],
  feeds: [{ name: 'peg', kind: 'fixed', quotes: { 'USD/TMT': '3.5', 'USD/AED': '3.6725' } }],
})
let connect
before(async () => {
  await server.start()
  connect = (await clientModule(server)).connect
})
after(() => server.remove())

/** What the kernel could not take into a queue of connections that wait to be accepted. */
function overflows() {
  const [names, values] = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('TcpExt:'))
    .map(line => line.split(' '))
  return Number(values[names.indexOf('ListenOverflows')]) + Number(values[names.indexOf('ListenDrops')])
}

/** Seconds of processor that a process has used. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks_per_second
}

test(`${count} clients of a server that was killed are back within 30 s, spread out`, async t => {
  const clients = []
  t.after(() => {
    for (const client of clients) client.close()
  })
  const back = []
  let killed_at = Number.POSITIVE_INFINITY
  while (clients.length < count) {
    const client = connect({ server: server.origin, WebSocket })
    client.addEventListener('statechange', () => {
      if (client.state === 'connected' && killed_at < Infinity) back.push(performance.now() - killed_at)
    })
    clients.push(client)
    const reached = () => clients.filter(({ state }) => state === 'connected').length
    if (clients.length % 200 === 0 || clients.length === count) {
      await eventually('all of them', () => reached() === clients.length, 60_000)
    }
  }
  const since = clients[0].since
  const overflows_before = overflows()
  await server.kill()
  killed_at = performance.now()
  await server.start()
  const started_at = performance.now()
  await eventually('all of them again', () => back.length >= count, 60_000)
  const took_s = (performance.now() - started_at) / 1000
  const used_s = processorTime(server.pid)
  const by_second = new Map()
  for (const ms of back) {
    const second = Math.floor(ms / 1000)
    by_second.set(second, (by_second.get(second) ?? 0) + 1)
  }
  const busiest = Math.max(...by_second.values()) / count
  t.diagnostic(
    JSON.stringify({ clients: count, back_s: took_s, processor_s: used_s, busiest_second: busiest }),
  )
  assert.equal(back.length, count, 'each of them once')
  assert.ok(Math.max(...back) < 30_000, `the last came after ${Math.max(...back)} ms`)
  assert.equal(overflows() - overflows_before, 0, 'nobody was turned away by a full queue')
  assert.ok(busiest <= 0.2, `a fifth of them at most in one second, ${busiest} came`)
  for (const client of clients) assert.equal(client.since, since, 'nothing new, nothing lost')
})

// The usual loop of the `ws` module: every message sent to every client. Same command line as the
// floor: --port N, --saturated or --rate R; begins to publish at SIGUSR2.
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    saturated: { type: 'boolean', default: false },
    rate: { type: 'string', default: '10' },
  },
})

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(options.port),
  backlog: 4096,
  perMessageDeflate: false,
  clientTracking: true,
})
server.on('connection', client => client.on('error', () => client.terminate()))
server.on('listening', () => console.log(JSON.stringify({ port: server.address().port })))

let seq = 0

function update() {
  const prev = seq++
  return JSON.stringify({
    type: 'update',
    epoch: 'e1',
    seq,
    prev,
    ts: new Date().toISOString(),
    rates: [
      {
        pair: 'AAA/USD',
        rate: `0.${String(11000 + (seq % 997)).padStart(6, '0')}`,
        change: '0.00000010',
        change_pct: '0.08',
        basis: { kind: 'previous_close', rate: '0.011000', as_of: '2026-05-18' },
        as_of: '2026-05-19',
        fetched_at: '2026-05-19T05:02:11.480Z',
        source: 'desk',
        status: 'live',
        seq,
      },
    ],
  })
}

function publish() {
  const text = update()
  for (const client of server.clients) client.send(text)
}

process.once('SIGUSR2', () => {
  if (options.saturated) {
    const turn = () => {
      publish()
      setImmediate(turn)
    }
    turn()
    return
  }
  const interval = 1000 / Number(options.rate)
  let due = performance.now()
  const tick = () => {
    publish()
    due += interval
    setTimeout(tick, Math.max(0, due - performance.now()))
  }
  tick()
})

import { type Ask, announce, read } from './answer'
import { type Message, parseMessage, type Snapshot } from './messages'
import type { Run } from './transport'

/** The mean time between two questions; each wait is up to a fifth shorter or longer, so that pages drift apart. */
const interval_ms = 15_000

interface Catalogue {
  readonly sources: readonly { name: string; attribution: string; attribution_required: boolean }[]
}

/** The lines that sources ask to be shown; a stream says them in its hello. */
function creditsIn(text: string): Record<string, string> {
  const { sources } = JSON.parse(text) as Catalogue
  const asked = sources.filter(source => source.attribution_required && source.attribution)
  return Object.fromEntries(asked.map(({ name, attribution }) => [name, attribution]))
}

/** After `delay_ms`, but not as long as the page is hidden: then when it is looked at again. */
function pause(delay_ms: number, signal: AbortSignal): Promise<void> {
  const page = globalThis.document as Document | undefined
  return new Promise((resolve, reject) => {
    let over = false // by the timer's own word: it may go off before a clock says so
    const look = () => {
      if (!over || page?.hidden) return
      page?.removeEventListener('visibilitychange', look)
      resolve()
    }
    const timer = setTimeout(() => {
      over = true
      look()
    }, delay_ms)
    page?.addEventListener('visibilitychange', look, { signal })
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

/** `snapshot`, or nothing new when a cache on the way answered with something older than what is known. */
function notBefore(known: string | null, snapshot: Snapshot): Snapshot {
  const at = known?.lastIndexOf(':') ?? -1
  const seq = Number(known?.slice(at + 1))
  if (!known || snapshot.epoch !== known.slice(0, at) || !(snapshot.seq < seq)) return snapshot
  return { ...snapshot, seq, resumed: true, rates: [] }
}

function snapshotIn(text: string, url: string): Snapshot {
  const message: Message | undefined = parseMessage(text)
  if (message?.type !== 'snapshot') throw new Error(`${url}: expected a snapshot of rates`)
  return message
}

/**
 * Asks `/v1/rates` again and again, for networks that let no stream through, until `signal` is aborted.
 *
 * Nothing is asked while the page is hidden. Fails with the first answer that does not come within 10 s or is no
 * snapshot; an error that the server states in words is handed to `handlers`.
 */
export const poll: Run = async (server, query, handlers, signal, ask: Ask = fetch) => {
  const asked = new URLSearchParams(query)
  let known = asked.get('since')
  asked.delete('since') // an answer is always whole, and the same for everybody who asks for these pairs
  const url = `${server}/v1/rates?${asked}`
  const catalogue = await read(ask, `${server}/v1/pairs`, signal)
  if (!catalogue.ok) return announce(catalogue, handlers)
  const credits = creditsIn(catalogue.text)
  handlers.frame({ type: 'hello', epoch: '', seq: 0, heartbeat_ms: interval_ms, credits })
  let tag = ''
  for (;;) {
    const answer = await read(ask, url, signal, tag ? { 'If-None-Match': tag } : {})
    if (answer.status === 304) {
      handlers.frame(undefined)
    } else if (!answer.ok) {
      return announce(answer, handlers)
    } else {
      const snapshot = notBefore(known, snapshotIn(answer.text, url))
      known = `${snapshot.epoch}:${snapshot.seq}`
      tag = answer.header('etag')
      handlers.frame(snapshot)
    }
    if (signal.aborted) return
    handlers.rest() // the next answer has its own limit, and may be far while nobody looks
    await pause(interval_ms * (0.8 + 0.4 * Math.random()), signal)
  }
}

import { type Ending, retryDelay, stable_ms } from './backoff'
import { Board } from './board'
import type { Message } from './messages'
import { type OpenTransport, openEventSource, openWebSocket, type Transport } from './transport'

/** `lost` was connected and tries again; `refused` was told not to come back. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused'

export interface ConnectionOptions {
  /** Origin of the server: `https://rates.example.org`. */
  readonly server: string
  /** Pairs to follow; none is every pair of the server. */
  readonly pairs: readonly string[]
  /** What a change is counted from; empty is the server's choice. */
  readonly basis: string
  /** Ways to connect, in order of preference. */
  readonly transports?: readonly OpenTransport[]
}

/** Heartbeat to expect until the server's hello names its own. */
const default_heartbeat_ms = 15_000
/** A stream that says nothing for so long after it was asked for will say nothing at all. */
const greeting_timeout_ms = 10_000
const longest_wait_ms = 600_000

/**
 * Keeps one board equal to the server's: connects, watches for silence and gaps, and comes back where it left off.
 *
 * `changed` is called after every change of the board or the state. Between `open()` and `close()` it also closes the
 * stream while the page rests in the back-forward cache.
 */
export class Connection {
  readonly board = new Board()
  state: ConnectionState = 'connecting'
  /** When the last frame came, in milliseconds since 1970; 0 before the first one. */
  heardAt = 0

  #server: string
  #pairs: readonly string[]
  #basis: string
  #transports: readonly OpenTransport[]
  #changed: () => void
  #transport: Transport | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  /** Index of the transport to try next, and of the best one that ever worked. */
  #next = 0
  #proven: number | undefined
  #greetedAt = 0
  #heartbeat_ms = default_heartbeat_ms
  #listening: AbortController | undefined

  constructor(options: ConnectionOptions, changed: () => void) {
    this.#server = options.server
    this.#pairs = options.pairs
    this.#basis = options.basis
    this.#transports = options.transports ?? [openWebSocket, openEventSource]
    this.#changed = changed
  }

  open(): void {
    const listening = new AbortController()
    const { signal } = listening
    this.#listening = listening
    globalThis.addEventListener?.('pagehide', () => this.#stop(), { signal })
    globalThis.addEventListener?.('pageshow', event => event.persisted && this.#connect(), { signal })
    globalThis.addEventListener?.('online', () => /lost|connecting/.test(this.state) && this.#connect(), {
      signal,
    })
    this.#connect()
  }

  close(): void {
    this.#listening?.abort()
    this.#stop()
  }

  /** Follows other pairs from now on; the rates so far stay on show until the new snapshot. */
  follow(pairs: readonly string[]): void {
    this.#pairs = pairs
    this.board.restart()
    if (this.state !== 'refused') this.#failures = 0
    this.#connect()
  }

  #connect(): void {
    this.#stop()
    this.#greetedAt = 0
    this.#next %= this.#transports.length
    const open = this.#transports[this.#next]!
    this.#watch(greeting_timeout_ms)
    try {
      this.#transport = open(this.#server, this.#query(), {
        frame: message => this.#take(message),
        ended: ending => this.#ended(ending),
      })
    } catch {
      this.#ended('lost') // the page's policy forbids this way; the next attempt takes the other
    }
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#transport?.close()
    this.#transport = undefined
  }

  /** Two heartbeats without a frame mean that nobody is there, whatever the socket says. */
  #watch(patience_ms = 2 * this.#heartbeat_ms): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#ended('lost'), patience_ms)
  }

  #take(message: Message | undefined): void {
    this.heardAt = Date.now()
    if (message?.type === 'hello') {
      this.#heartbeat_ms = Math.min(Math.max(message.heartbeat_ms, 100), longest_wait_ms)
    }
    this.#watch()
    const effect = message ? this.board.apply(message) : 'unchanged'
    if (message?.type === 'bye') {
      this.#ended('lost', message.reconnect_ms)
    } else if (effect === 'gap') {
      if (message?.type === 'snapshot') this.board.restart()
      this.#ended('moved')
    } else if (message?.type === 'snapshot') {
      this.#greetedAt = this.heardAt
      this.#proven = Math.min(this.#proven ?? this.#next, this.#next)
      this.#enter('connected')
    } else if (effect === 'changed') {
      this.#changed()
    }
  }

  #ended(ending: Ending | 'stop', asked_ms?: number): void {
    this.#stop()
    if (ending === 'stop') {
      this.#enter('refused')
      return
    }
    if (this.#greetedAt) {
      this.#next = this.#proven ?? 0
      if (Date.now() - this.#greetedAt >= stable_ms) this.#failures = 0
    } else if (ending === 'lost') {
      this.#next++
      ending = 'failed'
    }
    const wait = retryDelay(ending, this.#failures++, Math.random())
    const delay = asked_ms !== undefined && asked_ms >= 0 ? Math.min(asked_ms, longest_wait_ms) : wait
    this.#timer = setTimeout(() => this.#connect(), delay)
    this.#enter(this.state === 'connecting' ? 'connecting' : 'lost')
  }

  #enter(state: ConnectionState): void {
    this.state = state
    this.#changed()
  }

  #query(): string {
    const query = new URLSearchParams()
    if (this.#pairs.length > 0) query.set('pairs', this.#pairs.join(','))
    if (this.#basis) query.set('basis', this.#basis)
    if (this.board.since) query.set('since', this.board.since)
    const text = query.toString()
    return text && `?${text}`
  }
}

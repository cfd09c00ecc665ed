import { type Ending, retryDelay, stable_ms } from './backoff'
import { Board } from './board'
import type { LastEnding } from './close-codes'
import type { Message } from './messages'
import {
  type OpenTransport,
  openEventSource,
  openPolling,
  openWebSocket,
  type Transport,
  type TransportHandlers,
} from './transport'

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
  /** What is known from before; it is resumed from there. */
  readonly board?: Board
}

/** What subscribers of a page need of a connection, be it their own or that of another tab. */
export type Following = Omit<Connection, keyof TransportHandlers>
export type ConnectionKind = new (options: ConnectionOptions, changed: () => void) => Following

/** Heartbeat to expect until the server's hello names its own. */
const default_heartbeat_ms = 15_000
/** A stream that says nothing for so long after it was asked for will say nothing at all. */
const greeting_timeout_ms = 10_000
const longest_wait_ms = 600_000

/**
 * Keeps one board equal to the server's: connects, watches for silence and gaps, and comes back where it left off.
 *
 * `changed` is called after every change of the board or the state. Between `open()` and `close()` it also closes the
 * stream while the page rests in the back-forward cache, and does at once what is due when the page is looked at again:
 * a hidden page's timers are late. Spans of time are measured on a clock that nobody sets.
 */
export class Connection implements TransportHandlers {
  readonly board: Board
  state: ConnectionState = 'connecting'
  /** When the last frame came, in milliseconds since 1970; 0 before the first one. */
  heardAt = 0

  #options: ConnectionOptions
  #pairs: readonly string[]
  #transports: readonly OpenTransport[]
  #changed: () => void
  #transport: Transport | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When the timer is to go off, by `performance.now()`. */
  #due = Infinity
  #failures = 0
  /** Index of the transport to try next, and of the best one that ever worked. */
  #next = 0
  #proven = Infinity
  /** When the stream has proved good, by `performance.now()`; 0 before its first snapshot. */
  #stableAt = 0
  #heartbeat_ms = default_heartbeat_ms
  #closing = new AbortController()

  constructor(options: ConnectionOptions, changed: () => void) {
    this.#options = options
    this.#pairs = options.pairs
    this.#transports = options.transports ?? [openWebSocket, openEventSource, openPolling]
    this.#changed = changed
    this.board = options.board ?? new Board()
  }

  open(): void {
    const on = (name: string, act: (event: Event) => unknown) =>
      globalThis.addEventListener?.(name, act, { signal: this.#closing.signal })
    on('pagehide', () => this.#stop())
    on('pageshow', event => (event as PageTransitionEvent).persisted && this.#connect())
    on('visibilitychange', () => performance.now() >= this.#due && this.#act('moved'))
    on('offline', () => this.#transport && this.ended('lost'))
    on('online', () => {
      if (!/lost|connecting/.test(this.state)) return
      this.#next = 0 // another network may let through what the last one did not
      this.#connect()
    })
    this.#connect()
  }

  close(): void {
    this.#closing.abort()
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
    this.#stableAt = 0
    this.#next %= this.#transports.length
    const open = this.#transports[this.#next]!
    this.#wait(greeting_timeout_ms)
    try {
      this.#transport = open(this.#options.server, this.#query(), this)
    } catch {
      this.ended('lost') // the page's policy forbids this way; the next attempt takes the other
    }
  }

  rest(): void {
    this.#wait(Infinity)
  }

  #stop(): void {
    this.rest()
    this.#transport?.close()
    this.#transport = undefined
  }

  #wait(delay_ms: number): void {
    clearTimeout(this.#timer)
    this.#due = performance.now() + delay_ms
    if (delay_ms < Infinity) this.#timer = setTimeout(() => this.#act('lost'), delay_ms)
  }

  /** What the wait was for: nobody spoke on the stream, or without one, it is time for the next. */
  #act(ending: Ending): void {
    if (this.#transport) this.ended(ending)
    else this.#connect()
  }

  frame(message: Message | undefined): void {
    this.heardAt = Date.now()
    if (message?.type === 'hello') {
      this.#heartbeat_ms = Math.min(Math.max(message.heartbeat_ms, 100), longest_wait_ms)
    }
    this.#wait(2 * this.#heartbeat_ms) // silence for two heartbeats: nobody is there, whatever the socket says
    const effect = message && this.board.apply(message)
    if (message?.type === 'bye') {
      this.ended('lost', message.reconnect_ms)
    } else if (effect === 'gap') {
      if (message?.type === 'snapshot') this.board.restart()
      this.ended('moved')
    } else if (message?.type === 'snapshot') {
      this.#stableAt = performance.now() + stable_ms
      this.#proven = Math.min(this.#proven, this.#next)
      this.#enter('connected')
    } else if (effect === 'changed') {
      this.#changed()
    }
    // The better way may have failed only because the server was away.
    const good_ms = this.#stableAt && performance.now() - this.#stableAt
    if (this.#next > this.#proven && good_ms >= longest_wait_ms) this.ended('moved')
  }

  ended(ending: Ending | LastEnding, asked_ms?: unknown): void {
    this.#stop()
    if (ending === 'stop' || ending === 'expired') {
      this.#enter('refused')
      return
    }
    if (this.#stableAt) {
      this.#next = this.#proven
      if (performance.now() >= this.#stableAt) this.#failures = 0
    } else if (ending === 'lost') {
      this.#next++
      ending = 'failed'
    }
    const delay = retryDelay(ending, this.#failures++, Math.random())
    this.#wait(Math.min(Number.isFinite(asked_ms) ? (asked_ms as number) : delay, longest_wait_ms))
    this.#enter(this.state === 'connecting' ? 'connecting' : 'lost')
  }

  #enter(state: ConnectionState): void {
    this.state = state
    this.#changed()
  }

  #query(): string {
    const asked = { pairs: this.#pairs.join(), basis: this.#options.basis, since: this.board.since }
    return `?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value))}`
  }
}

import type { Ask } from './answer'
import { Board } from './board'
import { Changes } from './changes'
import { Connection } from './connection'
import { followEvents } from './fetch-events'
import type { Problem, Rate } from './messages'
import { Newest } from './newest'
import { poll } from './polling'
import { type OpenTransport, openWebSocket, running, type SocketConstructor } from './transport'
import { type Token, withToken } from './with-token'

/** `lost` was connected and tries again; `refused` was told not to come back; `closed` is by the program's own wish. */
export type ClientState = 'connecting' | 'connected' | 'lost' | 'refused' | 'closed'

/** A WebSocket, server-sent events over fetch, or a question every 15 s. */
export type Way = 'websocket' | 'events' | 'polling'

export interface ClientOptions {
  /** Origin of the server: `https://rates.example.org`. */
  readonly server: string
  /** `KGS/USD` and so on; none is every pair of the server. */
  readonly pairs?: readonly string[]
  /** What a change is counted from: `7d` and so on; absent is the server's choice. */
  readonly basis?: string
  /** `client.since` of an earlier client with the same pairs, basis and rights: only what changed after it comes. */
  readonly since?: string
  /** Where pairs are private: a token, or what is asked for one whenever the client connects. */
  readonly token?: Token
  /** Closes the client when it is aborted. */
  readonly signal?: AbortSignal
  /** A WebSocket constructor, where the platform has none: that of the package `ws`, for instance. */
  readonly WebSocket?: SocketConstructor
  readonly fetch?: Ask
  /** Ways to connect, in order of preference; absent are all that the platform has. */
  readonly transports?: readonly Way[]
}

/** The rates that changed, whole. */
export class RatesEvent extends Event {
  readonly rates: readonly Rate[]
  constructor(rates: readonly Rate[]) {
    super('rates')
    this.rates = rates
  }
}

/** What the server does not do, in its own words. */
export class ClientError extends Error {
  /** A word for the program: `unknown_pair`. */
  readonly code: string
  /** Whether it may work later. */
  readonly temporary: boolean
  constructor({ code, message, temporary }: Omit<Problem, 'type'>) {
    super(message)
    this.name = 'ClientError'
    this.code = code
    this.temporary = temporary
  }
}

export class ClientErrorEvent extends Event {
  readonly error: ClientError
  constructor(error: ClientError) {
    super('error')
    this.error = error
  }
}

export interface ClientEvents {
  rates: RatesEvent
  statechange: Event
  error: ClientErrorEvent
}

export interface ListenerOptions {
  readonly once?: boolean
  readonly signal?: AbortSignal
}

const refusal: Omit<Problem, 'type'> = {
  code: 'refused',
  message: 'the server refuses this subscription',
  temporary: false,
}

const defined = (options: ClientOptions, name: 'WebSocket' | 'fetch') => options[name] ?? globalThis[name]

/** Packages report a failure twice: as an error, which nobody may leave alone, and as the close that we hear. */
const withoutErrors = (Socket: SocketConstructor): typeof WebSocket =>
  class extends (Socket as typeof WebSocket) {
    constructor(url: string | URL) {
      super(url)
      this.onerror = () => {}
    }
  }

function waysOf(options: ClientOptions): OpenTransport[] {
  const Socket = defined(options, 'WebSocket') as SocketConstructor | undefined
  const ask = defined(options, 'fetch') as Ask
  const known: Record<Way, OpenTransport | undefined> = {
    websocket: Socket && ((...all) => openWebSocket(...all, withoutErrors(Socket))),
    events: running(followEvents, (...all) => ask(...all)),
    polling: running(poll, (...all) => ask(...all)),
  }
  const wanted = options.transports ?? (Object.keys(known) as Way[]).filter(name => known[name])
  if (wanted.length === 0) throw new TypeError('transports: expected at least one, got none')
  return wanted.map(name => {
    if (name === 'websocket' && !Socket) {
      throw new TypeError(
        'WebSocket: expected a constructor, such as that of the package "ws": there is none here',
      )
    }
    const way = Object.hasOwn(known, name) && known[name]
    if (!way) throw new TypeError(`transports: expected "websocket", "events" or "polling", got "${name}"`)
    return way
  })
}

function originOf(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new TypeError(`server: expected an origin like "https://rates.example.org", got "${server}"`)
}

/** A board that knows nothing, but up to where. */
function boardSince(since = ''): Board {
  const board = new Board()
  const [, epoch, seq] = /^(.+):(\d+)$/.exec(since) ?? []
  if (epoch) board.apply({ type: 'snapshot', epoch, seq: Number(seq), resumed: false, rates: [] })
  else if (since) throw new TypeError(`since: expected "<epoch>:<seq>", got "${since}"`)
  return board
}

function pairsOf({ pairs = [] }: ClientOptions): readonly string[] {
  const bad = pairs.find(pair => !/^[^/,\s]+\/[^/,\s]+$/.test(pair))
  if (bad !== undefined) throw new TypeError(`pairs: expected pairs like "KGS/USD", got "${bad}"`)
  return pairs
}

/** What `connect()` returns. */
export class Client extends EventTarget implements AsyncIterable<Rate> {
  #connection: Connection
  #changes = new Changes()
  #readers = new Set<Newest>()
  #state: ClientState = 'connecting'
  #problem: Omit<Problem, 'type'> = refusal

  constructor(options: ClientOptions) {
    super()
    const { basis = '', signal, token } = options
    const ways = waysOf(options).map(open => (token === undefined ? open : withToken(open, token)))
    const transports = ways.map(open => this.#overhear(open))
    const asked = { server: originOf(options.server), pairs: pairsOf(options), basis, transports }
    this.#connection = new Connection({ ...asked, board: boardSince(options.since) }, () => this.#tell())
    if (signal?.aborted) {
      this.close()
      return
    }
    signal?.addEventListener('abort', () => this.close(), { once: true })
    this.#connection.open()
  }

  get state(): ClientState {
    return this.#state
  }

  /** The newest rate of every pair, by pair, in the order of the server. */
  get rates(): ReadonlyMap<string, Rate> {
    return this.#connection.board.rates
  }

  /** Lines that sources ask to be shown beside their rates, by source. */
  get credits(): ReadonlyMap<string, string> {
    return this.#connection.board.credits
  }

  /** Where to resume from; empty as long as no rates came. */
  get since(): string {
    return this.#connection.board.since
  }

  /** When the server was last heard, in milliseconds since 1970; 0 if never. */
  get heardAt(): number {
    return this.#connection.heardAt
  }

  /** Ends the connection and every loop over the client. */
  close(): void {
    if (this.#state === 'closed') return
    this.#connection.close()
    this.#enter('closed')
    for (const reader of this.#readers) reader.end()
  }

  /**
   * The rates as they change, from those of now on, until the client is closed. A loop that is slower than the rates gets
   * the newest of each pair. Fails when the server refuses the subscription.
   */
  [Symbol.asyncIterator](): AsyncIterator<Rate, undefined> {
    const reader = new Newest(() => this.#readers.delete(reader))
    this.#readers.add(reader)
    reader.add(this.rates.values())
    if (this.#state === 'refused') reader.end(new ClientError(this.#problem))
    if (this.#state === 'closed') reader.end()
    return reader
  }

  override addEventListener<Name extends keyof ClientEvents>(
    type: Name,
    listener: (event: ClientEvents[Name]) => void,
    options?: ListenerOptions,
  ): void {
    super.addEventListener(type, listener as (event: Event) => void, options)
  }

  override removeEventListener<Name extends keyof ClientEvents>(
    type: Name,
    listener: (event: ClientEvents[Name]) => void,
  ): void {
    super.removeEventListener(type, listener as (event: Event) => void)
  }

  #overhear(open: OpenTransport): OpenTransport {
    return (server, query, handlers) =>
      open(server, query, {
        frame: message => {
          handlers.frame(message)
          if (message?.type === 'error') this.#complain(message)
        },
        ended: (...how) => handlers.ended(...how),
        problem: problem => this.#complain(problem),
        rest: () => handlers.rest(),
      })
  }

  #complain(problem: Omit<Problem, 'type'>): void {
    this.#problem = problem
    this.dispatchEvent(new ClientErrorEvent(new ClientError(problem)))
  }

  #tell(): void {
    const rates = this.#changes.of(this.rates)
    for (const reader of this.#readers) reader.add(rates)
    if (rates.length > 0) this.dispatchEvent(new RatesEvent(rates))
    this.#enter(this.#connection.state)
  }

  #enter(state: ClientState): void {
    if (state === this.#state || this.#state === 'closed') return
    this.#state = state
    if (state === 'refused') {
      if (this.#problem === refusal) this.#complain(refusal)
      for (const reader of this.#readers) reader.end(new ClientError(this.#problem))
    }
    this.dispatchEvent(new Event('statechange'))
  }
}

/** Follows the rates of a server until `close()`, or until `signal` is aborted. Fails on options that make no sense. */
export const connect = (options: ClientOptions): Client => new Client(options)

import { beside } from './beside'
import type { Board } from './board'
import { Connection, type ConnectionKind, type ConnectionState, type Following } from './connection'

/** What a subscriber is told: the board may hold more pairs than it asked for. */
export interface Reading {
  readonly state: ConnectionState
  readonly board: Board
  /** When the server was last heard, in milliseconds since 1970; 0 if never. */
  readonly heardAt: number
}

export interface Subscription {
  /** Origin of the server. */
  readonly server: string
  /** `KGS/USD` and so on; none is every pair of the server. */
  readonly pairs: readonly string[]
  /** What a change is counted from; empty or absent is the server's choice. */
  readonly basis?: string
  /** One connection for all tabs of the browser that show pages of this origin. */
  readonly share?: boolean
}

type Listener = (reading: Reading) => void

/** One connection and everybody on the page who listens to it. */
class Shared {
  readonly listeners = new Map<Listener, readonly string[]>()
  #connection: Following | undefined
  #followed = new Set<string>()
  #planned = false
  #options: Required<Subscription>

  constructor(options: Required<Subscription>) {
    this.#options = options
  }

  add(listener: Listener, pairs: readonly string[]): void {
    this.listeners.set(listener, pairs)
    if (this.#connection?.board.rates.size) listener(this.#connection)
    if (this.#planned || (this.#connection && pairs.every(pair => this.#followed.has(pair)))) return
    this.#planned = true
    // All elements of a page come in one go and ask in one go.
    const kind = this.#options.share ? beside<typeof import('./tabs')>('tabs') : Promise.reject()
    kind.then(
      ({ TabConnection }) => this.#follow(TabConnection),
      () => this.#follow(Connection),
    )
  }

  close(): void {
    this.#connection?.close()
  }

  /** Asks for what is listened to now; pairs that nobody wants any more go with the next one that is added. */
  #follow(Kind: ConnectionKind): void {
    this.#planned = false
    if (this.listeners.size === 0) return
    this.#followed = new Set([...this.listeners.values()].flat())
    const pairs = [...this.#followed]
    if (this.#connection) {
      this.#connection.follow(pairs)
      return
    }
    const connection: Following = new Kind({ ...this.#options, pairs }, () => {
      for (const listener of this.listeners.keys()) listener(connection)
    })
    this.#connection = connection
    connection.open()
  }
}

const pool = new Map<string, Shared>()

/**
 * Tells `listener` what the server has for `pairs`, now and after every change, until the returned function is called.
 *
 * All subscribers of a page to one server and basis share one connection, which asks for the union of their pairs;
 * those who want every pair share a second one, because nobody else knows what "every" is.
 */
export function subscribe(subscription: Subscription, listener: Listener): () => void {
  const options = { basis: '', share: false, ...subscription }
  const key = [options.server, options.basis, options.share, options.pairs.length > 0].join()
  const shared = pool.get(key) ?? new Shared(options)
  pool.set(key, shared)
  shared.add(listener, options.pairs)
  return () => {
    shared.listeners.delete(listener)
    if (shared.listeners.size > 0) return
    if (pool.get(key) === shared) pool.delete(key)
    shared.close()
  }
}

import type { Board } from './board'
import { Connection, type ConnectionState } from './connection'

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
}

type Listener = (reading: Reading) => void

/** One connection and everybody on the page who listens to it. */
class Shared {
  readonly listeners = new Map<Listener, readonly string[]>()
  #connection: Connection | undefined
  #followed = new Set<string>()
  #planned = false
  #server: string
  #basis: string

  constructor(server: string, basis: string) {
    this.#server = server
    this.#basis = basis
  }

  add(listener: Listener, pairs: readonly string[]): void {
    this.listeners.set(listener, pairs)
    if (this.#connection?.board.rates.size) listener(this.#connection)
    if (this.#planned || (this.#connection && pairs.every(pair => this.#followed.has(pair)))) return
    this.#planned = true
    queueMicrotask(() => this.#follow()) // all elements of a page come in one go and ask in one go
  }

  close(): void {
    this.#connection?.close()
  }

  /** Asks for what is listened to now; pairs that nobody wants any more go with the next one that is added. */
  #follow(): void {
    this.#planned = false
    if (this.listeners.size === 0) return
    this.#followed = new Set([...this.listeners.values()].flat())
    const pairs = [...this.#followed]
    if (this.#connection) {
      this.#connection.follow(pairs)
      return
    }
    const connection = new Connection({ server: this.#server, basis: this.#basis, pairs }, () => {
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
export function subscribe({ server, pairs, basis = '' }: Subscription, listener: Listener): () => void {
  const key = `${server} ${basis} ${pairs.length > 0}`
  const shared = pool.get(key) ?? new Shared(server, basis)
  pool.set(key, shared)
  shared.add(listener, pairs)
  return () => {
    shared.listeners.delete(listener)
    if (shared.listeners.size > 0 || pool.get(key) !== shared) return
    pool.delete(key)
    shared.close()
  }
}

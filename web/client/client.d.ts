/** Types of `/client.js`: the rates of a tickerd server, live. */

export type Status = 'live' | 'closed' | 'late' | 'stale' | 'pegged' | 'held' | 'demo'

/** Where a change is counted from. */
export interface Basis {
  readonly kind: string
  readonly rate: string
  readonly as_of: string
}

/** One published rate. Numbers are decimal strings, exactly as they are to be shown. */
export interface Rate {
  readonly pair: string
  readonly rate: string
  readonly change: string | null
  readonly change_pct: string | null
  readonly basis: Basis | null
  readonly as_of: string
  readonly fetched_at: string
  readonly source: string
  readonly status: Status
  readonly seq: number
}

/** `lost` was connected and tries again; `refused` was told not to come back. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused'
/** The same, and `closed` by the program's own wish. */
export type ClientState = ConnectionState | 'closed'

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
  readonly token?: string | (() => string | Promise<string>)
  /** Closes the client when it is aborted. */
  readonly signal?: AbortSignal
  /** A WebSocket constructor, where the platform has none: that of the package `ws`, for instance. */
  readonly WebSocket?: new (
    url: string,
  ) => object
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Ways to connect, in order of preference; absent are all that the platform has. */
  readonly transports?: readonly Way[]
}

/** What the server does not do, in its own words. */
export declare class ClientError extends Error {
  /** A word for the program: `unknown_pair`. */
  readonly code: string
  /** Whether it may work later. */
  readonly temporary: boolean
}

export interface ClientEvents {
  /** The rates that changed, whole. */
  rates: Event & { readonly rates: readonly Rate[] }
  /** `client.state` is another. */
  statechange: Event
  /** The server does not do what was asked of it. */
  error: Event & { readonly error: ClientError }
}

export interface ListenerOptions {
  readonly once?: boolean
  readonly signal?: AbortSignal
}

/** The rates of a server. Of it, a loop `for await (const rate of client)` gets each change, if it is slow the newest. */
export interface Client extends AsyncIterable<Rate> {
  readonly state: ClientState
  /** The newest rate of every pair, by pair, in the order of the server. */
  readonly rates: ReadonlyMap<string, Rate>
  /** Lines that sources ask to be shown beside their rates, by source. */
  readonly credits: ReadonlyMap<string, string>
  /** Where to resume from; empty as long as no rates came. */
  readonly since: string
  /** When the server was last heard, in milliseconds since 1970; 0 if never. */
  readonly heardAt: number
  /** Ends the connection and every loop over the client. */
  close(): void
  addEventListener<Name extends keyof ClientEvents>(
    type: Name,
    listener: (event: ClientEvents[Name]) => void,
    options?: ListenerOptions,
  ): void
  removeEventListener<Name extends keyof ClientEvents>(
    type: Name,
    listener: (event: ClientEvents[Name]) => void,
  ): void
}

/** Follows the rates of a server until `close()`, or until `signal` is aborted. Fails on options that make no sense. */
export declare function connect(options: ClientOptions): Client

/** The newest rate of every pair, in the order the server named them. */
export interface Board {
  readonly rates: ReadonlyMap<string, Rate>
  /** Lines that sources ask to be shown beside their rates, by source. */
  readonly credits: ReadonlyMap<string, string>
  /** `<epoch>:<seq>` to resume from; empty as long as no rates came. */
  readonly since: string
}

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

/**
 * Tells `listener` what the server has for `pairs`, now and after every change, until the returned function is called.
 * All subscribers of a page to one server and basis share one connection.
 */
export declare function subscribe(
  subscription: Subscription,
  listener: (reading: Reading) => void,
): () => void

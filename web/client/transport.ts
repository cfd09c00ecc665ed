import type { Ask } from './answer'
import { beside } from './beside'
import { endingOf } from './close-codes'
import { fields_of, type Message, type Problem, parseMessage } from './messages'

/** An open or opening stream. After `close()` its handlers are not called any more. */
export interface Transport {
  close(): void
}

export interface TransportHandlers {
  /** A frame came; `message` is undefined when it is of no use to us, but it shows that the server lives. */
  frame(message: Message | undefined): void
  /** The stream ended by itself; called once. The server asks to come back in `asked_ms`, if it asks for anything. */
  ended(ending: ReturnType<typeof endingOf>, asked_ms?: number): void
  /** The server refuses to open the stream, in its own words; `ended` follows. */
  problem?(problem: Problem): void
  /** Nothing is to be expected before the next frame, however long it takes. */
  rest(): void
}

/** Opens the stream of `server` (an origin) with `query`. May throw when the page may not connect there. */
export type OpenTransport = (server: string, query: string, handlers: TransportHandlers) => Transport

/** A stream that is read until `signal` is aborted; fails when it is lost. */
export type Run = (
  server: string,
  query: string,
  handlers: TransportHandlers,
  signal: AbortSignal,
  ask?: Ask,
) => Promise<void>

/** The way to connect that `run` is. */
export const running =
  (run: Run, ask?: Ask): OpenTransport =>
  (server, query, handlers) => {
    const closing = new AbortController()
    const { signal } = closing
    run(server, query, handlers, signal, ask).catch(() => signal.aborted || handlers.ended('lost'))
    return { close: () => closing.abort() }
  }

/** Questions to `/v1/rates`, for networks that let no stream through. Few need the code, so it comes only then. */
export const openPolling = running(async (...all) =>
  (await beside<typeof import('./polling')>('polling')).poll(...all),
)

/** Makes a WebSocket as browsers have it; that of the package `ws` is like it. */
export type SocketConstructor = new (url: string) => object

/** WebSocket at `/v1/stream`. */
export const openWebSocket = (
  server: string,
  query: string,
  handlers: TransportHandlers,
  Socket = WebSocket,
): Transport => {
  const socket = new Socket(`${server.replace(/^http/, 'ws')}/v1/stream${query}`)
  socket.onmessage = event => handlers.frame(parseMessage(String(event.data)))
  socket.onclose = event => handlers.ended(endingOf(event.code))
  return {
    close() {
      socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}

/** Server-sent events at `/v1/events`, for networks that do not let a WebSocket through. */
export const openEventSource: OpenTransport = (server, query, handlers) => {
  const source = new EventSource(`${server}/v1/events${query}`)
  const frame = (event: MessageEvent) => handlers.frame(parseMessage(String(event.data)))
  for (const name of fields_of.keys()) source.addEventListener(name, frame)
  source.onerror = () => {
    source.close() // the browser's own reconnect knows neither jitter nor the last good sequence
    handlers.ended('lost')
  }
  return source
}

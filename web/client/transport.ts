import { endingOf } from './close-codes'
import { type Message, parseMessage } from './messages'

/** An open or opening stream. After `close()` its handlers are not called any more. */
export interface Transport {
  close(): void
}

export interface TransportHandlers {
  /** A frame came; `message` is undefined when it is of no use to us, but it shows that the server lives. */
  frame(message: Message | undefined): void
  /** The stream ended by itself; called once. */
  ended(ending: ReturnType<typeof endingOf>): void
}

/** Opens the stream of `server` (an origin) with `query`. May throw when the page may not connect there. */
export type OpenTransport = (server: string, query: string, handlers: TransportHandlers) => Transport

/** WebSocket at `/v1/stream`. */
export const openWebSocket: OpenTransport = (server, query, handlers) => {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/v1/stream${query}`)
  socket.onmessage = event => handlers.frame(parseMessage(String(event.data)))
  socket.onclose = event => handlers.ended(endingOf(event.code))
  return {
    close() {
      socket.onmessage = null
      socket.onclose = null
      socket.close()
    },
  }
}

/** Server-sent events at `/v1/events`, for networks that do not let a WebSocket through. */
export const openEventSource: OpenTransport = (server, query, handlers) => {
  const source = new EventSource(`${server}/v1/events${query}`)
  const frame = (event: MessageEvent) => handlers.frame(parseMessage(String(event.data)))
  for (const name of ['hello', 'snapshot', 'update', 'heartbeat', 'bye']) source.addEventListener(name, frame)
  source.onerror = () => {
    source.close() // the browser's own reconnect knows neither jitter nor the last good sequence
    handlers.ended('lost')
  }
  return { close: () => source.close() }
}

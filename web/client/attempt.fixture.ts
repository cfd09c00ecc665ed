/** Ways to connect, for tests that say what comes on them. */
import type { OpenTransport, TransportHandlers } from './transport'

export interface Attempt extends Omit<TransportHandlers, 'problem'> {
  readonly way: string
  readonly query: string
  closed: boolean
}

/** A way called `name`; each attempt on it is added to `attempts`. */
export const fakeWay =
  (attempts: Attempt[], name: string): OpenTransport =>
  (_, query, handlers) => {
    const attempt: Attempt = {
      way: name,
      query: decodeURIComponent(query),
      closed: false,
      frame: message => handlers.frame(message),
      ended: (...how) => handlers.ended(...how),
      rest: () => handlers.rest(),
    }
    attempts.push(attempt)
    return {
      close() {
        attempt.closed = true
      },
    }
  }

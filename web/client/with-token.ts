import type { OpenTransport, Transport } from './transport'

/** What a server asks for where pairs are private; a function is asked anew for every connection. */
export type Token = string | (() => string | Promise<string>)

/** `open` with a token. Where another one can be had, an expired one is replaced at once. */
export const withToken =
  (open: OpenTransport, token: Token): OpenTransport =>
  (server, query, handlers) => {
    let transport: Transport | undefined
    let closed = false
    let heard = false
    let expired = false
    const renewable = typeof token === 'function'
    const start = async () => {
      const asked = new URLSearchParams(query)
      asked.set('token', await (typeof token === 'function' ? token() : token))
      if (closed) return
      transport = open(server, `?${asked}`, {
        frame: message => {
          heard = true
          handlers.frame(message)
        },
        ended: (ending, asked_ms) => {
          expired ||= ending === 'expired' && renewable
          handlers.ended(expired ? 'moved' : ending, asked_ms)
        },
        problem: problem => {
          // It was good when the connection began.
          expired = heard && renewable && problem.code === 'invalid_token'
          if (!expired) handlers.problem?.(problem)
        },
        rest: () => handlers.rest(),
      })
    }
    start().catch(() => closed || handlers.ended('lost'))
    return {
      close() {
        closed = true
        transport?.close()
      },
    }
  }

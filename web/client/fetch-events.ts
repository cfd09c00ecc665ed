import { type Ask, announce, answerOf } from './answer'
import { EventParser } from './event-parser'
import { parseMessage } from './messages'
import type { Run } from './transport'

/**
 * Server-sent events at `/v1/events` over fetch, until `signal` is aborted: for programs, which have no EventSource.
 * Unlike one, it hears what a server says that refuses the stream.
 */
export const followEvents: Run = async (server, query, handlers, signal, ask: Ask = fetch) => {
  const url = `${server}/v1/events${query}`
  const headers = { Accept: 'text/event-stream' }
  const response = await ask(url, { headers, cache: 'no-store', credentials: 'omit', signal })
  if (!response.ok) return announce(await answerOf(response), handlers)
  const type = response.headers.get('content-type') ?? ''
  if (!response.body || !/^text\/event-stream\b/i.test(type)) {
    throw new Error(`${url}: expected an event stream, got "${type}"`)
  }
  const reader = response.body.getReader()
  const parser = new EventParser()
  for (;;) {
    const { done, value } = await reader.read()
    for (const { data } of value ? parser.take(value) : []) {
      if (signal.aborted) return
      handlers.frame(parseMessage(data))
    }
    if (signal.aborted) return
    if (done) return handlers.ended('lost')
  }
}

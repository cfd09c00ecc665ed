import type { TransportHandlers } from './transport'

export type Ask = (url: string, init: RequestInit) => Promise<Response>

/** An answer of the server, read to its end. */
export interface Answer {
  readonly status: number
  readonly ok: boolean
  readonly text: string
  /** A header of the answer; empty when there is none, or none that this page may see. */
  header(name: string): string
}

const timeout_ms = 10_000

/** The answer to a GET; fails when it does not come within 10 s, or `signal` is aborted. */
export async function read(
  ask: Ask,
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const limit = new AbortController()
  const give_up = () => limit.abort(signal.reason)
  const timer = setTimeout(() => limit.abort(new Error(`${url}: no answer within 10 s`)), timeout_ms)
  if (signal.aborted) give_up()
  signal.addEventListener('abort', give_up)
  try {
    const response = await ask(url, { headers, cache: 'no-store', credentials: 'omit', signal: limit.signal })
    const answer = await answerOf(response)
    signal.throwIfAborted()
    return answer
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', give_up)
  }
}

/** Reads the rest of `response`. */
export async function answerOf(response: Response): Promise<Answer> {
  const { status, ok, headers } = response
  return { status, ok, text: await response.text(), header: name => headers.get(name) ?? '' }
}

/** Milliseconds that a `Retry-After` asks for: a number of seconds, or an instant; undefined when it is neither. */
export function retryAfter(text: string, now_ms: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = /GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(at - now_ms, 0)
}

/** What went wrong in the server's own words (RFC 9457); undefined when somebody else answered. */
function problemIn(answer: Answer): { code: string; message: string } | undefined {
  if (!answer.header('content-type').startsWith('application/problem+json')) return undefined
  try {
    const { code, title, detail } = JSON.parse(answer.text)
    return { code: String(code ?? answer.status), message: String(detail ?? title ?? '') }
  } catch {
    return undefined
  }
}

/**
 * Ends the stream as an answer that is no success asks for: later by `Retry-After`, never where the server itself
 * says that the question is wrong, and with patience where something between answers for it.
 */
export function announce(answer: Answer, handlers: TransportHandlers): void {
  const problem = problemIn(answer)
  const { status } = answer
  if (problem) handlers.problem?.({ type: 'error', ...problem, temporary: status >= 500 || status === 429 })
  const wrong = status >= 400 && status < 500 && ![408, 425, 429].includes(status)
  const date = Date.parse(answer.header('date'))
  if (problem && wrong) handlers.ended('stop')
  else
    handlers.ended('lost', retryAfter(answer.header('retry-after'), Number.isNaN(date) ? Date.now() : date))
}

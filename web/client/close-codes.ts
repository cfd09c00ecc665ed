import type { Ending } from './backoff'

/** What a WebSocket close code asks of the client; `stop` means never to come back. */
export function endingOf(code: number): Ending | 'stop' {
  if (code >= 4000 && code < 4100) return 'stop'
  if (code >= 4100 && code < 4200) return 'failed'
  if (code >= 4200 && code < 4300) return 'moved'
  if (code === 1008) return 'failed'
  return 'lost'
}

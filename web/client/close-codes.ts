import type { Ending } from './backoff'

/** By the first two digits of a code. */
const classes: Record<number, Ending | 'stop'> = { 40: 'stop', 41: 'failed', 42: 'moved' }

/** What a WebSocket close code asks of the client; `stop` means never to come back. */
export const endingOf = (code: number): Ending | 'stop' =>
  code === 1008 ? 'failed' : (classes[Math.floor(code / 100)] ?? 'lost')

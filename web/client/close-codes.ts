import type { Ending } from './backoff'

/** By the first two digits of a code. */
const classes: Record<number, Ending | 'stop'> = { 40: 'stop', 41: 'failed', 42: 'moved' }

/** `stop` means never to come back, `expired` not with the same token. */
export type LastEnding = 'stop' | 'expired'

/** What a WebSocket close code asks of the client. */
export const endingOf = (code: number): Ending | LastEnding =>
  code === 1008 ? 'failed' : code === 4004 ? 'expired' : (classes[Math.floor(code / 100)] ?? 'lost')

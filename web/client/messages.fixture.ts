/** Messages for tests, as short as a test wants to say them. */
import type { Heartbeat, Hello, Rate, Snapshot, Update } from './messages'

export const rate = (pair: string, value: string, more: Partial<Rate> = {}): Rate => ({
  pair,
  rate: value,
  change: '0',
  change_pct: '0',
  basis: { kind: 'previous_close', rate: value, as_of: '2026-09-28' },
  as_of: '2026-09-29',
  fetched_at: '2026-09-29T05:00:00.000Z',
  source: 'test',
  status: 'live',
  seq: 1,
  ...more,
})
export const hello = (heartbeat_ms = 15_000): Hello => ({ type: 'hello', epoch: 'e1', seq: 0, heartbeat_ms })
export const snapshot = (seq: number, rates: Rate[] = [], resumed = false, epoch = 'e1'): Snapshot => ({
  type: 'snapshot',
  epoch,
  seq,
  resumed,
  rates,
})
export const update = (seq: number, prev: number, rates: Rate[] = [], epoch = 'e1'): Update => ({
  type: 'update',
  epoch,
  seq,
  prev,
  rates,
})
export const heartbeat = (seq: number, prev: number): Heartbeat => ({ type: 'heartbeat', seq, prev })

export type Status = 'live' | 'closed' | 'late' | 'stale' | 'pegged' | 'held' | 'demo'

/** Where a change is counted from. */
export interface Basis {
  readonly kind: string
  readonly rate: string
  readonly as_of: string
}

/** One published rate. Numbers are decimal strings, exactly as they are to be shown. */
export interface Rate {
  readonly pair: string
  readonly rate: string
  readonly change: string | null
  readonly change_pct: string | null
  readonly basis: Basis | null
  readonly as_of: string
  readonly fetched_at: string
  readonly source: string
  readonly status: Status
  readonly seq: number
}

export interface Hello {
  readonly type: 'hello'
  readonly epoch: string
  readonly seq: number
  readonly heartbeat_ms: number
  /** Lines that sources ask to be shown beside their rates, by source. */
  readonly credits?: Readonly<Record<string, string>>
}
export interface Snapshot {
  readonly type: 'snapshot'
  readonly epoch: string
  readonly seq: number
  readonly resumed: boolean
  readonly rates: readonly Rate[]
}
export interface Update {
  readonly type: 'update'
  readonly epoch: string
  readonly seq: number
  readonly prev: number
  readonly rates: readonly Rate[]
}
export interface Heartbeat {
  readonly type: 'heartbeat'
  readonly seq: number
  readonly prev: number
}
export interface Bye {
  readonly type: 'bye'
  readonly reason: string
  readonly reconnect_ms?: number | undefined
}
export type Message = Hello | Snapshot | Update | Heartbeat | Bye

const number_fields = new Map([
  ['hello', ['seq', 'heartbeat_ms']],
  ['snapshot', ['seq']],
  ['update', ['seq', 'prev']],
  ['heartbeat', ['seq', 'prev']],
  ['bye', []],
])

const isRate = (rate: Partial<Rate> | null): boolean =>
  typeof rate?.pair === 'string' &&
  typeof rate.rate === 'string' &&
  typeof (rate.change_pct ?? '') === 'string'

/** The message in `text`; undefined when it is none that we know, or lacks what we would read from it. */
export function parseMessage(text: string): Message | undefined {
  let value: Record<string, unknown> | null
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const numbers = number_fields.get(String(value?.type))
  if (!value || !numbers?.every(name => Number.isFinite(value[name]))) return undefined
  if (value.type === 'bye' && !Number.isFinite(value.reconnect_ms)) value.reconnect_ms = undefined
  if (value.type === 'snapshot' || value.type === 'update') {
    if (typeof value.epoch !== 'string' || !Array.isArray(value.rates)) return undefined
    if (!value.rates.every(isRate)) return undefined
  }
  return value as unknown as Message
}

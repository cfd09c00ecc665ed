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
  /** Only a wish, and not looked at here: whoever follows it checks that it is a number. */
  readonly reconnect_ms?: unknown
}
/** What the server does not do, in its own words. The stream stays, unless it ends right after. */
export interface Problem {
  readonly type: 'error'
  readonly code: string
  readonly message: string
  readonly temporary: boolean
}
export type Message = Hello | Snapshot | Update | Heartbeat | Bye | Problem

/** What we read of the messages of a stream, by type; the type is the name of a server-sent event too. */
export const fields_of = new Map([
  ['hello', ['seq', 'heartbeat_ms']],
  ['snapshot', ['seq', 'epoch', 'rates']],
  ['update', ['seq', 'prev', 'epoch', 'rates']],
  ['heartbeat', ['seq', 'prev']],
  ['bye', []],
])

const isRate = (rate: Partial<Rate> | null): boolean =>
  typeof rate?.pair === 'string' &&
  typeof rate.rate === 'string' &&
  typeof (rate.change_pct ?? '') === 'string'

/** The message in `text`; undefined when it is none that we know, or lacks what we would read from it. */
export function parseMessage(text: string): Message | undefined {
  try {
    const value: Record<string, unknown> = JSON.parse(text)
    const fields = value.type === 'error' ? [] : fields_of.get(value.type as string)
    const isGood = (name: string): boolean => {
      const field = value[name]
      if (name === 'rates') return Array.isArray(field) && field.every(isRate)
      return name === 'epoch' ? typeof field === 'string' : Number.isFinite(field)
    }
    return fields?.every(isGood) ? (value as unknown as Message) : undefined
  } catch {
    return undefined
  }
}

import { durationText } from '../ages'

export type SourceWord = 'starting' | 'fresh' | 'closed' | 'late' | 'failing'

/** A source as `GET /v1/status` tells of it. */
export interface Source {
  readonly name: string
  readonly title: string
  readonly kind: string | null
  readonly state: SourceWord
  readonly last_success: string | null
  readonly next_poll: string | null
  readonly pairs: readonly string[]
}

export interface ServerStatus {
  readonly server: string
  readonly now: string
  readonly started_at: string
  readonly epoch: string
  readonly seq: number
  readonly clients: number
  readonly pairs: {
    readonly configured: number
    readonly rated: number
    readonly stale: number
    readonly held: number
  }
  readonly sources: readonly Source[]
}

/** What each word means, in a sentence's end. */
export const sourceNotes: Record<SourceWord, string> = {
  starting: 'was not asked yet, or has not answered',
  fresh: 'answers, and owes nothing',
  closed: 'does not publish today',
  late: 'what it should have published by now is not there',
  failing: 'its last answer could not be had or read',
}

/** The server as a whole, for a glance. */
export type Sign = 'good' | 'warn' | 'bad' | 'idle'

const signs: Record<SourceWord, Sign> = {
  starting: 'idle',
  fresh: 'good',
  closed: 'good',
  late: 'warn',
  failing: 'bad',
}

/** A source's word as a sign: what is closed owes nothing, and yet gives nothing. */
export const signOf = (word: SourceWord): Sign => (word === 'closed' ? 'idle' : (signs[word] ?? 'idle'))

/** `warn` as long as any source is well; `bad` when none is. */
export function overallSign(sources: readonly Source[]): Sign {
  const all = sources.map(({ state }) => signs[state] ?? 'idle')
  if (all.every(sign => sign === 'good')) return 'good'
  if (all.every(sign => sign === 'bad')) return 'bad'
  return all.some(sign => sign === 'bad' || sign === 'warn') ? 'warn' : 'idle'
}

/** A plain sentence on all of them: `All sources are fresh`, `2 of 5 sources are late, 1 fails`. */
export function verdictText(sources: readonly Source[]): string {
  const count = (word: SourceWord) => sources.filter(({ state }) => state === word).length
  const parts = [
    [count('late'), 'is late', 'are late'],
    [count('failing'), 'fails', 'fail'],
    [count('starting'), 'is starting', 'are starting'],
  ] as const
  const troubles = parts.filter(([many]) => many > 0)
  if (sources.length === 1) {
    return troubles[0] ? `The source ${troubles[0][1]}` : 'The source is fresh'
  }
  if (troubles.length === 0) return 'All sources are fresh'
  const texts = troubles.map(([many, one, several], index) => {
    const who = index === 0 ? `${many} of ${sources.length} sources` : `${many}`
    return `${who} ${many === 1 ? one : several}`
  })
  return texts.join(', ')
}

/** What is no trouble but worth a word: who is closed, which rates are in doubt. */
export function asideText({ sources, pairs }: ServerStatus): string {
  const closed = sources.filter(({ state }) => state === 'closed').length
  const parts = []
  if (closed > 0)
    parts.push(`${closed === 1 ? 'One source does' : `${closed} sources do`} not publish today.`)
  if (pairs.held > 0) {
    parts.push(
      `${pairs.held === 1 ? 'One rate is' : `${pairs.held} rates are`} held until the newest value is checked.`,
    )
  }
  if (pairs.stale > 0) {
    parts.push(`${pairs.stale === 1 ? 'One rate is' : `${pairs.stale} rates are`} older than it should be.`)
  }
  return parts.join(' ')
}

const unasked: Record<string, string> = {
  streamed: 'it streams',
  pushed: 'it is pushed',
  fixed: 'it is fixed',
}

/** `in 14 min`, or why there is no next time. */
export function nextText({ next_poll, kind }: Source, now_ms: number): string {
  if (!next_poll) return unasked[kind ?? ''] ?? '\u2013'
  const wait = Date.parse(next_poll) - now_ms
  return wait < 1000 ? 'now' : `in ${durationText(wait)}`
}

/** `12 s ago`. */
export const agoText = (at: string | null, now_ms: number): string =>
  at ? `${durationText(now_ms - Date.parse(at))} ago` : 'not yet'

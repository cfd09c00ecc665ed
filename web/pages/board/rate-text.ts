import type { Status } from '../../client/messages'
import { statusNotes } from '../../widget/text'
import type { Sign } from '../status/sources'
import { compareDecimals } from './decimal'

/** What a mark means, in the end of a sentence. */
export const markNotes: Partial<Record<Status, string>> = {
  live: 'as fresh as its source is',
  ...statusNotes,
}
const signs: Record<Status, Sign> = {
  live: 'good',
  closed: 'idle',
  pegged: 'idle',
  late: 'warn',
  stale: 'bad',
  held: 'warn',
  demo: 'idle',
}
export const signOf = (status: Status): Sign => signs[status] ?? 'idle'

/** With its sign, and a minus as wide as a plus; a dash for what is not known. */
export function signedText(number: string | null, unit = ''): string {
  if (number === null) return '\u2013'
  const direction = compareDecimals(number, '0')
  const text = `${number.replace('-', '\u2212')}${unit}`
  return direction > 0 ? `+${text}` : text
}

/** Which way a change goes, as far as its digits show it. */
export function directionOf(change: string | null): 'up' | 'down' | 'flat' | 'unknown' {
  if (change === null) return 'unknown'
  const direction = compareDecimals(change, '0')
  return direction === 0 ? 'flat' : direction > 0 ? 'up' : 'down'
}

import type { Rate, Status } from '../client/messages'

export type Direction = 'up' | 'down' | 'flat' | 'unknown'

/** Which way a rate went, as far as the printed percentage shows it. */
export function directionOf(percent: string | null): Direction {
  if (!percent) return 'unknown'
  if (percent.startsWith('-')) return 'down'
  return percent === '0' ? 'flat' : 'up'
}

/** `0.21%`, with a minus sign as wide as a digit; nothing as long as there is nothing to compare with. */
export const percentText = (percent: string | null): string =>
  percent ? `${percent.replace('-', '\u2212')}%` : ''

/** What it means that a rate is not simply live, in the end of a sentence. */
export const statusNotes: Partial<Record<Status, string>> = {
  closed: 'the source is closed today',
  late: 'the source has not published in time',
  stale: 'older than it should be',
  pegged: 'fixed to the other currency',
  held: 'a newer value is being checked',
  demo: 'replayed for demonstration, not a real rate',
}

/** The word beside a rate that is not simply live; `demo` is said once for the whole tape. */
export const markText = (status: Status): string => (status in statusNotes && status !== 'demo' ? status : '')

/** The sentence behind a rate: how old it is, where it is from, what the change is counted from. */
export function titleText({ as_of, source, status, basis }: Rate): string {
  const parts = [`As of ${as_of}`, `source ${source}`]
  if (basis) parts.push(`change since ${basis.as_of} (${basis.rate})`)
  if (statusNotes[status]) parts.push(`${status}: ${statusNotes[status]}`)
  return parts.join(', ')
}

/** The credit lines of the sources of `rates`, each once; a cross of two sources (`nbkr+ecb`) has both. */
export const creditText = (rates: readonly Rate[], credits: ReadonlyMap<string, string>): string =>
  [
    ...new Set(rates.flatMap(({ source }) => source.split('+')).flatMap(name => credits.get(name) ?? [])),
  ].join(', ')

/** What is said while nobody answers; `heardAt` is when somebody last did, 0 if never. */
export const lostText = (heardAt: number): string =>
  heardAt ? `connection lost, showing values of ${clockText(heardAt)}` : 'rates are not available here'

/** `HH:MM` on the viewer's clock. */
export const clockText = (at_ms: number): string => new Date(at_ms).toTimeString().slice(0, 5)

/** The value date as the source stated it; of an instant of today, `HH:MM` on the viewer's clock. */
export function asOfText(as_of: string): string {
  const instant = new Date(/T/.test(as_of) ? as_of : Number.NaN)
  const today = instant.toDateString() === new Date().toDateString()
  return today ? clockText(+instant) : String(as_of).slice(0, 10)
}

/** The pairs in an attribute: separated by commas or blanks, without repetition; what cannot be a pair is left out. */
export function parsePairs(text: string | null): string[] {
  const names = (text ?? '').toUpperCase().split(/[\s,]+/)
  return [...new Set(names.filter(name => /^[A-Z0-9._-]+\/[A-Z0-9._-]+$/.test(name) && name.length <= 32))]
}

/** Pixels per second in an attribute: 60 when it holds no number above zero, never more than 1000. */
export function parseSpeed(text: string | null): number {
  const speed = Number(text)
  return speed > 0 ? Math.min(speed, 1000) : 60
}

import type { Rate } from '../../client/messages'
import { isDecimal } from './decimal'

const names = [
  'pair',
  'rate',
  'change',
  'change_pct',
  'basis',
  'basis_rate',
  'basis_as_of',
  'as_of',
  'fetched_at',
  'source',
  'status',
]

/**
 * One cell (RFC 4180). A number stays as it is; a text that a spreadsheet would take for a formula gets an apostrophe
 * in front, which makes a text of it.
 */
export function csvCell(text: string): string {
  const harmless = !isDecimal(text) && /^[\s]*[=+\-@|%]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A header and a line for each rate, in their order. What is not known is empty. */
export function csvOf(rates: readonly Rate[]): string {
  const rows = rates.map(({ pair, rate, change, change_pct, basis, as_of, fetched_at, source, status }) => [
    pair,
    rate,
    change ?? '',
    change_pct ?? '',
    basis?.kind ?? '',
    basis?.rate ?? '',
    basis?.as_of ?? '',
    as_of,
    fetched_at,
    source,
    status,
  ])
  return [names, ...rows].map(cells => `${cells.map(cell => csvCell(String(cell))).join(',')}\r\n`).join('')
}

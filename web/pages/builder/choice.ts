import { parsePairs } from '../../widget/text'
import { options, readOption } from './options'

/** What somebody chose: everything that a snippet says. */
export interface Choice {
  /** In the order shown; none is every pair of the server. */
  readonly pairs: readonly string[]
  /** Attributes of the tape by name, without those that would change nothing. A flag is ''. */
  readonly attributes: ReadonlyMap<string, string>
  /** Whether the snippet names one version of the script and its hash. */
  readonly pinned: boolean
  readonly target: Target
}

/** The kinds of pages that there are snippets for. */
export const targets = ['html', 'iframe', 'react', 'wordpress'] as const
export type Target = (typeof targets)[number]

/** The kind that `name` names; HTML when it names none. */
export const targetFrom = (name: string | null): Target => targets.find(target => target === name) ?? 'html'

/** The choice in the query of an address; what it does not understand is left out. */
export function choiceFrom(search: string): Choice {
  const query = new URLSearchParams(search)
  const attributes = new Map<string, string>()
  for (const option of options) {
    const text = query.get(option.name)
    const value = text === null ? undefined : readOption(option, text).value
    if (value !== undefined) attributes.set(option.name, value)
  }
  return {
    pairs: parsePairs(query.get('pairs')),
    attributes,
    pinned: query.has('pin'),
    target: targetFrom(query.get('for')),
  }
}

/** `?a=1&b=2&c`, readable: slashes, commas and colons stay as they are, and a name without a value stands alone. */
export function queryText(fields: Iterable<readonly [string, string]>): string {
  const kept: Record<string, string> = { '%2F': '/', '%2C': ',', '%3A': ':' }
  const coded = (text: string) => encodeURIComponent(text).replace(/%(2F|2C|3A)/g, code => kept[code]!)
  const parts = [...fields].map(([name, value]) =>
    value === '' ? coded(name) : `${coded(name)}=${coded(value)}`,
  )
  return parts.length > 0 ? `?${parts.join('&')}` : ''
}

/** What the tape is told: pairs first. */
export function tapeFields({ pairs, attributes }: Choice): [string, string][] {
  return pairs.length > 0 ? [['pairs', pairs.join(',')], ...attributes] : [...attributes]
}

/** The query of the builder's own address that `choiceFrom` reads as the same choice. */
export function searchOf(choice: Choice): string {
  const fields = tapeFields(choice)
  if (choice.pinned) fields.push(['pin', ''])
  if (choice.target !== targets[0]) fields.push(['for', choice.target])
  return queryText(fields)
}

/** A pair that the server publishes, as a person looks for it. */
export interface Entry {
  readonly pair: string
  /** `Kyrgyz Som in US Dollar` */
  readonly name: string
  /** Title of where its rate comes from; empty when it has none yet. */
  readonly source: string
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : []

const currencies = new Intl.DisplayNames('en', { type: 'currency' })

/** `Kyrgyz Som` for `KGS`; the code itself where nobody has a name for it. */
export function currencyName(code: string): string {
  try {
    return currencies.of(code) ?? code
  } catch {
    return code // not three letters
  }
}

/** `Kyrgyz Som in US Dollar` for `KGS/USD`. */
export const pairName = (pair: string): string => pair.split('/').map(currencyName).join(' in ')

/** The entries in `document`, the server's answer to `/v1/pairs`, in its order. */
export function readCatalogue(document: unknown): Entry[] {
  const { pairs, sources } = isObject(document) ? document : {}
  const titles = new Map(listOf(sources).map(({ name, title }) => [name, title]))
  return listOf(pairs).flatMap(({ pair, source }) => {
    if (typeof pair !== 'string') return []
    // A cross of two sources is called after both: "nbkr+ecb".
    const names = typeof source === 'string' ? source.split('+') : []
    const source_titles = names.map(name => String(titles.get(name) || name))
    return [{ pair, name: pairName(pair), source: source_titles.join(', ') }]
  })
}

/** Whether every word of `text` is somewhere in what is said of the entry. */
export function matches({ pair, name, source }: Entry, text: string): boolean {
  const said = `${pair} ${pair.replace('/', '')} ${name} ${source}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => said.includes(word))
}

/** The list with the item at `index` moved by `by` places, as far as there are places. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const result = [...list]
  const taken = result.splice(index, 1)
  result.splice(Math.min(Math.max(index + by, 0), result.length), 0, ...taken)
  return result
}

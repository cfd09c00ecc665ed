/** What an attribute of the tape may say. A flag says something by being there. */
export type Option =
  | { readonly name: string; readonly kind: 'flag' }
  | { readonly name: string; readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly name: string; readonly kind: 'number'; readonly from: number; readonly to: number }
  | { readonly name: string; readonly kind: 'text' | 'link'; readonly bytes: number }
  | { readonly name: string; readonly kind: 'locale' }

/** The attributes that the builder offers beside `pairs`. The first value of a choice is what the tape does without it. */
export const options: readonly Option[] = [
  { name: 'layout', kind: 'choice', values: ['marquee', 'list', 'compact', 'static'] },
  { name: 'theme', kind: 'choice', values: ['auto', 'light', 'dark'] },
  { name: 'transparent', kind: 'flag' },
  { name: 'colors', kind: 'choice', values: ['safe', 'western', 'eastern'] },
  { name: 'speed', kind: 'number', from: 10, to: 300 },
  { name: 'direction', kind: 'choice', values: ['left', 'right'] },
  {
    name: 'basis',
    kind: 'choice',
    values: ['', 'previous_close', 'open', '24h', '7d', '30d', 'previous'],
  },
  { name: 'spark', kind: 'flag' },
  { name: 'show-source', kind: 'flag' },
  { name: 'show-time', kind: 'flag' },
  { name: 'href', kind: 'link', bytes: 512 },
  { name: 'locale', kind: 'locale' },
  {
    name: 'precision',
    kind: 'choice',
    values: ['auto', '0', '1', '2', '3', '4', '5', '6', '7', '8'],
  },
  { name: 'sign', kind: 'choice', values: ['auto', 'always'] },
  { name: 'separator', kind: 'text', bytes: 16 },
  { name: 'drag', kind: 'flag' },
  { name: 'share', kind: 'flag' },
  { name: 'paused', kind: 'flag' },
  { name: 'label', kind: 'text', bytes: 120 },
]

/** What the tape does where nothing is said. */
const speed_px_per_s = 60

export type Reading =
  | { readonly value: string | undefined; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string }

const says = (value: string | undefined): Reading => ({ value })
const fails = (problem: string): Reading => ({ problem })

/** Filled in with a pair, the template has to lead to a page. */
function readLink(text: string): Reading {
  const filled = text.replace(/\{(pair|base|quote)\}/g, 'EUR')
  const stray = /\{[^}]*\}?/.exec(filled)
  if (stray) return fails(`expected {pair}, {base} or {quote}, found ${stray[0]}`)
  if (/^https?:\/\//i.test(filled) && URL.canParse(filled)) return says(text)
  return fails(`expected an address that begins with https://, found ${text}`)
}

function readNumber(text: string, { from, to }: { from: number; to: number }): Reading {
  const number = Number(text)
  if (!(Number.isInteger(number) && number >= from && number <= to)) {
    return fails(`expected a whole number from ${from} to ${to}, found ${text}`)
  }
  return says(number === speed_px_per_s ? undefined : String(number))
}

/**
 * The value of an attribute for what somebody wrote: undefined when the tape does the same without the attribute. What
 * the tape would not understand is a problem, said as the end of a sentence that begins with the name of the option.
 */
export function readOption(option: Option, text: string): Reading {
  const plain = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  if (option.kind === 'flag') return says('')
  if (plain === '') return says(undefined)
  if ('bytes' in option) {
    const { length } = new TextEncoder().encode(plain)
    if (length > option.bytes) return fails(`expected at most ${option.bytes} bytes, found ${length}`)
  }
  switch (option.kind) {
    case 'choice':
      if (plain === option.values[0]) return says(undefined)
      if (option.values.includes(plain)) return says(plain)
      return fails(`expected one of ${option.values.filter(Boolean).join(', ')}, found ${plain}`)
    case 'number':
      return readNumber(plain, option)
    case 'locale':
      try {
        return says(new Intl.Locale(plain).toString())
      } catch {
        return fails(`expected a language like en or ru-KG, found ${plain}`)
      }
    case 'link':
      return readLink(plain)
    case 'text':
      return says(plain)
  }
}

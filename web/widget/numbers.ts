/** Decimal texts, rounded and written in a language without ever being a binary number. */

interface Decimal {
  readonly negative: boolean
  /** The digits before and behind the point. */
  readonly whole: string
  readonly fraction: string
}

function parse(text: string): Decimal | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  return found ? { negative: found[1] === '-', whole: found[2]!, fraction: found[3] ?? '' } : undefined
}

/** `text` with so many decimals, half to even; zero has no sign. What is no decimal number stays as it is. */
export function rounded(text: string, decimals: number): string {
  const number = parse(text)
  if (!number) return text
  const { whole, fraction } = number
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0')
  const rest = fraction.slice(decimals)
  let digits = BigInt(whole + kept)
  const half = '5'.padEnd(rest.length, '0')
  if (rest > half || (rest === half && rest && digits % 2n === 1n)) digits += 1n
  const all = `${digits}`.padStart(decimals + 1, '0')
  const point = all.length - decimals
  const sign = number.negative && digits > 0n ? '-' : ''
  return sign + all.slice(0, point) + (decimals > 0 ? `.${all.slice(point)}` : '')
}

/** Writes decimal texts as a language does. Throws RangeError when `locale` is no language tag. */
export class NumberWriter {
  #whole: Intl.NumberFormat
  #percents: Record<string, Intl.NumberFormatPart[]>
  #digits: string[]
  #point: string

  constructor(locale: string) {
    this.#whole = new Intl.NumberFormat(locale)
    this.#digits = [...Array(10).keys()].map(digit => this.#whole.format(digit))
    this.#point = this.#whole.formatToParts(0.5).find(({ type }) => type === 'decimal')!.value
    const percent = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero' })
    const parts = (value: number) => percent.formatToParts(value)
    this.#percents = { '-': parts(-0.01), '+': parts(0.01), '': parts(0) }
  }

  /** `1234.50` as `1.234,50`, digit for digit. */
  number(text: string): string {
    const number = parse(text)
    if (!number) return text
    const minus = number.negative ? '\u2212' : ''
    return minus + this.#unsigned(number)
  }

  /** `-0.21` as `−0,21 %`; with `signed`, a plus sign before what is above zero. */
  percent(text: string, signed: boolean): string {
    const number = parse(text)
    if (!number) return text
    const zero = !/[1-9]/.test(text)
    const sign = number.negative ? '-' : signed && !zero ? '+' : ''
    return this.#percents[sign]!.map(({ type, value }) => {
      if (type === 'integer') return this.#unsigned(number)
      return type === 'minusSign' ? value.replace('-', '\u2212') : value
    }).join('')
  }

  #unsigned({ whole, fraction }: Decimal): string {
    const digits = [...fraction].map(digit => this.#digits[Number(digit)])
    return this.#whole.format(BigInt(whole)) + (fraction && this.#point) + digits.join('')
  }
}

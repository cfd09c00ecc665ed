interface Digits {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

/** The digits that count; undefined when `text` is no decimal number. */
function digitsOf(text: string): Digits | undefined {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!found) return undefined
  const whole = found[2]!.replace(/^0+/, '')
  const fraction = (found[3] ?? '').replace(/0+$/, '')
  return { negative: found[1] === '-' && whole + fraction !== '', whole, fraction }
}

/** Whether `text` is a decimal number as the server writes them: `-0.0100`, never with an exponent. */
export const isDecimal = (text: string): boolean => digitsOf(text) !== undefined

/** Below, at or above zero, by the digits and not by a float. What is no number stands below all that are. */
export function compareDecimals(a: string, b: string): number {
  const left = digitsOf(a)
  const right = digitsOf(b)
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined)
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  const larger =
    left.whole.length - right.whole.length ||
    order(left.whole, right.whole) ||
    order(left.fraction, right.fraction)
  return left.negative && larger !== 0 ? -larger : larger
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** How many digits stand behind the point. */
export const decimalsOf = (text: string): number =>
  text.includes('.') ? text.length - text.indexOf('.') - 1 : 0

/** `units` x 10^`exponent` in digits, without a detour over fractions: 115 and -4 is `0.0115`. `units` is whole. */
export function decimalText(units: number, exponent: number): string {
  const digits = BigInt(Math.abs(units)).toString()
  const sign = units < 0 ? '\u2212' : ''
  if (exponent >= 0) return units === 0 ? '0' : sign + digits + '0'.repeat(exponent)
  const padded = digits.padStart(1 - exponent, '0')
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}

import { describe, expect, it } from 'vitest'
import { compareDecimals, decimalsOf, decimalText, isDecimal } from './decimal'

describe('decimals', () => {
  it.each([
    ['1', '2', -1],
    ['10', '9', 1],
    ['0.10', '0.1', 0],
    ['0.0123', '0.01229999999999999999', 1],
    ['-0.5', '0.5', -1],
    ['-2', '-1', -1],
    ['-0.00', '0', 0],
    ['007.5', '7.50', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['-0.21', '-0.2', -1],
    ['n/a', '-5', -1],
    ['n/a', '', 0],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(sign)
    expect(Math.sign(compareDecimals(b, a))).toBe(sign === 0 ? 0 : -sign)
  })

  it.each([
    ['0.0100', true],
    ['-12', true],
    ['1e3', false],
    ['+1', false],
    ['.5', false],
    ['1.', false],
    ['=1', false],
    ['', false],
  ])('%s is one: %s', (text, is) => expect(isDecimal(text)).toBe(is))

  it('knows how many digits stand behind the point', () => {
    expect(['12', '0.0100', '-3.5'].map(decimalsOf)).toEqual([0, 4, 1])
  })

  it.each([
    [115, -4, '0.0115'],
    [-2, 0, '\u22122'],
    [3, 2, '300'],
    [0, -2, '0.00'],
    [0, 3, '0'],
    [12345, -2, '123.45'],
    [-5, -1, '\u22120.5'],
  ])('%i x 10^%i is %s', (units, exponent, text) => expect(decimalText(units, exponent)).toBe(text))
})

import { describe, expect, it } from 'vitest'
import { pastedPolicy } from './pasted-policy'

describe('a pasted policy', () => {
  it.each([
    ['nothing', ' \n ', ''],
    ['a value', "default-src 'self'", "default-src 'self'"],
    ['a value over lines', "default-src 'self';\r\n  img-src *", "default-src 'self'; img-src *"],
    ['a header', "content-security-policy: default-src 'self'", "default-src 'self'"],
    [
      'an answer',
      'HTTP/2 200\nserver: x\nContent-Security-Policy: a b\ncontent-security-policy: c d\nvary: *',
      'a b, c d',
    ],
    ['an answer without one', 'HTTP/1.1 200 OK\nserver: x', ''],
  ])('is read from %s', (_name, text, policy) => {
    expect(pastedPolicy(text)).toEqual({ policy, reports: false })
  })

  it('that only reports blocks nothing', () => {
    const text = 'Content-Security-Policy-Report-Only: a b\nContent-Security-Policy: c d'
    expect(pastedPolicy(text)).toEqual({ policy: 'c d', reports: true })
  })
})

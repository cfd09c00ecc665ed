import { describe, expect, it } from 'vitest'
import type { Status } from '../../client/messages'
import { directionOf, markNotes, signedText, signOf } from './rate-text'

describe('a change', () => {
  it.each([
    ['0.0000905', '', '+0.0000905', 'up'],
    ['-0.21', '%', '\u22120.21%', 'down'],
    ['0.000000', '', '0.000000', 'flat'],
    ['-12345678901234567890.5', '', '\u221212345678901234567890.5', 'down'],
    [null, '%', '\u2013', 'unknown'],
  ])('%s', (number, unit, text, direction) => {
    expect(signedText(number, unit)).toBe(text)
    expect(directionOf(number)).toBe(direction)
  })
})

describe('a status', () => {
  it('has a note and a sign, and one that is not known has a sign without colour', () => {
    expect(signOf('stale')).toBe('bad')
    expect(signOf('new' as Status)).toBe('idle')
    expect(markNotes.held).toBe('a newer value is being checked')
  })
})

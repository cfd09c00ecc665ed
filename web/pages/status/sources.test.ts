import { describe, expect, it } from 'vitest'
import {
  agoText,
  asideText,
  nextText,
  overallSign,
  type ServerStatus,
  type Source,
  type SourceWord,
  verdictText,
} from './sources'

const source = (state: SourceWord, more: Partial<Source> = {}): Source => ({
  name: 'nbk',
  title: 'A bank',
  kind: 'polled',
  state,
  last_success: null,
  next_poll: null,
  pairs: [],
  ...more,
})
const sources = (...words: SourceWord[]) => words.map(word => source(word))
const now = Date.parse('2026-05-19T05:00:00.000Z')

describe('the sentence on all sources', () => {
  it.each<[string, SourceWord[]]>([
    ['All sources are fresh', ['fresh', 'fresh']],
    ['All sources are fresh', ['fresh', 'closed']],
    ['2 of 5 sources are late', ['late', 'late', 'fresh', 'fresh', 'closed']],
    ['1 of 5 sources is late', ['late', 'fresh', 'fresh', 'fresh', 'closed']],
    ['1 of 3 sources fails', ['failing', 'fresh', 'fresh']],
    ['1 of 4 sources is late, 2 fail', ['failing', 'late', 'failing', 'fresh']],
    ['2 of 2 sources are starting', ['starting', 'starting']],
    ['The source is fresh', ['closed']],
    ['The source fails', ['failing']],
  ])('%s', (text, words) => expect(verdictText(sources(...words))).toBe(text))

  it.each<[string, SourceWord[]]>([
    ['good', ['fresh', 'closed']],
    ['warn', ['fresh', 'failing']],
    ['warn', ['late', 'late']],
    ['warn', ['starting', 'late']],
    ['bad', ['failing', 'failing']],
    ['idle', ['starting', 'fresh']],
  ])('is %s', (sign, words) => expect(overallSign(sources(...words))).toBe(sign))

  it('has a word for what is no trouble of a source', () => {
    const status = (held: number, stale: number, ...words: SourceWord[]) =>
      ({
        sources: sources(...words),
        pairs: { configured: 9, rated: 9, held, stale },
      }) as unknown as ServerStatus
    expect(asideText(status(0, 0, 'fresh'))).toBe('')
    expect(asideText(status(0, 0, 'closed', 'fresh'))).toBe('One source does not publish today.')
    expect(asideText(status(2, 1, 'fresh'))).toBe(
      '2 rates are held until the newest value is checked. One rate is older than it should be.',
    )
  })
})

describe('times of a source', () => {
  it.each([
    ['in 14 min', { next_poll: '2026-05-19T05:14:30.000Z' }],
    ['now', { next_poll: '2026-05-19T04:59:58.000Z' }],
    ['it streams', { kind: 'streamed' }],
    ['it is pushed', { kind: 'pushed' }],
    ['it is fixed', { kind: 'fixed' }],
    ['\u2013', { kind: 'polled' }],
    ['\u2013', { kind: null }],
  ])('next: %s', (text, more) => expect(nextText(source('fresh', more), now)).toBe(text))

  it('last', () => {
    expect(agoText(null, now)).toBe('not yet')
    expect(agoText('2026-05-19T04:59:48.000Z', now)).toBe('12 s ago')
  })
})

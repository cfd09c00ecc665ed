import { describe, expect, it } from 'vitest'
import './new-york.fixture'
import { emptyText, extremesOf, failureText, historyQuery, pointsIn, whenText } from './past'
import { rate } from './rates.fixture'

const now = Date.parse('2026-05-19T10:42:30.000Z')
const query = (span: '1d' | '30d' | '1y', more = {}) =>
  Object.fromEntries(historyQuery(rate('KGS/USD', more), span, now))

describe('what is asked for', () => {
  it.each([
    ['1d', {}, { interval: 'raw', from: '2026-05-18', to: '2026-05-19' }],
    ['30d', {}, { interval: '1d', from: '2026-04-19', to: '2026-05-19' }],
    ['30d', { as_of: '2026-05-20' }, { interval: '1d', from: '2026-04-20', to: '2026-05-20' }],
    ['30d', { as_of: '2026-05-01' }, { interval: '1d', from: '2026-04-19', to: '2026-05-19' }],
    [
      '30d',
      { as_of: '2020-05-01', status: 'demo' },
      { interval: '1d', from: '2020-04-01', to: '2020-05-01' },
    ],
    ['1y', { as_of: '2026-05-19T10:42:01.000Z' }, { interval: '1d', from: '2025-05-19', to: '2026-05-19' }],
    ['1d', { as_of: '2026-05-19T10:42:01.000Z' }, { interval: '1m', from: '2026-05-18T10:42:00.000Z' }],
    [
      '1d',
      { as_of: '2020-05-02T08:00:00.000Z', status: 'demo' },
      { interval: '1m', from: '2020-05-01T08:00:00.000Z', to: '2020-05-02T08:00:00.000Z' },
    ],
  ] as const)('of %s with %j', (span, more, wanted) =>
    expect(query(span, more)).toEqual({ pair: 'KGS/USD', limit: '1500', ...wanted }),
  )
})

describe('what comes', () => {
  it('keeps a value date on its day and a moment on its instant', () => {
    const points = pointsIn({
      points: [
        { start: '2026-05-19T02:00:00.000Z', close: '2.50' },
        { start: '2026-05-18', close: '0.0114' },
        { as_of: '2026-05-17', at: '2026-05-17T00:00:00.000Z', rate: '0.011399999999999999' },
      ],
    })
    expect(points.map(point => `${whenText(point)} ${point.value}`)).toEqual([
      'May 17, 2026 0.011399999999999999',
      'May 18, 2026 0.0114',
      'May 18, 2026, 22:00 2.50',
    ])
  })

  it.each([
    null,
    {},
    { points: 'none' },
    { points: [{}, { start: '2026-05-19', close: 'n/a' }, { start: 'x', close: '1' }] },
  ])('%j has no points', answer => expect(pointsIn(answer)).toEqual([]))

  it('has its extremes by the digits', () => {
    const values = ['0.100000000000000001', '0.1', '0.100000000000000002', '0.1']
    const points = values.map((value, at) => ({ at, value, dated: true }))
    expect(extremesOf(points)).toEqual({ low: points[1], high: points[2] })
    expect(extremesOf([])).toBeUndefined()
  })

  it('is said in words when it is too little', () => {
    expect(emptyText('KGS/USD', '30d', 0)).toBe('No value of KGS/USD is kept of the last 30 days.')
    expect(emptyText('KGS/USD', '1d', 1)).toBe('There is one value of KGS/USD in the last day.')
    expect(emptyText('KGS/USD', '1y', 2)).toBe('')
    expect(failureText(404)).not.toBe(failureText(503))
  })
})

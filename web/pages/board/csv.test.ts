import { describe, expect, it } from 'vitest'
import { csvCell, csvOf } from './csv'
import { rate } from './rates.fixture'

describe('csv', () => {
  it.each([
    ['KGS/USD', 'KGS/USD'],
    ['-0.0100', '-0.0100'],
    ['0.000082651', '0.000082651'],
    ['a, "b"', '"a, ""b"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1e5', "'-1e5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['', ''],
  ])('%j', (text, cell) => expect(csvCell(text)).toBe(cell))

  it('has a line for each rate, with its digits', () => {
    const text = csvOf([
      rate('KGS/USD', { rate: '0.0114350', change: '-0.0000001', change_pct: '0' }),
      rate('UZS/USD', { change: null, change_pct: null, basis: null, source: '=cmd' }),
    ])
    expect(text.split('\r\n')).toEqual([
      'pair,rate,change,change_pct,basis,basis_rate,basis_as_of,as_of,fetched_at,source,status',
      'KGS/USD,0.0114350,-0.0000001,0,previous_close,0.011426,2026-05-18,2026-05-19,2026-05-19T05:02:11.480Z,nbkr,live',
      "UZS/USD,0.011435,,,,,,2026-05-19,2026-05-19T05:02:11.480Z,'=cmd,live",
      '',
    ])
  })
})

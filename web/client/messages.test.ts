import { describe, expect, it } from 'vitest'
import { parseMessage } from './messages'

const rate = '{"pair":"KGS/USD","rate":"0.011440"}'

describe('parseMessage', () => {
  it.each([
    ['hello', '{"type":"hello","v":1,"epoch":"e","seq":1,"heartbeat_ms":15000}'],
    ['snapshot', `{"type":"snapshot","epoch":"e","seq":1,"resumed":false,"rates":[${rate}]}`],
    ['update', `{"type":"update","epoch":"e","seq":2,"prev":1,"rates":[${rate}],"later":"field"}`],
    ['heartbeat', '{"type":"heartbeat","seq":2,"prev":2}'],
    ['bye', '{"type":"bye","reason":"restart","reconnect_ms":500}'],
    ['error', '{"type":"error","code":"unknown_pair","message":"XXX/USD","temporary":false}'],
  ])('takes %s', (type, text) => expect(parseMessage(text)).toMatchObject({ type }))

  it.each([
    ['no JSON', 'rates!'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a type it does not know', '{"type":"weather"}'],
    ['a type that every object has', '{"type":"constructor"}'],
    ['a missing number', '{"type":"heartbeat","seq":2}'],
    ['a number as text', '{"type":"heartbeat","seq":"2","prev":1}'],
    ['no epoch', '{"type":"snapshot","seq":1,"rates":[]}'],
    ['no rates', '{"type":"snapshot","epoch":"e","seq":1}'],
    ['a rate that is null', '{"type":"snapshot","epoch":"e","seq":1,"rates":[null]}'],
    ['a rate without a pair', '{"type":"snapshot","epoch":"e","seq":1,"rates":[{"rate":"1"}]}'],
    [
      'a change as a number',
      '{"type":"snapshot","epoch":"e","seq":1,"rates":[{"pair":"A/B","rate":"1","change_pct":1}]}',
    ],
  ])('has no use for %s', (_, text) => expect(parseMessage(text)).toBeUndefined())
})

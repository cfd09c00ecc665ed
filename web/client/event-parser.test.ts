import { describe, expect, it } from 'vitest'
import { EventParser, type StreamEvent } from './event-parser'

const message = (data: string, more: Partial<StreamEvent> = {}): StreamEvent => ({
  type: 'message',
  data,
  id: '',
  ...more,
})

const streams: { name: string; text: string; events: StreamEvent[] }[] = [
  { name: 'one line', text: 'data: a\n\n', events: [message('a')] },
  {
    name: 'a name and an id',
    text: 'event: x\nid: e1:5\ndata: a\n\n',
    events: [message('a', { type: 'x', id: 'e1:5' })],
  },
  {
    name: 'several lines of data',
    text: 'data: a\ndata: b\ndata:\ndata: c\n\n',
    events: [message('a\nb\n\nc')],
  },
  { name: 'two events', text: 'data: a\n\ndata: b\n\n', events: [message('a'), message('b')] },
  {
    name: 'line ends as on old machines',
    text: 'data: a\r\revent: x\rdata: b\r\r',
    events: [message('a'), message('b', { type: 'x' })],
  },
  { name: 'line ends of two characters', text: 'data: a\r\ndata: b\r\n\r\n', events: [message('a\nb')] },
  {
    name: 'line ends of every kind',
    text: 'data: a\r\ndata: b\rdata: c\n\r\n',
    events: [message('a\nb\nc')],
  },
  { name: 'a mark of byte order', text: '\uFEFFdata: a\n\n', events: [message('a')] },
  {
    name: 'a mark of byte order that is not first',
    text: 'data: a\n\uFEFFdata: b\n\n',
    events: [message('a')],
  },
  { name: 'comments', text: ':\n: data: no\n\ndata: a\n:data: no\n\n', events: [message('a')] },
  { name: 'no blank behind the colon', text: 'data:a\n\n', events: [message('a')] },
  { name: 'only one blank is dropped', text: 'data:  a \n\n', events: [message(' a ')] },
  { name: 'colons in the value', text: 'data: {"a":1}\n\n', events: [message('{"a":1}')] },
  { name: 'a field without a value', text: 'data\n\ndata\ndata\n\n', events: [message(''), message('\n')] },
  {
    name: 'no data, no event',
    text: 'event: x\n\nid: 7\n\ndata: a\n\n',
    events: [message('a', { id: '7' })],
  },
  {
    name: 'a name counts for one event',
    text: 'event: x\ndata: a\n\ndata: b\n\n',
    events: [message('a', { type: 'x' }), message('b')],
  },
  {
    name: 'an id counts until the next',
    text: 'id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n',
    events: [message('a', { id: '1' }), message('b', { id: '1' }), message('c')],
  },
  {
    name: 'an id with a zero byte is none',
    text: 'id: 1\nid: 2\0\ndata: a\n\n',
    events: [message('a', { id: '1' })],
  },
  { name: 'unknown fields', text: 'Data: no\nweather: rain\n data: no\ndata: a\n\n', events: [message('a')] },
  { name: 'an end within an event', text: 'data: a\n\ndata: b\n', events: [message('a')] },
  { name: 'letters of two, three and four bytes', text: 'data: сом € 𐍈\n\n', events: [message('сом € 𐍈')] },
]

describe('EventParser', () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text)

  it.each(streams)('reads $name', ({ text, events }) => {
    expect(new EventParser().take(bytesOf(text))).toEqual(events)
  })

  it.each(streams)('reads $name, byte by byte', ({ text, events }) => {
    const parser = new EventParser()
    expect([...bytesOf(text)].flatMap(byte => parser.take(Uint8Array.of(byte)))).toEqual(events)
  })

  it.each(streams)('reads $name, cut in two anywhere', ({ text, events }) => {
    const bytes = bytesOf(text)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parser = new EventParser()
      expect([...parser.take(bytes.subarray(0, cut)), ...parser.take(bytes.subarray(cut))]).toEqual(events)
    }
  })

  it('hands an event over with the carriage return that completes it', () => {
    expect(new EventParser().take(bytesOf('data: a\r\r'))).toEqual([message('a')])
  })

  it.each([
    ['retry: 1500\n', 1500],
    ['retry: 0\n', 0],
    ['retry: soon\n', undefined],
    ['retry: -1\n', undefined],
    ['retry: 1.5\n', undefined],
    ['retry\n', undefined],
    ['retry: 10\nretry: x\n', 10],
  ])('takes %j for a wait of %s ms', (text, expected) => {
    const parser = new EventParser()
    parser.take(bytesOf(text))
    expect(parser.retry_ms).toBe(expected)
  })

  it('replaces bytes that are no text and goes on', () => {
    const bytes = [...bytesOf('data: a'), 0xff, ...bytesOf('b\n\n')]
    expect(new EventParser().take(Uint8Array.from(bytes))).toEqual([message('a\uFFFDb')])
  })

  it('does not keep a line without an end', () => {
    const parser = new EventParser()
    const chunk = new Uint8Array(1024 * 1024).fill(0x61)
    const flood = () => {
      for (let count = 0; count < 10; count++) parser.take(chunk)
    }
    expect(flood).toThrow('event stream: expected lines of at most 8388608 characters')
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rate } from '../client/messages.fixture'
import { isNewDay, lineOf, pastsIn, Sparks, withLive } from './spark'

describe('pastsIn', () => {
  it('reads the closes of each pair', () => {
    const answer = { pairs: [{ pair: 'KGS/USD', spark: ['0.0114', '0.0115'] }, { pair: 'KZT/USD' }] }
    expect(pastsIn(answer)).toEqual(
      new Map([
        ['KGS/USD', { day: '', closes: [0.0114, 0.0115] }],
        ['KZT/USD', { day: '', closes: [] }],
      ]),
    )
  })

  it.each([null, {}, 'no', { pairs: [] }])('finds nothing in %j', answer => {
    expect(pastsIn(answer).size).toBe(0)
  })

  it('leaves out what is no number', () => {
    expect(pastsIn({ pairs: [{ pair: 'A/B', spark: ['1', 'x', '3'] }] }).get('A/B')?.closes).toEqual([1, 3])
  })
})

describe('withLive', () => {
  const day = '2026-05-19'
  const closes = [1, 2, 3]
  const cases = [
    {
      name: 'replaces the close of the running day',
      past: { day: '', closes },
      as_of: day,
      now: { day, closes: [1, 2, 4] },
    },
    { name: 'replaces it again', past: { day, closes }, as_of: day, now: { day, closes: [1, 2, 4] } },
    {
      name: 'appends a day that begins',
      past: { day, closes },
      as_of: '2026-05-20',
      now: { day: '2026-05-20', closes: [1, 2, 3, 4] },
    },
    {
      name: 'knows an instant by its day',
      past: { day, closes },
      as_of: '2026-05-19T12:00:00.000Z',
      now: { day, closes: [1, 2, 4] },
    },
    {
      name: 'counts no day twice that a source went back from',
      past: { day, closes },
      as_of: '2026-05-18',
      now: { day, closes: [1, 2, 4] },
    },
  ]
  it.each(cases)('$name', ({ past, as_of, now }) => {
    expect(withLive(past, rate('A/B', '4', { as_of }))).toEqual(now)
  })

  it('never has more than thirty values', () => {
    const full = { day, closes: Array.from({ length: 30 }, (_, index) => index) }
    const now = withLive(full, rate('A/B', '99', { as_of: '2026-05-20' }))
    expect(now.closes).toEqual([...full.closes.slice(1), 99])
  })

  it('adds nothing to a pair without a past, nor what is no number', () => {
    expect(withLive({ day: '', closes: [] }, rate('A/B', '4')).closes).toEqual([])
    expect(withLive({ day: '', closes }, rate('A/B', 'n/a')).closes).toEqual(closes)
  })

  it('takes a rate whose date is missing', () => {
    const undated = rate('A/B', '4', { as_of: undefined as unknown as string })
    expect(withLive({ day: '', closes }, undated).closes).toEqual([1, 2, 4])
  })
})

describe('isNewDay', () => {
  it.each([
    ['', '2026-05-19', false],
    ['2026-05-19', '2026-05-19', false],
    ['2026-05-19', '2026-05-20T00:00:01.000Z', true],
    ['2026-05-19', '2026-05-18', false],
  ])('behind "%s", %s: %s', (day, as_of, is_new) => {
    expect(isNewDay({ day, closes: [1] }, rate('A/B', '4', { as_of }))).toBe(is_new)
  })
})

describe('lineOf', () => {
  it('goes from the left to the right edge, the lowest value at the bottom', () => {
    expect(lineOf([1, 3, 2])).toBe('0,100 50,0 100,50')
  })

  it('is level in the middle when nothing changed', () => {
    expect(lineOf([5, 5])).toBe('0,50 100,50')
  })

  it('needs two values', () => {
    expect(lineOf([1])).toBe('')
    expect(lineOf([])).toBe('')
  })
})

describe('Sparks', () => {
  const ask = vi.fn()
  const changed = vi.fn()
  const answer = (spark: string[]) => ({
    ok: true,
    json: async () => ({ pairs: [{ pair: 'KGS/USD', spark }] }),
  })
  const show = (sparks: Sparks, as_of: string) => sparks.draw([], [rate('KGS/USD', '4', { as_of })])
  let sparks: Sparks

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', ask.mockResolvedValue(answer(['1', '2'])))
    sparks = new Sparks('https://rates.example', changed)
    await vi.advanceTimersByTimeAsync(0)
  })
  afterEach(() => {
    sparks.end()
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.resetAllMocks()
  })

  it('asks at once and then every ten minutes', async () => {
    expect(ask).toHaveBeenCalledExactlyOnceWith('https://rates.example/v1/pairs?spark=30')
    expect(changed).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(1_200_000)
    expect(ask).toHaveBeenCalledTimes(3)
  })

  it('asks within a minute after a new value date, however many rates have it', async () => {
    show(sparks, '2026-05-19')
    show(sparks, '2026-05-19')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ask).toHaveBeenCalledOnce()
    show(sparks, '2026-05-20')
    show(sparks, '2026-05-21')
    await vi.advanceTimersByTimeAsync(39_999)
    expect(ask).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(20_001)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['a refusal', () => ask.mockResolvedValue({ ok: false })],
    ['a broken line', () => ask.mockRejectedValue(new TypeError('network'))],
    ['an answer that is none', () => ask.mockResolvedValue({ ok: true, json: async () => ({ pairs: 1 }) })],
  ])('says nothing of %s and asks again later', async (_, fail) => {
    fail()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(ask).toHaveBeenCalledTimes(2)
    expect(changed).toHaveBeenCalledOnce()
    ask.mockResolvedValue(answer(['1', '2']))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(changed).toHaveBeenCalledTimes(2)
  })

  it('asks for nothing after its end, and an answer under way changes nothing', async () => {
    show(sparks, '2026-05-19')
    show(sparks, '2026-05-20')
    await vi.advanceTimersByTimeAsync(600_000)
    const asked = ask.mock.calls.length
    const told = changed.mock.calls.length
    let arrive = (_: unknown) => {}
    ask.mockReturnValue(new Promise(done => (arrive = done)))
    await vi.advanceTimersByTimeAsync(600_000)
    sparks.end()
    arrive(answer(['1', '2']))
    await vi.advanceTimersByTimeAsync(1_200_000)
    expect(ask).toHaveBeenCalledTimes(asked + 1)
    expect(changed).toHaveBeenCalledTimes(told)
  })
})

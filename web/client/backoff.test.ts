import { describe, expect, it } from 'vitest'
import { type Ending, retryDelay } from './backoff'

const cases: { name: string; ending: Ending; failures: number; longest: number }[] = [
  { name: 'first return after a loss', ending: 'lost', failures: 0, longest: 10_000 },
  { name: 'first failure', ending: 'failed', failures: 0, longest: 1_000 },
  { name: 'second failure', ending: 'failed', failures: 1, longest: 2_000 },
  { name: 'second loss without a stable time between', ending: 'lost', failures: 1, longest: 2_000 },
  { name: 'fifth failure', ending: 'failed', failures: 4, longest: 16_000 },
  { name: 'sixth failure meets the cap', ending: 'failed', failures: 5, longest: 30_000 },
  { name: 'a day of failures', ending: 'failed', failures: 3_000, longest: 30_000 },
  { name: 'moved', ending: 'moved', failures: 0, longest: 0 },
  { name: 'moved again and again', ending: 'moved', failures: 3, longest: 8_000 },
]

describe('retryDelay', () => {
  it.each(cases)('$name is anywhere from 0 to $longest ms', ({ ending, failures, longest }) => {
    expect(retryDelay(ending, failures, 0)).toBe(0)
    expect(retryDelay(ending, failures, 0.5)).toBe(longest / 2)
    expect(retryDelay(ending, failures, 1)).toBe(longest)
  })
})

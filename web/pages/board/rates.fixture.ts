import type { Rate } from '../../client/messages'

export const rate = (pair: string, more: Partial<Rate> = {}): Rate => ({
  pair,
  rate: '0.011435',
  change: '0.0000905',
  change_pct: '0.08',
  basis: { kind: 'previous_close', rate: '0.011426', as_of: '2026-05-18' },
  as_of: '2026-05-19',
  fetched_at: '2026-05-19T05:02:11.480Z',
  source: 'nbkr',
  status: 'live',
  seq: 42,
  ...more,
})

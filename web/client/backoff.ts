/** How a connection ended, as far as the next attempt cares. */
export type Ending =
  /** No attempt has reached the server yet, or the server asked for patience (41xx). */
  | 'failed'
  /** The server was there and is gone: it restarted, or the network broke. */
  | 'lost'
  /** The server says: come back now (42xx). */
  | 'moved'

const first_windows_ms = { failed: 1_000, lost: 10_000, moved: 0 }
const base_ms = 1_000
const cap_ms = 30_000

/** A connection that lived this long was a good one: the count of failures starts again. */
export const stable_ms = 60_000

/**
 * Milliseconds until attempt number `failures` (0 is the first one after a good connection).
 *
 * Full jitter, so that thousands of clients of a restarted server come back spread out: the first return after a
 * loss is anywhere in 10 s, every later one anywhere in a window that doubles from 1 s to 30 s. `random` is in [0, 1).
 */
export function retryDelay(ending: Ending, failures: number, random: number): number {
  return random * (failures > 0 ? Math.min(cap_ms, base_ms * 2 ** failures) : first_windows_ms[ending])
}

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
const day_ms = 24 * hour_ms

/** How long that is, in its largest whole unit: `12 s`, `4 min`, `3 h`, `2 d`. What is below zero is none. */
export function durationText(duration_ms: number): string {
  const duration = Math.max(0, duration_ms)
  if (duration < minute_ms) return `${Math.floor(duration / 1000)} s`
  if (duration < hour_ms) return `${Math.floor(duration / minute_ms)} min`
  if (duration < day_ms) return `${Math.floor(duration / hour_ms)} h`
  return `${Math.floor(duration / day_ms)} d`
}

/** The same in two units where there are two: `3 d 4 h`, `2 h 5 min`. */
export function longDurationText(duration_ms: number): string {
  const duration = Math.max(0, duration_ms)
  const text = durationText(duration)
  if (duration < hour_ms) return text
  const rest = duration % (duration < day_ms ? hour_ms : day_ms)
  return rest < (duration < day_ms ? minute_ms : hour_ms) ? text : `${text} ${durationText(rest)}`
}

import type { Rate } from '../../client/messages'
import { type Reading, subscribe } from '../../client/shared'
import { clockText, lostText } from '../../widget/text'

/** How long a connection may be gone before it is worth a word. */
const grace_ms = 2_000

/** What the board shows of the server: its rates, and what is to be said of them when they do not follow it. */
export class Live {
  rates: readonly Rate[] = []
  credits: ReadonlyMap<string, string> = new Map()
  /** Why the rates stand still; empty when they do not. */
  note = ''
  #paused = false
  #latest: Reading | undefined
  #lost = false
  #heardAt = 0
  #unsubscribe: (() => void) | undefined
  #grace: ReturnType<typeof setTimeout> | undefined
  #changed: () => void

  /** `changed` is called when there is something else to show. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Follows the server with changes against `basis`; until the first of these come, the rates before stay. */
  follow(basis: string): void {
    this.#unsubscribe?.()
    this.#unsubscribe = subscribe({ server: location.origin, pairs: [], basis }, reading => {
      this.#latest = reading
      this.#take(reading)
      if (reading.state === 'lost') {
        this.#grace ??= setTimeout(() => this.#say(true), grace_ms)
        return
      }
      clearTimeout(this.#grace)
      this.#grace = undefined
      this.#say(reading.state === 'refused')
    })
  }

  get paused(): boolean {
    return this.#paused
  }

  /** Has the rates stand still, for who wants to read them, or follow the server again. */
  pause(on: boolean): void {
    this.#paused = on
    if (!on && this.#latest) this.#take(this.#latest)
    this.#say(this.#lost)
  }

  #take({ board, heardAt }: Reading): void {
    if (board.rates.size === 0 || (this.#paused && this.rates.length > 0)) return
    this.rates = [...board.rates.values()]
    this.credits = board.credits
    this.#heardAt = heardAt
  }

  #say(lost: boolean): void {
    this.#lost = lost
    if (this.#paused && this.#heardAt) this.note = `paused, showing values of ${clockText(this.#heardAt)}`
    else this.note = lost ? lostText(this.#heardAt) : ''
    this.#changed()
  }
}

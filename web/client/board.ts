import type { Message, Rate } from './messages'

/** What a message did to the board. After a `gap` the board is as before and the client has to resume. */
export type Effect = 'changed' | 'unchanged' | 'gap'

/** The newest rate of every pair, in the order the server named them, and how far it is complete. */
export class Board {
  readonly rates = new Map<string, Rate>()
  /** Lines that sources ask to be shown beside their rates, by source. */
  credits = new Map<string, string>()
  #epoch = ''
  #seq = 0

  /** `<epoch>:<seq>` to resume from; empty as long as no snapshot came. */
  get since(): string {
    return this.#epoch && `${this.#epoch}:${this.#seq}`
  }

  /** Forgets where to resume from, so that the next snapshot is a whole one; the rates stay on show. */
  restart(): void {
    this.#epoch = ''
  }

  apply(message: Message): Effect {
    switch (message.type) {
      case 'snapshot':
        if (message.resumed) {
          if (message.epoch !== this.#epoch) return 'gap'
          return this.#take(message.epoch, message.seq, message.rates)
        }
        this.rates.clear()
        this.#take(message.epoch, message.seq, message.rates)
        return 'changed'
      case 'update':
        if (message.epoch !== this.#epoch || message.prev !== this.#seq) return 'gap'
        return this.#take(message.epoch, message.seq, message.rates)
      case 'heartbeat':
        if (message.prev !== this.#seq) return 'gap'
        return this.#take(this.#epoch, message.seq, [])
      case 'hello':
        this.credits = new Map(Object.entries(message.credits ?? {}))
        return 'unchanged'
      default:
        return 'unchanged'
    }
  }

  #take(epoch: string, seq: number, rates: readonly Rate[]): Effect {
    this.#epoch = epoch
    this.#seq = seq
    for (const rate of rates) this.rates.set(rate.pair, rate)
    return rates.length > 0 ? 'changed' : 'unchanged'
  }
}

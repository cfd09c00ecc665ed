import type { Rate } from './messages'

type Turn = IteratorResult<Rate, undefined>

/** Rates on their way to one reader: of each pair the newest, in the place of the first that was not read yet. */
export class Newest implements AsyncIterator<Rate, undefined> {
  #unread = new Map<string, Rate>()
  #waiting: { resolve: (turn: Turn) => void; reject: (error: Error) => void }[] = []
  #over = false
  #error: Error | undefined
  #left: () => void

  /** `left` is called when the reader has gone away. */
  constructor(left: () => void) {
    this.#left = left
  }

  add(rates: Iterable<Rate>): void {
    if (this.#over) return
    for (const rate of rates) this.#unread.set(rate.pair, rate)
    while (this.#waiting.length > 0 && this.#unread.size > 0) this.#waiting.shift()!.resolve(this.#take())
  }

  /** Nothing more comes; with `error`, the reader is told so after what is left. */
  end(error?: Error): void {
    if (this.#over) return
    this.#over = true
    this.#error = error
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (this.#error) reject(this.#error)
      else resolve({ done: true, value: undefined })
      this.#error = undefined // one failure is told once
    }
    this.#left()
  }

  async next(): Promise<Turn> {
    if (this.#unread.size > 0) return this.#take()
    if (!this.#over) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
    const error = this.#error
    this.#error = undefined
    if (error) throw error
    return { done: true, value: undefined }
  }

  async return(): Promise<Turn> {
    this.#unread.clear()
    this.end()
    return { done: true, value: undefined }
  }

  #take(): Turn {
    const [pair, value] = this.#unread.entries().next().value!
    this.#unread.delete(pair)
    return { done: false, value }
  }
}

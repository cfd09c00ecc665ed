import type { Board } from './board'
import { Changes } from './changes'
import { Connection, type ConnectionOptions } from './connection'
import type { Snapshot } from './messages'
import type { News, Word } from './tab-words'

/** How long tabs have to say that they are here. */
const roll_ms = 200
/** As many pairs as a server lets one connection follow, unless it is configured otherwise. */
const most_pairs = 128

/** What the tab that leads now knows from the one that led before. */
export interface Inheritance {
  readonly state: Connection['state']
  readonly heardAt: number
  /** The pairs that `board` is complete for; none when nobody led before. */
  readonly pairs: readonly string[]
}

export interface LeaderOptions extends ConnectionOptions {
  /** The tab's own, which its connection goes on with. */
  readonly board: Board
}

/** The connection that one tab keeps for all: follows the pairs of all tabs and tells them what changes. */
export class TabLeader {
  /** Absent until the other tabs have said what they follow. */
  connection: Connection | undefined
  /** The pairs of all tabs together. */
  followed: readonly string[]
  #options: LeaderOptions
  #inherited: Inheritance
  #say: (word: Word) => void
  #changed: () => void
  #pairs: readonly string[]
  #asked = new Map<string, readonly string[]>()
  #changes = new Changes()
  /** Epoch and number of the rates in the last news. */
  #told = { epoch: '', size: 0 }
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `changed` is called as that of a connection. */
  constructor(
    options: LeaderOptions,
    inherited: Inheritance,
    say: (word: Word) => void,
    changed: () => void,
  ) {
    this.#options = options
    this.#inherited = inherited
    this.#say = say
    this.#changed = changed
    this.#pairs = options.pairs
    this.followed = inherited.pairs
    if (inherited.pairs.length > 0) this.#call()
    else this.#begin()
    say({ say: 'roll' })
  }

  /** The tab's own pairs are others now. */
  follow(pairs: readonly string[]): void {
    this.#pairs = pairs
    this.#gather()
  }

  hear(word: Word): void {
    if (word.say === 'leave') this.#asked.delete(word.tab)
    if (word.say !== 'ask' && word.say !== 'here') return
    this.#asked.set(word.tab, word.pairs)
    if (this.#union().length > most_pairs) {
      this.#asked.delete(word.tab)
      this.#say({ say: 'full', to: word.tab })
      return
    }
    if (word.say === 'ask' && this.connection) this.#say(this.#news(true, word.tab))
    this.#gather()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.connection?.close()
  }

  #union(): string[] {
    return [...new Set([...this.#pairs, ...[...this.#asked.values()].flat()])]
  }

  /** Calls the roll when somebody wants a pair that is not followed: those that nobody wants any more go then. */
  #gather(): void {
    if (this.#timer || this.#union().every(pair => this.followed.includes(pair))) return
    this.#asked.clear()
    this.#call()
    this.#say({ say: 'roll' })
  }

  #call(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#begin()
    }, roll_ms)
  }

  #begin(): void {
    const pairs = this.#union()
    const known = pairs.every(pair => this.followed.includes(pair))
    this.followed = pairs
    if (this.connection) {
      if (!known) this.connection.follow(pairs)
      return
    }
    const { board } = this.#options
    if (!known) board.restart()
    const connection = new Connection({ ...this.#options, pairs, board }, () => {
      this.#say(this.#news(false))
      this.#changed()
    })
    connection.state = this.#inherited.state
    connection.heardAt = this.#inherited.heardAt
    this.connection = connection
    connection.open()
    this.#say(this.#news(false)) // somebody leads, whenever the server answers
  }

  #news(whole: boolean, to?: string): News {
    const { state, heardAt, board } = this.connection!
    const news = { say: 'news', state, heardAt, credits: Object.fromEntries(board.credits) } as const
    const snapshot = this.#snapshot(whole)
    return { ...news, pairs: this.followed, snapshot, ...(to ? { to } : {}) }
  }

  /** All rates of the board, or those that changed since this was asked last. */
  #snapshot(whole: boolean): Snapshot | undefined {
    const { since, rates } = this.#options.board
    if (!since) return undefined
    const at = since.lastIndexOf(':')
    const epoch = since.slice(0, at)
    const base = { type: 'snapshot', epoch, seq: Number(since.slice(at + 1)) } as const
    if (whole) return { ...base, resumed: false, rates: [...rates.values()] }
    const changed = this.#changes.of(rates)
    const resumed = epoch === this.#told.epoch && rates.size >= this.#told.size
    this.#told = { epoch, size: rates.size }
    return { ...base, resumed, rates: resumed ? changed : [...rates.values()] }
  }
}

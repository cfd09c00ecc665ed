import { Board } from './board'
import { Connection, type ConnectionOptions, type ConnectionState, type Following } from './connection'
import { type Inheritance, TabLeader } from './tab-leader'
import type { News, Word } from './tab-words'

/** Silence after which a tab that is looked at asks the leader; and for how long it awaits an answer. */
const silence_ms = 40_000
const answer_ms = 3_000
/** Tabs that understand each other. */
const version = 1

/**
 * A connection that all tabs of the browser share, as far as they show pages of one origin.
 *
 * The tab that holds a lock leads: it has the connection, and tells the others what comes. When it goes, the browser gives
 * the lock to the next, which resumes where the news ended. A leader that does not answer loses the lock. Nothing is
 * stored. Where a browser has no locks or channels for the page, it is a connection of its own.
 */
export class TabConnection implements Following {
  readonly board: Board
  #options: ConnectionOptions
  #pairs: readonly string[]
  #changed: () => void
  #tab = crypto.getRandomValues(new Uint32Array(2)).join('-')
  #name: string
  #closing = new AbortController()
  #channel: BroadcastChannel | undefined
  /** Gives the lock back, or the wait for it up. */
  #leaving: AbortController | undefined
  #leader: TabLeader | undefined
  /** In place of all the rest, where tabs cannot talk. */
  #own: Connection | undefined
  #heard: Inheritance = { state: 'connecting', heardAt: 0, pairs: [] }
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ConnectionOptions, changed: () => void) {
    this.#options = options
    this.#pairs = options.pairs
    this.#changed = changed
    this.board = options.board ?? new Board()
    this.#name = `tickerd ${version} ${options.server} ${options.basis} ${options.pairs.length > 0}`
  }

  get state(): ConnectionState {
    return (this.#own ?? this.#leader?.connection ?? this.#heard).state
  }

  get heardAt(): number {
    return (this.#own ?? this.#leader?.connection ?? this.#heard).heardAt
  }

  open(): void {
    if (!globalThis.navigator?.locks || !globalThis.BroadcastChannel) {
      this.#alone()
      return
    }
    const { signal } = this.#closing
    const on = (name: string, act: (event: Event) => unknown) =>
      globalThis.addEventListener?.(name, act, { signal })
    on('pagehide', () => this.#leave())
    on('pageshow', event => (event as PageTransitionEvent).persisted && this.#join())
    on('visibilitychange', () => this.#check())
    this.#join()
  }

  close(): void {
    this.#closing.abort()
    this.#leave()
    this.#own?.close()
  }

  follow(pairs: readonly string[]): void {
    this.#pairs = pairs
    if (this.#own) this.#own.follow(pairs)
    else if (this.#leader) this.#leader.follow(pairs)
    else this.#ask('ask')
  }

  /** Joins the tabs that are there, in line for the lock. */
  #join(steal = false): void {
    this.#leaving?.abort()
    const leaving = new AbortController()
    this.#leaving = leaving
    if (!this.#channel) {
      const channel = new BroadcastChannel(this.#name)
      channel.onmessage = event => this.#hear(event.data as Word)
      this.#channel = channel
    }
    if (!steal) this.#ask('ask')
    const options = steal ? { steal } : { signal: leaving.signal }
    const held = navigator.locks.request(this.#name, options, () => this.#lead(leaving.signal))
    held.catch((error: unknown) => {
      if (leaving.signal.aborted) return
      const stolen = error instanceof DOMException && error.name === 'AbortError'
      this.#endLead()
      if (stolen) this.#join()
      else this.#alone()
    })
  }

  #leave(): void {
    clearTimeout(this.#timer)
    this.#say({ say: 'leave', tab: this.#tab })
    this.#leaving?.abort()
    this.#leaving = undefined
    this.#channel?.close()
    this.#channel = undefined
    this.#endLead()
  }

  #endLead(): void {
    const { connection, followed } = this.#leader ?? {}
    if (connection && followed) {
      this.#heard = { state: connection.state, heardAt: connection.heardAt, pairs: followed }
    }
    this.#leader?.end()
    this.#leader = undefined
  }

  /** Leads until this tab goes; the lock is held as long as the promise is open. */
  #lead(leaving: AbortSignal): Promise<void> {
    if (leaving.aborted) return Promise.resolve()
    clearTimeout(this.#timer)
    const options = { ...this.#options, pairs: this.#pairs, board: this.board }
    this.#leader = new TabLeader(options, this.#heard, word => this.#say(word), this.#changed)
    return new Promise(resolve => leaving.addEventListener('abort', () => resolve()))
  }

  #alone(): void {
    this.#closing.abort()
    this.#leave()
    this.#own = new Connection({ ...this.#options, pairs: this.#pairs, board: this.board }, this.#changed)
    this.#own.open()
  }

  #say(word: Word): void {
    this.#channel?.postMessage(word)
  }

  #ask(say: 'ask' | 'here'): void {
    this.#say({ say, tab: this.#tab, pairs: this.#pairs })
    if (say === 'ask') this.#listen(silence_ms)
  }

  #hear(word: Word): void {
    if (this.#leader) {
      this.#leader.hear(word)
      return
    }
    if (word.say === 'roll') this.#ask('here')
    if (word.say === 'full' && word.to === this.#tab) this.#alone()
    if (word.say === 'roll' || word.say === 'news') this.#listen(silence_ms)
    if (word.say === 'news' && (word.to ?? this.#tab) === this.#tab) this.#take(word)
  }

  #take({ state, heardAt, pairs, credits, snapshot }: News): void {
    this.#heard = { state, heardAt, pairs }
    this.board.credits = new Map(Object.entries(credits))
    if (snapshot && this.board.apply(snapshot) === 'gap') this.#ask('ask')
    this.#changed()
  }

  /** A leader that says nothing for so long is asked, if anybody looks; then it loses the lock. */
  #listen(patience_ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#check(), patience_ms)
  }

  #check(): void {
    if (this.#leader || !this.#channel || globalThis.document?.hidden) return
    this.#ask('ask')
    clearTimeout(this.#timer)
    const wait = answer_ms * (1 + Math.random()) // two tabs that look at once do not steal at once
    this.#timer = setTimeout(() => this.#join(true), wait)
  }
}

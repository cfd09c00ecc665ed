/** What tabs of a browser have between them, for tests in one process. */
import { afterEach, beforeEach, vi } from 'vitest'
import type { Message } from './messages'
import { hello, rate, snapshot } from './messages.fixture'
import { TabConnection } from './tabs'

export class FakeSocket {
  static all: FakeSocket[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  closed = false
  url: string
  constructor(url: string) {
    this.url = decodeURIComponent(url)
    FakeSocket.all.push(this)
  }
  close() {
    this.closed = true
  }
  end(code: number) {
    this.closed = true
    this.onclose?.({ code })
  }
  say(...messages: Message[]) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) })
  }
}

/** Messages are copied and come later, to all others of that name. */
export class FakeChannel {
  static all: FakeChannel[] = []
  onmessage: ((event: { data: unknown }) => void) | null = null
  closed = false
  /** Neither hears nor speaks. */
  frozen = false
  name: string
  constructor(name: string) {
    this.name = name
    FakeChannel.all.push(this)
  }
  postMessage(data: unknown) {
    if (this.closed || this.frozen) return
    for (const other of FakeChannel.all) {
      if (other === this || other.name !== this.name) continue
      const copy = structuredClone(data)
      setTimeout(() => other.closed || other.frozen || other.onmessage?.({ data: copy }))
    }
  }
  close() {
    this.closed = true
  }
}

interface Request {
  grant(): void
  rob(): void
}

export class FakeLocks {
  #held = new Map<string, Request>()
  #waiting = new Map<string, Request[]>()

  request(
    name: string,
    { signal, steal }: { signal?: AbortSignal; steal?: boolean },
    act: () => Promise<unknown>,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        grant: () => {
          this.#held.set(name, request)
          act().then(value => {
            resolve(value)
            if (this.#held.get(name) === request) this.#next(name)
          }, reject)
        },
        rob: () => reject(new DOMException('stolen', 'AbortError')),
      }
      const queue = this.#waiting.get(name) ?? []
      this.#waiting.set(name, queue)
      if (steal) {
        this.#held.get(name)?.rob()
        request.grant()
        return
      }
      queue.push(request)
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(request)
        if (at < 0) return
        queue.splice(at, 1)
        reject(signal.reason)
      })
      if (!this.#held.has(name)) setTimeout(() => this.#held.has(name) || this.#next(name))
    })
  }

  #next(name: string): void {
    this.#held.delete(name)
    this.#waiting.get(name)?.shift()?.grant()
  }
}

/** A browser for each test of a group, with a server that says what the test has it say. */
export class Browser {
  tabs: TabConnection[] = []
  pages: EventTarget[] = []

  constructor() {
    beforeEach(() => {
      vi.useFakeTimers()
      vi.spyOn(Math, 'random').mockReturnValue(0.5)
      FakeSocket.all = []
      FakeChannel.all = []
      vi.stubGlobal('WebSocket', FakeSocket)
      vi.stubGlobal('BroadcastChannel', FakeChannel)
      vi.stubGlobal('navigator', { locks: new FakeLocks() })
    })
    afterEach(() => {
      for (const tab of this.tabs.splice(0)) tab.close()
      this.pages = []
      vi.useRealTimers()
      vi.unstubAllGlobals()
      vi.restoreAllMocks()
    })
  }

  /** A new tab; its page has events of its own. */
  open(...pairs: string[]): TabConnection {
    return this.openOf({ pairs })
  }

  openOf(options: { pairs: string[]; basis?: string; changed?: () => void }): TabConnection {
    const page = new EventTarget()
    this.pages.push(page)
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    const { pairs, basis = '', changed = () => {} } = options
    const tab = new TabConnection({ server: 'http://s', basis, pairs }, changed)
    this.tabs.push(tab)
    tab.open()
    return tab
  }

  settle(ms = 300) {
    return vi.advanceTimersByTimeAsync(ms)
  }

  sockets(): FakeSocket[] {
    return FakeSocket.all.filter(socket => !socket.closed)
  }

  queries() {
    return this.sockets().map(socket => socket.url.split('?')[1])
  }

  /** What the server says on the stream that was opened last. */
  say(...messages: Message[]) {
    this.sockets()
      .at(-1)!
      .say(...messages)
  }

  greet(...pairs: string[]) {
    const rates = pairs.map(pair => rate(pair, '1'))
    this.say(hello(), snapshot(5, rates))
  }

  /** The tabs that are open agree who leads, and have the first rates of `pairs`. */
  async begin(...pairs: string[]) {
    await this.settle()
    this.greet(...pairs)
    await this.settle()
  }

  /** The page of a tab comes back from the back-forward cache. */
  comeBack(page: EventTarget) {
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  }
}

export const shown = (tab: TabConnection) =>
  [...tab.board.rates.values()].map(each => `${each.pair} ${each.rate}`)

/** So many names of pairs. */
export const many = (count: number, letter: string) =>
  Array.from({ length: count }, (_, index) => `${letter}${String(index).padStart(2, '0')}/USD`)

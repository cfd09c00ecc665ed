/** What tabs of a browser have between them, for tests in one process. */
import type { Message } from './messages'

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

/** One event of a `text/event-stream`. */
export interface StreamEvent {
  /** `message` where the stream does not name it. */
  readonly type: string
  readonly data: string
  /** The last id that the stream has named; empty as long as it named none. */
  readonly id: string
}

/** No event of ours comes near; a stream that holds more in one line is none. */
const longest_line = 8 * 1024 * 1024

/** Reads server-sent events from bytes as they come, cut anywhere. */
export class EventParser {
  /** How long the stream asks to wait before the next attempt, in ms; undefined as long as it asks for nothing. */
  retry_ms: number | undefined

  #decoder = new TextDecoder()
  #line = ''
  #afterReturn = false
  #type = ''
  #data = ''
  #id = ''

  /** The events that `bytes` complete, in their order. Fails when a line is longer than any event of ours. */
  take(bytes: Uint8Array): StreamEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true })
    if (!text) return []
    // A carriage return ends its line at once; the line feed that may come with the next bytes belongs to it.
    const from = this.#afterReturn && text.startsWith('\n') ? 1 : 0
    this.#afterReturn = text.endsWith('\r')
    const lines = (this.#line + text.slice(from)).split(/\r\n|\r|\n/)
    this.#line = lines.pop() ?? ''
    if (this.#line.length > longest_line) {
      throw new Error(`event stream: expected lines of at most ${longest_line} characters`)
    }
    return lines.flatMap(line => this.#read(line) ?? [])
  }

  #read(line: string): StreamEvent | undefined {
    if (line === '') return this.#complete()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data += `${value}\n`
    else if (field === 'event') this.#type = value
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry_ms = Number(value)
    return undefined
  }

  #complete(): StreamEvent | undefined {
    const type = this.#type || 'message'
    const data = this.#data
    this.#type = this.#data = ''
    return data ? { type, data: data.slice(0, -1), id: this.#id } : undefined
  }
}

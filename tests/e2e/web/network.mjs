/** A network between browser and server that has its moods. */
import { createServer } from 'node:http'
import { connect, createServer as listenTo } from 'node:net'

const listening = server => new Promise(done => server.listen(0, '127.0.0.1', done))

export class Network {
  /** `open`; `silent` takes bytes and delivers none; `slow` delivers late; `full` answers 503 by itself. */
  mood = 'open'
  /** How late bytes are in a slow mood, in ms. */
  delay_ms = 0
  /** What was asked for while it was full. */
  refused = 0
  #target
  #links = new Set()
  #server = listenTo(client => this.#link(client))

  /** `target` has an origin that may change. */
  constructor(target) {
    this.#target = target
  }

  async start() {
    await listening(this.#server)
    return this
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`
  }

  /** Connections that exist, living or not. */
  get links() {
    return this.#links.size
  }

  close() {
    for (const link of this.#links) link.destroy()
    this.#server.close()
  }

  /** Breaks what is connected now. */
  cut() {
    for (const link of this.#links) link.destroy()
  }

  #link(client) {
    client.on('error', () => {})
    if (this.mood === 'full') {
      client.once('data', () => {
        this.refused++
        client.end('HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      })
      return
    }
    const server = connect({ port: Number(new URL(this.#target.origin).port), host: '127.0.0.1' })
    server.on('error', () => client.destroy())
    this.#links.add(client)
    this.#carry(client, server)
    this.#carry(server, client)
    client.on('close', () => {
      this.#links.delete(client)
      server.destroy()
    })
  }

  #carry(from, to) {
    from.on('data', bytes => {
      if (this.mood === 'silent') return
      if (this.mood === 'slow') setTimeout(() => to.writable && to.write(bytes), this.delay_ms)
      else if (to.writable) to.write(bytes)
    })
    from.on('end', () => this.mood === 'silent' || to.end())
    from.on('close', () => this.mood === 'silent' || to.destroy())
  }
}

/** A site of somebody else: `html` is the page at every path. */
export async function startSite(html) {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(html)
  })
  await listening(server)
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

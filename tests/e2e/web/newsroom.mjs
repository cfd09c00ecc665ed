/** A site of another origin that embeds the tape. */
import { createServer } from 'node:http'
import { openTape } from './support.mjs'

/** The tag of a tape with its script. */
export const tapeTag = (server, attributes) => `<script src="${server.origin}/widget.js" defer></script>
  <rate-ticker id="tape" ${attributes}>Rates</rate-ticker>`

/** What `act`, which gets the tape and an argument, returns in the page. */
export const onTape = (page, act, argument) =>
  page.evaluate(`(${act})(document.getElementById('tape'), ${JSON.stringify(argument)})`)

export class Newsroom {
  #server
  #pages = new Map()
  /** What browsers reported about the policy of its pages. */
  reports = []

  constructor() {
    this.#server = createServer((request, response) => {
      if (request.url === '/report') {
        let body = ''
        request.on('data', text => {
          body += text
        })
        request.on('end', () => {
          this.reports.push(body)
          response.writeHead(204).end()
        })
        return
      }
      const { body, headers } = this.#pages.get(new URL(request.url, 'http://news').pathname) ?? {}
      if (body === undefined) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(body)
    })
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`
  }

  async open() {
    await new Promise(done => this.#server.listen(0, '127.0.0.1', done))
    return this
  }

  close() {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Serves `content` between a head and an end, at an address of its own. */
  page(content, { headers = {}, dir = 'ltr', lang = 'en' } = {}) {
    const path = `/${this.#pages.size}`
    const body = `<!doctype html><html lang="${lang}" dir="${dir}"><title>News</title>
      <link rel="icon" href="data:,"><meta name="color-scheme" content="light dark"><body><main><h1>News</h1>${content}</main>`
    this.#pages.set(path, { body, headers })
    return this.origin + path
  }

  /** Opens a page with a tape, and waits for its first rates. */
  async openTape(t, browser, server, attributes, { dir, ...options } = {}) {
    const page = await openTape(browser, this.page(tapeTag(server, attributes), { dir }), options)
    t.after(() => page.close())
    return page
  }

  /** Serves text under a path of its own, with its type. */
  file(path, body, type) {
    this.#pages.set(path, { body, headers: { 'Content-Type': type } })
  }
}

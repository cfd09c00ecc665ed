/** What every browser test needs: the real server on a free port, and Chromium. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The packages live with the web sources. */
const require = createRequire(new URL('../../../web/package.json', import.meta.url))
export const { WebSocket } = require('ws')
export const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const binary = resolve(root, process.env.TICKERD_BINARY ?? 'build/release/server/app/tickerd')
export const screenshot_dir = resolve(root, process.env.SCREENSHOT_DIR ?? 'build/screenshots')

/** Calls `probe` until it returns something true; fails with `what` after `limit_ms`. */
export async function eventually(what, probe, limit_ms = 20_000) {
  const end = Date.now() + limit_ms
  for (;;) {
    const value = await probe()
    if (value) return value
    if (Date.now() > end) throw new Error(`${what}: not within ${limit_ms} ms`)
    await sleep(100)
  }
}

/**
 * tickerd with its embedded demo, or with the configuration given, and with single options in `settings`. It keeps port and
 * data through `kill` and `start`.
 */
export class Server {
  #folder = mkdtempSync(join(tmpdir(), 'tickerd-web-'))
  #process
  #log = ''
  #port = 0
  #operations = 0
  #config
  #settings

  constructor(config, settings = {}) {
    this.#config = config
    this.#settings = settings
  }

  get origin() {
    const scheme = 'tls.certificate' in this.#settings ? 'https' : 'http'
    return `${scheme}://127.0.0.1:${this.#port}`
  }

  get pid() {
    return this.#process.pid
  }

  async start() {
    const ports_file = join(this.#folder, 'ports.json')
    rmSync(ports_file, { force: true })
    const settings = {
      'listen.address': '127.0.0.1',
      'listen.port': this.#port,
      'operations.port': 0,
      data_dir: join(this.#folder, 'data'),
      ...this.#settings,
    }
    const options = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])
    if (this.#config) {
      const file = join(this.#folder, 'tickerd.json')
      writeFileSync(file, JSON.stringify(this.#config))
      options.push('--config', file)
    }
    const child = spawn(binary, ['serve', '--ports-file', ports_file, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    let failure
    child.on('error', error => {
      failure = error
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', text => {
        this.#log = (this.#log + text).slice(-20_000)
      })
    }
    this.#port = await eventually(`${binary} to listen`, () => {
      if (failure) throw failure
      if (child.exitCode !== null) throw new Error(`${binary} ended with ${child.exitCode}:\n${this.#log}`)
      try {
        const { listen, operations } = JSON.parse(readFileSync(ports_file, 'utf8'))
        this.#operations = operations
        return listen
      } catch {
        return 0 // not written yet, or not to its end
      }
    })
    return this
  }

  /** The value of a metric without labels. */
  async metric(name) {
    const text = await (await fetch(`http://127.0.0.1:${this.#operations}/metrics`)).text()
    const line = text.split('\n').find(line => line.startsWith(`${name} `))
    if (!line) throw new Error(`metrics: expected ${name}`)
    return Number(line.slice(name.length))
  }

  /** Ends it with a goodbye to everybody. */
  async stop() {
    const child = this.#process
    const ended = new Promise(done => child.once('exit', done))
    child.kill('SIGTERM')
    await ended
  }

  /** Ends it without a goodbye. */
  async kill() {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(done => child.once('exit', done))
    child.kill('SIGKILL')
    await ended
  }

  async remove() {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The client module as `server` gives it to programs. */
export async function clientModule(server) {
  const folder = mkdtempSync(join(tmpdir(), 'tickerd-client-'))
  try {
    const file = join(folder, 'client.mjs')
    writeFileSync(file, await (await fetch(`${server.origin}/client.js`)).text())
    return await import(pathToFileURL(file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Chromium without its own windows, which cost more than the pages in them; `CHROMIUM` is another one. */
export function launchBrowser() {
  const { chromium } = require('playwright-core')
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Opens `url`, waits for the first rates on its tape and notes in `page.complaints` whatever the browser dislikes. */
export async function openTape(browser, url, options = {}) {
  const page = await browser.newPage({
    viewport: { width: 1000, height: 700 },
    ...options,
  })
  page.complaints = []
  page.on('pageerror', error => page.complaints.push(String(error)))
  page.on('console', message => {
    if (message.type() === 'error') page.complaints.push(message.text())
  })
  await page.goto(url)
  await page.locator('rate-ticker .item').first().waitFor({ timeout: 20_000 })
  return page
}

/** The items of the tape as a reader sees them, each once. */
export const itemTexts = page =>
  page.evaluate(() =>
    [...document.querySelector('rate-ticker').shadowRoot.querySelectorAll('.copy:not([inert]) .item')].map(
      item =>
        [...item.childNodes]
          .filter(node => node instanceof Text || node.checkVisibility())
          .map(node => node.textContent)
          .join('')
          .trim(),
    ),
  )

/** How many px the track has moved out to the left. */
export const trackOffset = page =>
  page.evaluate(() => {
    const track = document.querySelector('rate-ticker').shadowRoot.querySelector('.track')
    return -new DOMMatrix(getComputedStyle(track).transform).m41
  })

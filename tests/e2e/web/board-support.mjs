/** What the tests of the board share: a server whose past is known, and a board that is told what a test wants. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { axe_source, Server } from './support.mjs'

const token = 'a-token-of-the-test'

/** A server with one feed that takes what it is pushed. */
export class PushedServer extends Server {
  #folder

  constructor(pairs, more = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'tickerd-push-'))
    writeFileSync(join(folder, 'token'), token)
    const desk = { kind: 'pushed', name: 'desk', token_file: join(folder, 'token') }
    super({ pairs, ...more, feeds: [desk, ...(more.feeds ?? [])] })
    this.#folder = folder
  }

  /** Pushes one value of `pair`; `as_of` is a date or an instant. */
  async push(pair, rate, as_of) {
    const answer = await fetch(`${this.origin}/v1/quotes`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ quotes: [{ pair, rate, as_of }] }),
    })
    assert.equal(answer.status, 200, await answer.text())
  }

  async remove() {
    await super.remove()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The value date `days` before today. */
export const dateBefore = days => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

export const rateOf = (pair, more = {}) => ({
  pair,
  rate: '0.011435',
  change: '0.0000905',
  change_pct: '0.08',
  basis: { kind: 'previous_close', rate: '0.011426', as_of: '2026-05-18' },
  as_of: '2026-05-19',
  fetched_at: new Date(Date.now() - 90_000).toISOString(),
  source: 'nbkr',
  status: 'live',
  seq: 1,
  ...more,
})

/** Has `page` take its rates from the test; returns what sends an update to all that listen. */
export async function tellBoard(page, rates, credits = {}) {
  const sockets = new Set()
  let seq = 1
  await page.routeWebSocket('**/v1/stream*', socket => {
    const say = message => socket.send(JSON.stringify({ epoch: 'e', ...message }))
    say({ type: 'hello', seq, heartbeat_ms: 60_000, credits })
    say({ type: 'snapshot', seq, resumed: false, rates })
    sockets.add(say)
    socket.onClose(() => sockets.delete(say))
  })
  return changed => {
    seq++
    for (const say of sockets) say({ type: 'update', seq, prev: seq - 1, rates: changed })
  }
}

/** A page that notes in `complaints` whatever the browser dislikes, policy violations among it. */
export async function newPage(t, browser, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options })
  t.after(() => page.close())
  page.complaints = []
  page.on('pageerror', error => page.complaints.push(String(error)))
  page.on('console', message => {
    if (message.type() === 'error') page.complaints.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  return page
}

export async function openBoard(page, origin, search = '') {
  await page.goto(`${origin}/board${search}`)
  await page.locator('#rows tr').first().waitFor({ timeout: 20_000 })
  return page
}

/** The pairs of the board from top to bottom. */
export const pairsOn = page => page.locator('#rows tr .name').allTextContents()

export async function violationsOn(page) {
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => window.axe.run(document))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target).join(' | ')}`)
}

/** Fails when the page is wider than its window. */
export async function assertFits(page) {
  const { inner, width } = await page.evaluate(() => ({
    inner: document.documentElement.scrollWidth,
    width: innerWidth,
  }))
  assert.ok(inner <= width, `the page is ${inner} px wide, the window ${width}`)
}

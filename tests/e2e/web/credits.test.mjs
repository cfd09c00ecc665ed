import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

const hostile = 'Source: European Central Bank <img src=x onerror=alert(1)>'
const recorded = fileURLToPath(new URL('../../data/ecb/eurofxref-daily_2025-06-18.xml', import.meta.url))

/** A bank that wants to be named, in words that would be markup. */
const preset = {
  title: 'European Central Bank',
  url: 'http://127.0.0.1/',
  attribution: hostile,
  attribution_required: true,
  mapping: {
    format: 'xml',
    rows: "//*[local-name()='Cube'][@currency]",
    code: '@currency',
    rate: '@rate',
    date: { row: '../@time', patterns: ['%Y-%m-%d'] },
    base: 'EUR',
    direction: 'code_per_base',
  },
}

const folder = mkdtempSync(join(tmpdir(), 'tickerd-credits-'))
let server
let browser
before(async () => {
  mkdirSync(join(folder, 'days'))
  copyFileSync(recorded, join(folder, 'days', '2025-06-18.xml'))
  writeFileSync(join(folder, 'bank.json'), JSON.stringify(preset))
  server = new Server({
    pairs: ['EUR/USD', 'USD/JPY'],
    feeds: [
      { preset: join(folder, 'bank.json'), name: 'ecb', kind: 'replay', directory: join(folder, 'days') },
    ],
  })
  await server.start()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
})

for (const [name, width] of [
  ['wide', 1000],
  ['narrow', 360],
]) {
  test(`a required credit line stands on the ${name} tape, as text`, async t => {
    const page = await openTape(browser, `${server.origin}/embed`, { viewport: { width, height: 120 } })
    t.after(() => page.close())
    const credit = page.locator('rate-ticker .credit')
    assert.equal(await credit.textContent(), hostile)
    assert.equal(await credit.locator('img').count(), 0)
    const box = await credit.boundingBox()
    assert.ok(box.width > 40 && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box))
    mkdirSync(screenshot_dir, { recursive: true })
    await page.screenshot({ path: join(screenshot_dir, `credits-${name}.png`) })
    assert.deepEqual(page.complaints, [])
  })
}

/** The examples of docs/client.md are run as they stand there, on another port. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { startSite } from './network.mjs'
import { eventually, launchBrowser, Server } from './support.mjs'

const require = createRequire(new URL('../../../web/package.json', import.meta.url))
const text = readFileSync(new URL('../../../docs/client.md', import.meta.url), 'utf8')
const server = new Server()
const folder = mkdtempSync(join(tmpdir(), 'tickerd-examples-'))
let browser

const examples = language =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code.replaceAll('http://127.0.0.1:8080', server.origin))

before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(dirname(require.resolve('ws/package.json')), join(folder, 'node_modules/ws'))
  for (const [command] of examples('sh').map(code => code.trim().split('\n')))
    assert.match(command, /^curl -o/)
  for (const line of examples('sh').join('').trim().split('\n')) {
    const [, , file, url] = line.split(' ')
    writeFileSync(join(folder, file), await (await fetch(url)).text())
  }
})
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await browser?.close()
  await server.remove()
})

/** Runs `code` with Node until `enough` of its output, or its end. */
async function run(t, name, code, enough) {
  writeFileSync(join(folder, name), code)
  const child = spawn(process.execPath, [name], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill())
  let output = ''
  let errors = ''
  child.stdout.on('data', bytes => {
    output += bytes
  })
  child.stderr.on('data', bytes => {
    errors += bytes
  })
  await eventually('output', () => child.exitCode !== null || enough(output), 60_000)
  return { output, errors, code: child.exitCode }
}

test('there are as many examples as are tested here', () => {
  assert.deepEqual([examples('html').length, examples('js').length, examples('sh').length], [2, 2, 1])
})

test('the first program prints rates as they change', async t => {
  const lines = output => output.split('\n').filter(Boolean)
  const { output, errors, code } = await run(
    t,
    'first.mjs',
    examples('js')[0],
    output => lines(output).length >= 4,
  )
  assert.equal(code, null, errors)
  assert.equal(errors, 'connected\n')
  for (const line of lines(output)) assert.match(line, /^(KGS|TJS)\/USD \d+\.\d+ (-?[\d.]+|null)$/)
})

test('the second program uses ws, ends with its signal and says where to resume', async t => {
  const { output, errors, code } = await run(t, 'second.mjs', examples('js')[1], () => false)
  assert.equal(code, 0, errors)
  assert.equal(errors, '')
  assert.match(output, /^[A-Z]{3}\/[A-Z]{3} \d+\.\d+$/m)
  assert.match(output, /resume from .+:\d+\n$/)
})

for (const [index, selector] of ['#rate', '#rates li'].entries()) {
  test(`page ${index + 1} shows rates`, async t => {
    const html = examples('html')[index]
    const site = await startSite(
      `<!doctype html><html lang="en"><title>Rates</title><link rel="icon" href="data:,">${html}`,
    )
    t.after(() => site.close())
    const page = await browser.newPage()
    t.after(() => page.close())
    const complaints = []
    page.on('pageerror', error => complaints.push(String(error)))
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(site.url)
    await eventually('a rate', async () => {
      const shown = page.locator(selector)
      return (await shown.count()) > 0 && /\d\.\d/.test(await shown.first().textContent())
    })
    const before = await page.locator('body').textContent()
    await eventually('a change', async () => (await page.locator('body').textContent()) !== before, 30_000)
    assert.deepEqual(complaints, [])
  })
}

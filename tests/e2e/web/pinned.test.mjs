/** A page that names a version of the script and its hash. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Newsroom, onTape } from './newsroom.mjs'
import { eventually, launchBrowser, openTape, Server } from './support.mjs'

const server = new Server()
const newsroom = new Newsroom()
let browser
let release
before(async () => {
  await Promise.all([server.start(), newsroom.open()])
  release = await (await fetch(`${server.origin}/widget/release.json`)).json()
  browser = await launchBrowser()
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const pinned = (name, kind = 'async', { path, integrity } = release.files[name]) =>
  `<script src="${server.origin}${path}" integrity="${integrity}" crossorigin="anonymous" ${kind}></script>
   <rate-ticker id="tape" sign="always" locale="de">Rates</rate-ticker>
   <script>window.errors = []
     document.getElementById('tape').addEventListener('error', ({ detail }) => errors.push(detail.message))
   </script>`

for (const [name, kind] of [
  ['tickerd.js', 'async'],
  ['tickerd.mjs', 'type="module"'],
]) {
  test(`${name} and what it loads later are the ones that were hashed`, async t => {
    const page = await openTape(browser, newsroom.page(pinned(name, kind)))
    t.after(() => page.close())
    const loaded = await page.evaluate(() => [
      ...new Set(
        performance
          .getEntriesByType('resource')
          .map(({ name }) => new URL(name))
          .filter(({ pathname }) => pathname.endsWith('js'))
          .map(({ pathname }) => pathname),
      ),
    ])
    assert.deepEqual(loaded, [release.files[name].path, release.files['format.js'].path])
    assert.match(await page.locator('rate-ticker .rate').first().textContent(), /^0,/)
    assert.deepEqual(page.complaints, [])
  })
}

test('what was changed on its way is not run, and the tape goes on without it', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.route('**/format.js', async route => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: `window.changed = true;${await answer.text()}` })
  })
  await page.goto(newsroom.page(pinned('tickerd.js')))
  await page.locator('rate-ticker .item').first().waitFor()
  assert.match(await page.locator('rate-ticker .rate').first().textContent(), /^0\./)
  const [message] = await eventually('an error', () =>
    page.evaluate(() => window.errors.length > 0 && window.errors),
  )
  assert.match(message, /^format\.js: TypeError/)
  assert.equal(await page.evaluate(() => window.changed), undefined)
})

test('a script that was changed on its way is none', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.route('**/tickerd.js', async route => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: `${await answer.text()};` })
  })
  const blocked = page.waitForEvent('console', message => /integrity/.test(message.text()))
  await page.goto(newsroom.page(pinned('tickerd.js')))
  await blocked
  assert.equal(await onTape(page, tape => tape.shadowRoot), null)
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import * as builder from './builder-page.mjs'
import { eventually, itemTexts, launchBrowser, openTape, Server } from './support.mjs'

const server = new Server()
let browser
let release
/** What pages of another origin say, by path. */
const stories = new Map()
const newsroom = createServer(({ url }, response) => {
  const { type = 'text/html', body, policy } = stories.get(url) ?? { body: '' }
  response.setHeader('Content-Type', type)
  if (policy) response.setHeader('Content-Security-Policy', policy)
  response.end(body)
})
before(async () => {
  await server.start()
  browser = await launchBrowser()
  release = await builder.releaseOf(server.origin)
  await new Promise(done => newsroom.listen(0, '127.0.0.1', done))
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const open = (t, options) => builder.openBuilder(t, browser, server.origin, { release, ...options })

/** The address of a page of another origin with `snippet` in it. It allows what docs/embedding.md says, and no more. */
function publish(path, snippet) {
  const host = new URL(server.origin).host
  const policy = `default-src 'none'; script-src ${server.origin}; connect-src ${server.origin} ws://${host};
    img-src ${server.origin} data:; frame-src ${server.origin}; require-trusted-types-for 'script'`
  const head =
    '<!doctype html><html lang="en"><title>News</title><link rel="icon" href="data:,"><h1>News</h1>'
  stories.set(path, { body: head + snippet, policy: policy.replace(/\s+/g, ' ') })
  return `http://127.0.0.1:${newsroom.address().port}${path}`
}

const copy = async page => {
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  return page.evaluate(() => navigator.clipboard.readText())
}

test('tabs are worked by keys and kept in the address', async t => {
  const page = await open(t)
  const selected = () => page.locator('[role=tab][aria-selected=true]').textContent()
  const visible = () => page.locator('[role=tabpanel]:visible').getAttribute('id')
  const html = page.getByRole('tab', { name: 'HTML' })
  await html.focus()
  for (const [key, name, panel] of [
    ['ArrowRight', 'iframe', 'panel-iframe'],
    ['ArrowRight', 'React', 'panel-react'],
    ['End', 'WordPress', 'panel-wordpress'],
    ['ArrowRight', 'HTML', 'panel-html'],
    ['ArrowLeft', 'WordPress', 'panel-wordpress'],
    ['Home', 'HTML', 'panel-html'],
    ['ArrowRight', 'iframe', 'panel-iframe'],
  ]) {
    await page.keyboard.press(key)
    assert.equal(await selected(), name, key)
    assert.equal(await page.evaluate(() => document.activeElement.textContent), name)
    assert.equal(await visible(), panel)
  }
  assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1)
  assert.equal(await builder.searchOf(page), '?for=iframe')
  await page.reload()
  assert.equal(await visible(), 'panel-iframe')
})

test('the snippet that is shown is copied, which is seen and told', async t => {
  const page = await open(t, { search: '?pairs=KGS/USD&for=wordpress' })
  assert.equal(await copy(page), '[tickerd pairs="KGS/USD"]')
  assert.equal(await builder.said(page), 'The snippet is copied')
  await page.getByRole('tab', { name: 'React' }).click()
  await page.getByRole('button', { name: 'Copy', exact: true }).waitFor() // no longer "Copied"
  assert.equal(await copy(page), await builder.snippetOn(page, 'react'))
  const first = await builder.said(page)
  await page.getByRole('button', { name: 'Copied' }).click()
  const second = await eventually('said once more', async () => {
    const said = await builder.said(page)
    return said !== first && said
  })
  assert.equal(second.trim(), first.trim(), 'the same words, and told again')
})

test('without a clipboard object the snippet is copied all the same, or selected', async t => {
  const prepare = () => Object.defineProperty(navigator, 'clipboard', { value: undefined })
  const page = await open(t, { search: '?pairs=KZT/USD&for=wordpress', prepare })
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  await page.evaluate(() => {
    document.execCommand = () => false
  })
  await page.getByRole('tab', { name: 'HTML' }).click()
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByRole('button', { name: 'Selected: press Ctrl+C' }).waitFor()
  const marked = await page.evaluate(() => String(getSelection()))
  assert.equal(marked.trim(), (await builder.snippetOn(page, 'html')).trim())
})

test('a version can be pinned where the server names one', async t => {
  const plain = await open(t, { release: undefined })
  assert.equal(await plain.locator('#pin-field').isVisible(), false)
  const page = await open(t)
  await page.getByLabel('Pin version 0.1.0').check()
  const { path, integrity } = release.files['tickerd.js']
  const script = `<script src="${server.origin}${path}" integrity="${integrity}" crossorigin="anonymous" async></script>`
  assert.ok((await builder.snippetOn(page, 'html')).startsWith(script))
  assert.match(await builder.snippetOn(page, 'react'), /script\.integrity = 'sha384-/)
  assert.equal(await builder.searchOf(page), '?pin')
  await page.getByRole('tab', { name: 'iframe' }).click()
  assert.equal(await page.locator('#pin-field').isVisible(), false)
})

test('snippets name the public address of the server', async t => {
  const page = await open(t, { release: { ...release, public_url: 'https://rates.example.org' } })
  assert.match(await builder.snippetOn(page, 'html'), /src="https:\/\/rates\.example\.org\/widget\.js"/)
  assert.match(await builder.snippetOn(page, 'iframe'), /src="https:\/\/rates\.example\.org\/embed"/)
  assert.equal(await page.locator('#server-address').textContent(), 'https://rates.example.org')
})

for (const search of ['?pairs=KZT/USD,KGS/USD&spark', '?pairs=KZT/USD,KGS/USD&spark&pin']) {
  test(`the copied HTML works on a page of another origin: ${search}`, async t => {
    const snippet = await copy(await open(t, { search }))
    const page = await openTape(browser, publish('/html', snippet))
    t.after(() => page.close())
    const texts = await itemTexts(page)
    assert.deepEqual(
      texts.map(text => text.slice(0, 7)),
      ['KZT/USD', 'KGS/USD'],
    )
    assert.deepEqual(page.complaints, [])
  })
}

test('a script that is not the pinned one does not run', async t => {
  const snippet = await copy(await open(t, { search: '?pin' }))
  const page = await browser.newPage()
  t.after(() => page.close())
  const complaints = []
  page.on('console', message => complaints.push(message.text()))
  await page.goto(publish('/other', snippet.replace(/sha384-[^"]+/, `sha384-${'A'.repeat(64)}`)))
  await eventually('the browser refuses', () => complaints.some(text => text.includes('integrity')))
  assert.equal(await page.evaluate(() => customElements.get('rate-ticker') === undefined), true)
})

test('readers without scripts see the picture of the snippet', async t => {
  const snippet = await copy(await open(t, { search: '?pairs=KZT/USD,KGS/USD&basis=7d&spark' }))
  const context = await browser.newContext({ javaScriptEnabled: false })
  t.after(() => context.close())
  const page = await context.newPage()
  const pictures = []
  page.on('response', response => pictures.push([response.status(), response.headers()['content-type']]))
  await page.goto(publish('/plain', snippet), { waitUntil: 'load' })
  assert.deepEqual(pictures.at(-1), [200, 'image/svg+xml'])
  assert.ok(await page.getByAltText('Exchange rates').isVisible())
})

test('the copied frame works on a page of another origin', async t => {
  const snippet = await copy(await open(t, { search: '?pairs=KGS/USD&theme=dark&spark&for=iframe' }))
  assert.match(snippet, / height="4\d" /)
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.goto(publish('/frame', snippet))
  await page.frameLocator('iframe').locator('rate-ticker .item').first().waitFor()
  assert.equal(await page.frameLocator('iframe').locator('rate-ticker').getAttribute('theme'), 'dark')
})

test('the copied component works, twice on a page with one script', async t => {
  const snippet = await copy(
    await open(t, { search: '?pairs=KGS/USD&spark&label=%7Ba%7D%22%3Cb%3E&for=react&pin' }),
  )
  const script = execFileSync('esbuild', ['--loader=jsx', '--jsx-factory=h'], {
    input: snippet,
    encoding: 'utf8',
  })
  stories.set('/component.js', { type: 'text/javascript', body: script })
  stories.set('/react.js', { type: 'text/javascript', body: 'export const useEffect = queueMicrotask' })
  stories.set('/component', {
    body: `<!doctype html><title>News</title><link rel="icon" href="data:,">
      <script type="importmap">{"imports": {"react": "/react.js"}}</script>
      <script type="module">
        import { RateTicker } from '/component.js'
        window.h = (tag, attributes, ...children) => {
          const element = document.createElement(tag)
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
          element.append(...children)
          return element
        }
        document.body.append(RateTicker(), RateTicker())
      </script>`,
  })
  const page = await openTape(browser, `http://127.0.0.1:${newsroom.address().port}/component`)
  t.after(() => page.close())
  assert.equal(await page.locator('rate-ticker').last().getAttribute('label'), '{a}"<b>')
  assert.equal(await page.locator('script[integrity]').count(), 1)
  assert.deepEqual(page.complaints, [])
})

test('hostile names and labels stay text', async t => {
  const evil = '"><img src=x onerror="window.hit = 1"></noscript><script>window.hit = 1</script>'
  const catalogue = {
    pairs: [
      { pair: `<b>${evil}`, source: 'evil' },
      { pair: 'KGS/USD', source: null },
    ],
    sources: [{ name: 'evil', title: evil }],
  }
  const search = `?label=${encodeURIComponent(evil)}&separator=${encodeURIComponent('<i>"\'')}`
  const page = await open(t, { search, catalogue })
  assert.equal(await page.locator('#catalogue .source').first().textContent(), evil)
  assert.equal(await page.locator('#catalogue .pair').first().textContent(), `<b>${evil}`)
  assert.equal(await page.locator('main img, main b, main script').count(), 0)
  const story = await openTape(browser, publish('/hostile', await copy(page)))
  t.after(() => story.close())
  assert.equal(await story.locator('rate-ticker').getAttribute('label'), evil)
  assert.equal(await story.locator('rate-ticker').getAttribute('separator'), '<i>"\'')
  assert.equal(await story.evaluate(() => document.querySelectorAll('script, img, i').length), 1)
  for (const one of [page, story]) {
    assert.equal(await one.evaluate(() => window.hit), undefined)
    assert.deepEqual(one.complaints, [])
  }
})

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { axe_source, eventually, launchBrowser, openTape, Server, screenshot_dir } from './support.mjs'

const server = new Server()
let browser
/** A page of another origin, with the one script tag; `/?src=ORIGIN` takes the rates from elsewhere. */
const newsroom = createServer(({ url }, response) => {
  const src = new URL(url, 'http://news').searchParams.get('src')
  response.setHeader('Content-Type', 'text/html')
  response.end(
    `<!doctype html><html lang="en"><title>News</title><link rel="icon" href="data:,"><h1>News</h1>
     <script src="${server.origin}/widget.js" defer></script>
     <rate-ticker ${src ? `src="${src}"` : ''} spark basis="previous" pairs="KGS/USD, KZT/USD"></rate-ticker>`,
  )
})
const newsroomUrl = () => `http://127.0.0.1:${newsroom.address().port}/`

before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  await new Promise(done => newsroom.listen(0, '127.0.0.1', done))
  await eventually('a past of three days', async () => {
    const { pairs } = await (await fetch(`${server.origin}/v1/pairs?spark=30`)).json()
    return pairs.every(({ spark }) => spark.length > 2)
  })
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const open = async (t, url, options) => {
  const page = await openTape(browser, url, options)
  t.after(() => page.close())
  return page
}
const lines = page => page.locator('rate-ticker .copy:not([inert]) svg polyline')
const violationsOn = async page => {
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => window.axe.run(document))
  return violations.map(({ id }) => id)
}
/** The items whose line lies on their change or sticks out. */
const overlapsOn = page =>
  page.evaluate(() =>
    [...document.querySelector('rate-ticker').shadowRoot.querySelectorAll('.item')]
      .filter(item => {
        const line = item.querySelector('svg').getBoundingClientRect()
        const { right } = item.querySelector('.change').getBoundingClientRect()
        return line.left < right || line.right > item.getBoundingClientRect().right + 1
      })
      .map(item => item.textContent),
  )
/** Where every item is against its list, in px. */
const placesOf = page =>
  page.evaluate(() => {
    const { shadowRoot } = document.querySelector('rate-ticker')
    const list = shadowRoot.querySelector('.copy').getBoundingClientRect()
    return [...shadowRoot.querySelectorAll('.copy:not([inert]) .item')].map(item => {
      const { left, top, width, height } = item.getBoundingClientRect()
      return [left - list.left, top - list.top, width, height].map(Math.round).join(' ')
    })
  })

for (const colorScheme of ['light', 'dark']) {
  test(`every rate of the tape has its line, ${colorScheme}`, async t => {
    const url = `${server.origin}/embed?spark=30`
    const page = await open(t, url, { colorScheme, viewport: { width: 1000, height: 60 } })
    await lines(page).first().waitFor()
    assert.equal(
      await lines(page).count(),
      await page.locator('rate-ticker .copy:not([inert]) .item').count(),
    )
    const points = await lines(page).first().getAttribute('points')
    assert.match(points, /^0,[\d.]+( [\d.]+,[\d.]+)* 100,[\d.]+$/)
    const box = await page.locator('rate-ticker .copy:not([inert]) svg').first().boundingBox()
    assert.ok(box.width > 40 && box.height > 10, JSON.stringify(box))
    assert.deepEqual(await overlapsOn(page), [])
    await page.screenshot({ path: join(screenshot_dir, `spark-${colorScheme}.png`) })
    assert.deepEqual(await violationsOn(page), [])
    assert.deepEqual(page.complaints, [])
  })

  test(`the list of who asks for less motion has them too, ${colorScheme}`, async t => {
    const url = `${server.origin}/embed?spark=30`
    const options = { colorScheme, reducedMotion: 'reduce', viewport: { width: 360, height: 320 } }
    const page = await open(t, url, options)
    await lines(page).first().waitFor()
    const { animations, copies, drawn, items, widest } = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('rate-ticker')
      const all = [...shadowRoot.querySelectorAll('.item, svg')].map(box => box.getBoundingClientRect().right)
      return {
        animations: document.getAnimations().length + shadowRoot.getAnimations().length,
        copies: shadowRoot.querySelectorAll('.copy').length,
        drawn: shadowRoot.querySelectorAll('svg[aria-hidden="true"]').length,
        items: shadowRoot.querySelectorAll('.item').length,
        widest: Math.max(...all),
      }
    })
    assert.deepEqual({ animations, copies, drawn }, { animations: 0, copies: 1, drawn: items })
    assert.ok(widest <= 360, `something ends at ${widest} px`)
    assert.deepEqual(await overlapsOn(page), [])
    await page.screenshot({ path: join(screenshot_dir, `spark-list-${colorScheme}.png`) })
    assert.deepEqual(await violationsOn(page), [])
  })
}

for (const layout of ['marquee', 'list']) {
  test(`a line that comes moves nothing in a ${layout}`, async t => {
    const page = await browser.newPage({ viewport: { width: 700, height: 200 } })
    t.after(() => page.close())
    let deliver
    const delivered = new Promise(done => {
      deliver = done
    })
    await page.route('**/v1/pairs*', async route => {
      await delivered
      await route.continue()
    })
    await page.goto(`${server.origin}/embed?spark=30&layout=${layout}`)
    await page.locator('rate-ticker .item').first().waitFor()
    await page.evaluate(() => document.querySelector('rate-ticker').toggleAttribute('paused')) // the same numbers
    const before = await placesOf(page)
    deliver()
    await lines(page).first().waitFor()
    assert.deepEqual(await placesOf(page), before)
  })
}

test('the line follows the live value and nothing is replaced', async t => {
  const page = await open(t, `${server.origin}/embed?spark=30`)
  await lines(page).first().waitFor()
  const before = await lines(page).evaluateAll(all => {
    window.first_lines = all
    window.seen = { edited: 0, replaced: 0 }
    const observer = new MutationObserver(records => {
      for (const { type, target } of records) {
        if (type === 'characterData') window.seen.edited++
        if (type === 'childList' && target.closest?.('.item')) window.seen.replaced++
      }
    })
    const { shadowRoot } = document.querySelector('rate-ticker')
    observer.observe(shadowRoot, { subtree: true, characterData: true, childList: true })
    return all.map(line => line.getAttribute('points'))
  })
  await eventually('another point', () =>
    page.evaluate(
      points => window.first_lines.some((line, at) => line.getAttribute('points') !== points[at]),
      before,
    ),
  )
  await eventually('edits', () => page.evaluate(() => window.seen.edited >= 12), 60_000)
  assert.ok(await page.evaluate(() => window.first_lines.every(line => line.isConnected)))
  assert.equal(await page.evaluate(() => window.seen.replaced), 0, 'text and points are edited, nodes stay')
})

test('a page of another origin gets its lines and its basis with the one script tag', async t => {
  const page = await open(t, newsroomUrl())
  await lines(page).first().waitFor()
  assert.equal(await lines(page).count(), 2)
  await page.evaluate(() => document.querySelector('rate-ticker').removeAttribute('spark'))
  assert.equal(await page.locator('rate-ticker svg').count(), 0)
  assert.deepEqual(page.complaints, [])
})

test('rates may come from elsewhere, code comes from beside the script', async t => {
  const elsewhere = server.origin.replace('127.0.0.1', 'localhost')
  const page = await browser.newPage()
  t.after(() => page.close())
  const asked = []
  page.on('request', request => asked.push(request.url()))
  await page.goto(`${newsroomUrl()}?src=${elsewhere}`)
  await lines(page).first().waitFor()
  const scripts = asked.filter(url => url.endsWith('.js'))
  assert.deepEqual(scripts, [`${server.origin}/widget.js`, `${server.origin}/spark.js`])
  assert.ok(asked.includes(`${elsewhere}/v1/pairs?spark=30`), `${asked}`)
})

test('the tape says what its own basis is, and asks for another one when told', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const streams = []
  page.on('websocket', socket => streams.push(new URL(socket.url()).searchParams.get('basis')))
  await page.goto(newsroomUrl())
  const item = page.locator('rate-ticker .item').first()
  const since = async basis => {
    const { rates } = await (await fetch(`${server.origin}/v1/rates?pairs=KGS/USD&basis=${basis}`)).json()
    return rates[0].basis && `change since ${rates[0].basis.as_of} (${rates[0].basis.rate})`
  }
  const says = async basis => {
    const text = await since(basis)
    return text && ((await item.getAttribute('title')) ?? '').includes(text)
  }
  await item.waitFor()
  await eventually('the change since another value', () => says('previous'))
  await page.evaluate(() => document.querySelector('rate-ticker').setAttribute('basis', 'open'))
  await eventually('the change since the open', () => says('open'))
  assert.deepEqual(streams, ['previous', 'open'])
})

test('without its file the tape is as it is', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  await page.route('**/spark.js', route => route.fulfill({ status: 404, body: '' }))
  await page.goto(newsroomUrl())
  const items = page.locator('rate-ticker .item')
  await items.first().waitFor()
  const texts = await items.allTextContents()
  await eventually('a change', async () => `${await items.allTextContents()}` !== `${texts}`, 30_000)
  assert.equal(await page.locator('rate-ticker svg').count(), 0)
  assert.deepEqual(errors, [])
})

test('without a history the tape is as it is', async t => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 60 } })
  t.after(() => page.close())
  let asked = false
  await page.route('**/v1/pairs*', async route => {
    await route.fulfill({ status: 503, body: '' })
    asked = true
  })
  await page.goto(`${server.origin}/embed?spark=30`)
  await page.locator('rate-ticker .item').first().waitFor()
  await eventually('a question', () => asked)
  assert.equal(await page.locator('rate-ticker svg').count(), 0)
})

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Newsroom, onTape, tapeTag } from './newsroom.mjs'
import {
  axe_source,
  eventually,
  launchBrowser,
  openTape,
  Server,
  screenshot_dir,
  trackOffset,
} from './support.mjs'

const server = new Server()
const newsroom = new Newsroom()
let browser
before(async () => {
  mkdirSync(screenshot_dir, { recursive: true })
  await Promise.all([server.start(), newsroom.open()])
  browser = await launchBrowser()
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const open = (t, attributes, options) => newsroom.openTape(t, browser, server, attributes, options)
const violationsOn = async page => {
  await page.evaluate(axe_source)
  const { violations } = await page.evaluate(() => window.axe.run(document))
  return violations.map(({ id }) => id)
}
/** Px a second that the track moves to the right from one frame to the next, most of the time. */
const velocity = page =>
  onTape(page, async tape => {
    const track = tape.shadowRoot.querySelector('.track')
    const places = []
    for (let frame = 0; frame < 60; frame++) {
      await new Promise(requestAnimationFrame)
      places.push([track.getBoundingClientRect().left, document.timeline.currentTime])
    }
    const steps = places.slice(1).map(([left, at], index) => {
      const [left_before, before] = places[index]
      return ((left - left_before) / (at - before)) * 1000
    })
    return steps.sort((one, other) => one - other)[steps.length >> 1]
  })

test('every layout and colour is accessible and looks as meant', async t => {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, attributes] of Object.entries({
      marquee: 'layout="marquee"',
      list: 'layout="list" show-source spark',
      compact: 'layout="compact"',
      static: 'layout="static" show-time',
      narrow: 'layout="list" show-source',
      western: 'layout="static" colors="western"',
      eastern: 'layout="static" colors="eastern"',
      linked: 'layout="list" href="https://news.example/{pair}" locale="de" sign="always"',
    })) {
      const page = await open(t, `${attributes} theme="${colorScheme}"`, {
        colorScheme,
        viewport: { width: name === 'narrow' ? 360 : 700, height: 320 },
      })
      assert.deepEqual(await violationsOn(page), [], `${name}, ${colorScheme}`)
      await page.screenshot({ path: join(screenshot_dir, `layout-${name}-${colorScheme}.png`) })
      const [inside, outside] = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return [scrollWidth, clientWidth]
      })
      assert.ok(inside <= outside, `${name} is ${inside} px wide`)
      const moves = (await page.locator('rate-ticker .copy').count()) > 1
      assert.equal(moves, name === 'marquee', name)
      assert.deepEqual(page.complaints, [])
      await page.close()
    }
  }
})

test('a list has one row a pair, each with its date', async t => {
  const page = await open(t, 'layout="list"')
  const rows = await onTape(page, tape =>
    [...tape.shadowRoot.querySelectorAll('.item')].map(item => ({
      top: item.getBoundingClientRect().top,
      time: item.querySelector('.time').checkVisibility() && item.querySelector('.time').textContent,
    })),
  )
  assert.equal(new Set(rows.map(({ top }) => top)).size, 5)
  for (const { time } of rows) assert.match(time, /^\d{4}-\d\d-\d\d$/)
})

test('it moves to the left, to the right when told, and to the right where text does', async t => {
  for (const { attributes, dir, expected } of [
    { attributes: 'speed="80"', expected: -80 },
    { attributes: 'speed="80" direction="right"', expected: 80 },
    { attributes: 'speed="80"', dir: 'rtl', expected: 80 },
    { attributes: 'speed="80" direction="left"', dir: 'rtl', expected: -80 },
  ]) {
    const page = await open(t, attributes, { dir })
    await page.mouse.move(500, 600)
    const measured = await velocity(page)
    assert.ok(Math.abs(measured / expected - 1) < 0.01, `${attributes} ${dir}: ${measured} px/s`)
    const gap = await onTape(page, tape => {
      const view = tape.shadowRoot.querySelector('.view').getBoundingClientRect()
      const track = tape.shadowRoot.querySelector('.track').getBoundingClientRect()
      return [track.left <= view.left, track.right >= view.right]
    })
    assert.deepEqual(gap, [true, true], 'the view is full')
    await page.close()
  }
})

test('it changes its direction and speed where it stands', async t => {
  const page = await open(t, 'paused')
  const place = () => page.locator('rate-ticker .copy').first().boundingBox()
  await onTape(page, tape => tape.play())
  await sleep(700)
  await onTape(page, tape => tape.pause())
  const before = await trackOffset(page)
  assert.ok(before > 5, `${before}`)
  for (const change of ['speed = 200', 'speed = 20']) {
    await onTape(page, `tape => { tape.${change} }`)
    assert.ok(Math.abs((await trackOffset(page)) - before) < 0.01, change)
  }
  assert.ok(await place())
})

test('programs have properties, methods and events', async t => {
  const page = await browser.newPage()
  t.after(() => page.close())
  await page.goto(
    newsroom.page(`<rate-ticker id="tape">Rates</rate-ticker>
      <script>
        const tape = document.getElementById('tape')
        tape.pairs = ['KGS/USD', 'KZT/USD'] // before the class is there
        tape.showSource = true
        window.seen = { rates: [], states: [] }
        tape.addEventListener('rates', ({ detail }) => seen.rates.push(detail.rates.map(({ pair }) => pair).join()))
        tape.addEventListener('statechange', ({ detail }) => seen.states.push(detail.state))
      </script>
      <script src="${server.origin}/widget.js" defer></script>`),
  )
  await page.locator('rate-ticker .item').first().waitFor()
  await eventually('two events', () => page.evaluate(() => window.seen.rates.length > 1))
  const { rates, states } = await page.evaluate(() => window.seen)
  assert.deepEqual([...new Set(rates)], ['KGS/USD,KZT/USD'])
  assert.deepEqual(states, ['connected'])
  const attributes = await onTape(page, tape => [
    tape.getAttribute('pairs'),
    tape.hasAttribute('show-source'),
  ])
  assert.deepEqual(attributes, ['KGS/USD,KZT/USD', true])
  const paused = await onTape(page, tape => {
    tape.pause()
    const after_pause = tape.paused
    tape.play()
    return [after_pause, tape.paused, tape.rates.length]
  })
  assert.deepEqual(paused, [true, false, 2])
  const sockets = []
  page.on('websocket', socket => sockets.push(socket.url()))
  await onTape(page, tape => tape.refresh())
  await eventually('a new question', () => sockets.length === 1)
})

test('a page that unsets everything does not break it, and it does not break the page', async t => {
  const page = await openTape(
    browser,
    newsroom.page(`<style>* { all: unset !important; animation: none !important; transition: none !important }</style>
      ${tapeTag(server, 'speed="80"')}<p id="after">After it</p>`),
  )
  t.after(() => page.close())
  await page.mouse.move(500, 600)
  const measured = await velocity(page)
  assert.ok(Math.abs(measured / -80 - 1) < 0.01, `${measured} px/s`)
  const { height, width } = await page.locator('rate-ticker').boundingBox()
  assert.ok(height >= 40 && width > 900, `${width} x ${height}`)
  assert.equal(
    await page.evaluate(() => getComputedStyle(document.getElementById('after')).display),
    'inline',
  )
  await page.screenshot({ path: join(screenshot_dir, 'unset.png') })
})

test('it works under the strictest policy, without a report', async t => {
  const { host } = new URL(server.origin)
  const policy = [
    "default-src 'none'",
    `script-src http://${host}`,
    `connect-src http://${host} ws://${host}`,
    `img-src http://${host} data:`,
    "style-src 'self'",
    "require-trusted-types-for 'script'",
    'report-uri /report',
  ].join('; ')
  const all = 'drag spark locale="kk" sign="always" href="/{pair}" show-source separator="|"'
  const page = await openTape(
    browser,
    newsroom.page(tapeTag(server, all), { headers: { 'Content-Security-Policy': policy } }),
  )
  t.after(() => page.close())
  await page.locator('rate-ticker a').first().waitFor()
  await eventually('lines', async () => (await page.locator('rate-ticker svg').count()) > 0)
  await sleep(500)
  assert.deepEqual(newsroom.reports, [])
  assert.deepEqual(page.complaints, [])
})

test('markup in what a page says stays text', async t => {
  const hostile = '<img src=x onerror=document.title=1>'
  const quoted = hostile.replaceAll('<', '&lt;')
  const page = await open(
    t,
    `label='${quoted}' separator='${quoted}' href='/${quoted}{pair}' layout="marquee"`,
  )
  await page.locator('rate-ticker a').first().waitFor()
  assert.equal(await page.locator('rate-ticker img').count(), 0)
  assert.equal(await page.title(), 'News')
  assert.equal(await page.locator('rate-ticker .region').getAttribute('aria-label'), hostile)
})

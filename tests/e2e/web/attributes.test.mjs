import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Newsroom, onTape, tapeTag } from './newsroom.mjs'
import { eventually, itemTexts, launchBrowser, Server, trackOffset } from './support.mjs'

const server = new Server()
const newsroom = new Newsroom()
let browser
before(async () => {
  await Promise.all([server.start(), newsroom.open()])
  browser = await launchBrowser()
})
after(async () => {
  newsroom.close()
  await browser?.close()
  await server.remove()
})

const open = (t, attributes, options) => newsroom.openTape(t, browser, server, attributes, options)

test('numbers read as a language writes them, digit for digit', async t => {
  const page = await open(t, 'locale="de" precision="7" sign="always" layout="static"')
  const { rates } = await (await fetch(`${server.origin}/v1/rates`)).json()
  const rate = rates.find(({ pair }) => pair === 'KGS/USD')
  await eventually('a German number', async () => /= 0,\d{7} /.test((await itemTexts(page))[0]))
  assert.ok(!(await itemTexts(page))[0].includes(rate.rate))
  for (const text of await itemTexts(page)) {
    const change = /([+\u2212]?)(\d+(,\d+)?)\u00a0%/.exec(text)
    assert.ok(change, text)
    assert.equal(change[1] === '', change[2] === '0', text)
  }
  await onTape(page, tape => {
    tape.precision = '2'
    tape.locale = ''
    tape.sign = ''
  })
  assert.match((await itemTexts(page))[0], /= 0\.01 /)
  await onTape(page, tape => {
    tape.precision = null
  })
  await eventually('the plain number', async () => /= 0\.0\d{5} /.test((await itemTexts(page))[0]))
})

test('a click on any copy of a pair leads where the page says', async t => {
  const target = newsroom.page('<p>A story')
  const { pathname } = new URL(target)
  const page = await open(t, `href="${pathname}?of={pair}&b={base}" speed="1"`, {
    viewport: { width: 3000, height: 300 },
  })
  await page.locator('rate-ticker a').first().waitFor()
  const links = page.locator('rate-ticker .copy:not([inert]) a')
  assert.equal(await links.first().getAttribute('href'), `${target}?of=KGS-USD&b=KGS`)
  assert.match(await links.first().getAttribute('aria-description'), /^As of .*source/)
  const box = await page.locator('rate-ticker .copy[inert] .item').nth(1).boundingBox()
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.waitForURL(`${target}?of=KZT-USD&b=KZT`)
})

test('a link that is no web address is none', async t => {
  const page = await open(t, 'href="javascript:document.title=1" layout="static"')
  await sleep(300)
  assert.equal(await page.locator('rate-ticker a').count(), 0)
})

test('keyboard focus stops the tape, and so does the mouse over it', async t => {
  const page = await open(t, 'href="/{pair}"')
  await page.locator('rate-ticker a').first().waitFor()
  const moved = async () => {
    const from = await trackOffset(page)
    await sleep(200)
    return (await trackOffset(page)) !== from
  }
  await page.mouse.move(500, 600)
  assert.ok(await moved())
  await page.keyboard.press('Tab')
  assert.equal(await moved(), false, 'with the focus on a link')
  await onTape(page, tape => tape.shadowRoot.activeElement.blur())
  assert.ok(await moved())
  const { x, y, width, height } = await page.locator('rate-ticker .view').boundingBox()
  await page.mouse.move(x + width / 2, y + height / 2)
  assert.equal(await moved(), false, 'under the mouse')
  await page.mouse.move(500, 600)
  assert.ok(await moved())
})

test('the reader pulls the tape, and what follows is no click', async t => {
  const page = await open(t, 'drag href="/{pair}" speed="1"')
  await page.locator('rate-ticker a').first().waitFor()
  await eventually('the file', () =>
    onTape(page, tape => tape.shadowRoot.querySelector('.view').style.touchAction === 'pan-y'),
  )
  const { x, y, width, height } = await page.locator('rate-ticker .view').boundingBox()
  const [from, level] = [x + width / 2, y + height / 2]
  await page.mouse.move(from, level)
  const before = await trackOffset(page)
  await page.mouse.down()
  await page.mouse.move(from - 10, level)
  await page.mouse.move(from - 130, level, { steps: 5 })
  const pulled = (await trackOffset(page)) - before
  assert.ok(Math.abs(pulled - 120) < 1, `${pulled} px`)
  const address = page.url()
  await page.mouse.up()
  await sleep(200)
  assert.equal(page.url(), address)
})

test('attributes of another vendor say the same here', async t => {
  const foreign =
    'symbols="FX_IDC:TJSUSD, KGSUSD" colorTheme="dark" isTransparent="true" displayMode="compact" largeChartUrl="/x/{base}"'
  const streams = []
  const page = await browser.newPage()
  t.after(() => page.close())
  page.on('websocket', socket => streams.push(new URL(socket.url()).searchParams.get('pairs')))
  await page.goto(newsroom.page(tapeTag(server, foreign)))
  await page.locator('rate-ticker a').first().waitFor()
  assert.deepEqual(streams, ['TJS/USD,KGS/USD'], 'nothing else was asked for before')
  const own = await onTape(page, tape => [tape.pairs, tape.theme, tape.transparent, tape.layout, tape.href])
  assert.deepEqual(own, ['TJS/USD,KGS/USD', 'dark', true, 'compact', '/x/{base}'])
  assert.match((await itemTexts(page)).join(), /^TJS\/USD.*KGS\/USD/)
})

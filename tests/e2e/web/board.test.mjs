import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { assertFits, newPage, openBoard, pairsOn, rateOf, tellBoard, violationsOn } from './board-support.mjs'
import { eventually, launchBrowser, Server, screenshot_dir } from './support.mjs'

const server = new Server()
let browser
before(async () => {
  await server.start()
  browser = await launchBrowser()
  mkdirSync(screenshot_dir, { recursive: true })
  await eventually('a past of three days', async () => {
    const { pairs } = await (await fetch(`${server.origin}/v1/pairs?spark=30`)).json()
    return pairs.every(({ spark }) => spark.length > 2)
  })
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const rates = [
  rateOf('UZS/USD', {
    rate: '0.000082651',
    change: null,
    change_pct: null,
    basis: null,
    source: 'cbu',
    status: 'held',
  }),
  rateOf('KGS/USD', { change: '-0.0001', change_pct: '-0.8' }),
  rateOf('BTC/USD', {
    rate: '100000.50',
    change: '12.00',
    change_pct: '0.01',
    source: 'kraken',
    status: 'stale',
  }),
  rateOf('EUR/USD', { rate: '9.5000', change: '0.000000', change_pct: '0', source: 'ecb', status: 'closed' }),
  rateOf('TMT/USD', { rate: '0.28571', source: 'tmt-peg', status: 'pegged' }),
]
const order = async page => (await pairsOn(page)).map(pair => pair.slice(0, 3)).join(' ')
const search = page => new URL(page.url()).search
const cells = (page, pair) =>
  page
    .locator('#rows tr', { hasText: pair })
    .locator('td')
    .evaluateAll(all => all.map(cell => cell.textContent))

/** A board with the rates above, or others, and what sends it more. */
const openTold = async (t, query = '', told = rates, options = {}, credits = {}) => {
  const page = await newPage(t, browser, options)
  page.send = await tellBoard(page, told, credits)
  return openBoard(page, server.origin, query)
}

test('the board shows every pair of the server, live, with its line', async t => {
  const page = await newPage(t, browser)
  await openBoard(page, server.origin)
  assert.deepEqual((await pairsOn(page)).sort(), ['KGS/USD', 'KZT/USD', 'TJS/USD', 'TMT/USD', 'UZS/USD'])
  await page.locator('#rows polyline[points*=" "]').nth(4).waitFor({ state: 'attached' })
  assert.equal(await page.locator('#demo').isVisible(), true)
  await page.evaluate(() => {
    window.seen = { edited: 0, replaced: 0 }
    new MutationObserver(records => {
      for (const { type } of records) window.seen[type === 'characterData' ? 'edited' : 'replaced']++
    }).observe(document.getElementById('rows'), { subtree: true, characterData: true, childList: true })
  })
  await eventually('edits', () => page.evaluate(() => window.seen.edited >= 12), 60_000)
  assert.equal(await page.evaluate(() => window.seen.replaced), 0, 'text is edited, nodes stay')
  const shown = await cells(page, 'KGS/USD')
  const { rates } = await (await fetch(`${server.origin}/v1/rates?pairs=KGS/USD`)).json()
  assert.equal(shown.length, 7)
  assert.equal(shown[0].length, rates[0].rate.length)
  assert.deepEqual(page.complaints, [])
})

test('numbers keep all their digits and say which way they went', async t => {
  const long = '12345678901234567890.10000000000000000555'
  const page = await openTold(t, '', [...rates, rateOf('AAA/BBB', { rate: long, change: `-${long}` })])
  assert.deepEqual((await cells(page, 'AAA/BBB')).slice(0, 3), [long, `\u2212${long}`, '+0.08%'])
  assert.deepEqual((await cells(page, 'UZS')).slice(0, 3), ['0.000082651', '\u2013', '\u2013'])
  assert.deepEqual((await cells(page, 'EUR')).slice(0, 3), ['9.5000', '0.000000', '0%'])
  const directions = await page
    .locator('#rows [data-direction]')
    .evaluateAll(all => all.map(cell => cell.dataset.direction))
  assert.deepEqual(directions.slice(0, 8), ['unknown', 'unknown', 'down', 'down', 'up', 'up', 'flat', 'flat'])
  assert.equal((await cells(page, 'UZS')).at(-1), 'held: a newer value is being checked')
  const points = await page.locator('#rows .rate .digits').evaluateAll(all =>
    all.map(({ firstChild }) => {
      const range = document.createRange()
      const point = firstChild.data.indexOf('.')
      range.setStart(firstChild, point)
      range.setEnd(firstChild, point + 1)
      return Math.round(range.getBoundingClientRect().left)
    }),
  )
  assert.ok(Math.max(...points) - Math.min(...points) <= 1, `the points stand at ${points}`)
})

test('ages count on', async t => {
  const page = await openTold(t, '', [
    rateOf('KGS/USD', { fetched_at: new Date(Date.now() - 5000).toISOString() }),
  ])
  const age = page.locator('#rows .age')
  const first = Number.parseInt(await age.textContent(), 10)
  assert.ok(first >= 5 && first < 20, `${first} s`)
  await eventually('a later age', async () => Number.parseInt(await age.textContent(), 10) > first, 5000)
})

test('headers sort, say so, and the address keeps it', async t => {
  const page = await openTold(t)
  assert.equal(await order(page), 'UZS KGS BTC EUR TMT')
  const head = page.getByRole('columnheader', { name: 'Rate' })
  const press = head.getByRole('button')
  assert.equal(await head.getAttribute('aria-sort'), null)
  await press.click()
  assert.equal(await order(page), 'UZS KGS TMT EUR BTC')
  assert.equal(await head.getAttribute('aria-sort'), 'ascending')
  await press.click()
  assert.equal(await order(page), 'BTC EUR TMT KGS UZS')
  assert.equal(await head.getAttribute('aria-sort'), 'descending')
  assert.equal(search(page), '?sort=-rate')
  await openBoard(page, server.origin, search(page))
  assert.equal(await order(page), 'BTC EUR TMT KGS UZS')
  await page.getByRole('columnheader', { name: 'Change %' }).getByRole('button').click()
  assert.equal(await order(page), 'KGS EUR BTC TMT UZS')
  assert.equal(await page.locator('th[aria-sort]').count(), 1)
})

test('a row that moves keeps the focus, and only rows move', async t => {
  const page = await openTold(t, '?sort=rate')
  await page.getByRole('button', { name: 'TMT/USD' }).focus()
  page.send([{ ...rates[4], rate: '999999.9' }])
  await eventually('another order', async () => (await order(page)) === 'UZS KGS EUR BTC TMT')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'TMT/USD')
  page.send([{ ...rates[4], rate: '0.000000001' }])
  await eventually('another order', async () => (await order(page)) === 'TMT UZS KGS EUR BTC')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'TMT/USD')
})

test('the filter finds pairs, sources and states, and says when there is nothing', async t => {
  const page = await openTold(t)
  const filter = page.getByLabel('Filter')
  await filter.fill('usd kraken')
  assert.equal(await order(page), 'BTC')
  assert.equal(await page.locator('#count').textContent(), '1 of 5 pairs')
  await filter.fill('peg')
  assert.equal(await order(page), 'TMT')
  assert.equal(search(page), '?filter=peg')
  await filter.fill('nowhere')
  assert.equal(await page.locator('#none').isVisible(), true)
  await filter.fill('')
  assert.equal(await order(page), 'UZS KGS BTC EUR TMT')
  await openBoard(page, server.origin, '?filter=held')
  assert.equal(await filter.inputValue(), 'held')
  assert.equal(await order(page), 'UZS')
})

test('the basis is asked of the server, and the rates stay on show meanwhile', async t => {
  const page = await newPage(t, browser)
  const streams = []
  page.on('websocket', socket => streams.push(new URL(socket.url()).searchParams.get('basis')))
  await openBoard(page, server.origin)
  await page.getByLabel('Change since').selectOption('7d')
  assert.equal(await page.locator('#rows tr').count(), 5)
  await eventually('the change since another day', async () => {
    const title = await page.locator('#rows .change').first().getAttribute('title')
    const { rates } = await (await fetch(`${server.origin}/v1/rates?basis=7d`)).json()
    return rates[0].basis && title === `since ${rates[0].basis.as_of} (${rates[0].basis.rate})`
  })
  assert.deepEqual(streams, [null, '7d'])
  assert.equal(search(page), '?basis=7d')
})

test('the table as it is shown can be saved', async t => {
  const formula = '=HYPERLINK("http://x","y")'
  const page = await openTold(t, '?sort=-rate&filter=usd', [
    ...rates,
    rateOf('XXX/USD', { rate: '-0.5', source: formula, fetched_at: 'then', as_of: 'now' }),
    rateOf('KZT/KGS'),
  ])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  assert.match(download.suggestedFilename(), /^rates-[\dT-]+\.csv$/)
  const lines = readFileSync(await download.path(), 'utf8').split('\r\n')
  assert.equal(
    lines[0],
    'pair,rate,change,change_pct,basis,basis_rate,basis_as_of,as_of,fetched_at,source,status',
  )
  assert.deepEqual(
    lines.slice(1).map(line => line.slice(0, 17)),
    [
      'BTC/USD,100000.50',
      'EUR/USD,9.5000,0.',
      'TMT/USD,0.28571,0',
      'KGS/USD,0.011435,',
      'UZS/USD,0.0000826',
      'XXX/USD,-0.5,0.00',
      '',
    ],
  )
  assert.match(lines[4], /^KGS\/USD,0\.011435,-0\.0001,-0\.8,previous_close,0\.011426,2026-05-18,2026-05-19,/)
  assert.equal(
    lines[6],
    `XXX/USD,-0.5,0.0000905,0.08,previous_close,0.011426,2026-05-18,now,then,"'${formula.replaceAll('"', '""')}",live`,
  )
  assert.deepEqual(page.complaints, [])
})

test('what a hostile server says stays text', async t => {
  const image = '<img src=x onerror=alert(1)>'
  const told = [
    rateOf(`${image}/USD`, { rate: image, change: image, source: image, status: image, as_of: image }),
  ]
  const page = await openTold(t, '', told, {}, { [image]: `Credit ${image}` })
  assert.deepEqual(await pairsOn(page), [`${image}/USD`])
  assert.equal(await page.locator('#credits').textContent(), `Credit ${image}`)
  await page.locator('#rows .name').click()
  assert.equal(await page.locator('#chart-name').textContent(), `${image}/USD`)
  assert.equal(await page.locator('img').count(), 0)
  await eventually('words on the chart', async () =>
    /history/i.test(await page.locator('#chart-note').textContent()),
  )
})

for (const [reducedMotion, tinted] of [
  ['no-preference', 1],
  ['reduce', 0],
]) {
  test(`a number that moves is tinted, ${reducedMotion}`, async t => {
    const page = await openTold(t, '', rates, { reducedMotion })
    page.send([{ ...rates[1], rate: '0.011436' }])
    await eventually('the new value', async () => (await cells(page, 'KGS'))[0] === '0.011436')
    assert.equal(await page.evaluate(() => document.getAnimations().length), tinted)
  })
}

test('the board stands still for who wants to read it, and goes on where the server is', async t => {
  const page = await openTold(t)
  const pause = page.getByRole('button', { name: 'Pause' })
  await pause.click()
  assert.equal(await pause.getAttribute('aria-pressed'), 'true')
  assert.match(await page.locator('#note').textContent(), /^paused, showing values of \d\d:\d\d$/)
  page.send([{ ...rates[1], rate: '0.022222' }])
  await page.waitForTimeout(500)
  assert.equal((await cells(page, 'KGS'))[0], '0.011435')
  await pause.click()
  assert.equal((await cells(page, 'KGS'))[0], '0.022222')
  assert.equal(await page.locator('#note').isVisible(), false)
})

test('without its server the board says so, keeps its values and goes on', async t => {
  const server = await new Server().start()
  t.after(() => server.remove())
  const page = await newPage(t, browser)
  await openBoard(page, server.origin)
  const note = page.locator('#note')
  assert.equal(await note.isVisible(), false)
  await server.kill()
  await note.waitFor({ state: 'visible' })
  assert.match(await note.textContent(), /^connection lost, showing values of \d\d:\d\d$/)
  assert.equal(await page.locator('#rows tr').count(), 5)
  await server.start()
  await note.waitFor({ state: 'hidden', timeout: 40_000 })
})

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 768, 1440, 3440]) {
    test(`the board fits ${width} px and is accessible, ${colorScheme}`, async t => {
      const page = await newPage(t, browser, {
        colorScheme,
        viewport: { width, height: width < 500 ? 780 : width > 2000 ? 1440 : 900 },
      })
      await openBoard(page, server.origin)
      await page.locator('#rows polyline[points*=" "]').nth(4).waitFor({ state: 'attached' })
      await assertFits(page)
      await page.screenshot({
        path: join(screenshot_dir, `board-${width}-${colorScheme}.png`),
        fullPage: true,
      })
      assert.deepEqual(await violationsOn(page), [])
      await page.locator('.legend summary').click()
      assert.deepEqual(await violationsOn(page), [])
      await assertFits(page)
      assert.deepEqual(page.complaints, [])
    })
  }
}

test('without script the board leads to the rates', async t => {
  const page = await newPage(t, browser, { javaScriptEnabled: false })
  await page.goto(`${server.origin}/board`)
  assert.equal(await page.getByRole('link', { name: 'The rates as CSV' }).isVisible(), true)
})

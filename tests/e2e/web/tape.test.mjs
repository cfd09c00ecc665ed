import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, itemTexts, launchBrowser, openTape, Server, trackOffset } from './support.mjs'

const server = new Server()
let browser
before(async () => {
  await server.start()
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await server.remove()
})

const open = async (t, path, options) => {
  const page = await openTape(browser, server.origin + path, options)
  t.after(() => page.close())
  return page
}

/**
 * Watches the tape frame by frame until `changes` numbers were edited, at most `limit_ms`.
 *
 * The item at the left edge has to move by speed times time from one frame to the next; `worst_px` is the largest
 * distance from that, `replaced` counts edits that changed nodes and not only their text.
 */
const watch = (page, { changes, limit_ms }) =>
  page.evaluate(
    ([changes, limit_ms]) =>
      new Promise(done => {
        const tape = document.querySelector('rate-ticker')
        const root = tape.shadowRoot
        const view = root.querySelector('.view')
        const speed = Number(tape.getAttribute('speed') ?? 60)
        const seen = { edited: 0, replaced: 0, frames: 0, worst_px: 0, travelled_px: 0, elapsed_ms: 0 }
        const observer = new MutationObserver(records => {
          for (const { type, target, addedNodes } of records) {
            if (type === 'characterData' && target.parentElement?.closest('.copy:not([inert])')) seen.edited++
            if (type === 'childList' && addedNodes.length > 0 && target.closest?.('.item')) seen.replaced++
          }
        })
        observer.observe(root, { subtree: true, characterData: true, childList: true })
        const lefts = () => {
          const edge = view.getBoundingClientRect().left
          const found = new Map()
          for (const item of root.querySelectorAll('.item')) {
            const pair = item.querySelector('.pair').textContent
            found.set(pair, [...(found.get(pair) ?? []), item.getBoundingClientRect().left - edge])
          }
          return found
        }
        let before
        // A frame is looked at in a task of its own: what observers of sizes do to it comes after its callbacks.
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          const now = document.timeline.currentTime
          const places = lefts()
          if (before) {
            const step = (speed * (now - before.now)) / 1000
            let anchor = { left: Number.NEGATIVE_INFINITY, pair: '' }
            for (const [pair, list] of before.places) {
              for (const left of list) if (left <= 0 && left > anchor.left) anchor = { left, pair }
            }
            const expected = anchor.left - step
            const cycle = root.querySelector('.copy').getBoundingClientRect().width
            const distances = places
              .get(anchor.pair)
              .flatMap(left => [left - expected, left - cycle - expected]) // it may just have gone round
            const off = Math.min(...distances.map(Math.abs))
            seen.worst_px = Math.max(seen.worst_px, off)
            seen.travelled_px += step
            seen.elapsed_ms += now - before.now
            seen.frames++
          }
          before = { now, places }
          if (seen.edited >= changes || seen.elapsed_ms > limit_ms) {
            observer.disconnect()
            done(seen)
          } else {
            requestAnimationFrame(() => channel.port2.postMessage(null))
          }
        }
        requestAnimationFrame(() => channel.port2.postMessage(null))
      }),
    [changes, limit_ms],
  )

test('the tape moves at its speed and never runs empty', async t => {
  const page = await open(t, '/demo', { viewport: { width: 3440, height: 700 } })
  const measure = () =>
    page.evaluate(
      () =>
        new Promise(done =>
          requestAnimationFrame(now => {
            const { shadowRoot } = document.querySelector('rate-ticker')
            const track = shadowRoot.querySelector('.track')
            done({
              now,
              offset: -new DOMMatrix(getComputedStyle(track).transform).m41,
              cycle: shadowRoot.querySelector('.copy').getBoundingClientRect().width,
              end:
                track.getBoundingClientRect().right -
                shadowRoot.querySelector('.view').getBoundingClientRect().right,
            })
          }),
        ),
    )
  const first = await measure()
  await sleep(2_000)
  const second = await measure()
  const travelled = (second.offset - first.offset + second.cycle) % second.cycle
  const expected = (60 * (second.now - first.now)) / 1000
  assert.ok(Math.abs(travelled - expected) < 0.01 * expected + 1, `${travelled} px, expected ${expected} px`)
  assert.ok(first.end >= 0 && second.end >= 0, 'the last copy reaches beyond the right edge')
})

test('a number changes in place and nothing jumps', async t => {
  const page = await open(t, '/demo')
  const seen = await watch(page, { changes: 20, limit_ms: 60_000 })
  t.diagnostic(JSON.stringify(seen))
  assert.ok(seen.edited >= 20, `${seen.edited} numbers were edited`)
  assert.equal(seen.replaced, 0, 'text is edited, nodes stay')
  assert.ok(seen.travelled_px > 60, 'it moved meanwhile')
  assert.ok(seen.worst_px < 0.5, `the item at the edge jumped by ${seen.worst_px} px`)
})

test('a wider number that has gone by and a resize leave the item at the edge where it is', async t => {
  const page = await open(t, '/demo')
  await page.evaluate(() => document.querySelector('rate-ticker').setAttribute('speed', '300'))
  const watched = watch(page, { changes: 1_000, limit_ms: 6_000 })
  let widened = 0
  for (const width of [700, 1400, 1000, 800]) {
    await sleep(1_200)
    await page.setViewportSize({ width, height: 700 })
    widened += await page.evaluate(
      () =>
        new Promise(done =>
          requestAnimationFrame(() => {
            const root = document.querySelector('rate-ticker').shadowRoot
            const edge = root.querySelector('.view').getBoundingClientRect().left
            const items = [...root.querySelectorAll('.copy:not([inert]) .item')]
            const gone = items.findLastIndex(item => item.getBoundingClientRect().right < edge)
            for (const copy of gone < 0 ? [] : root.querySelectorAll('.copy')) {
              copy.children[gone].querySelector('.rate').firstChild.data += '00000'
            }
            done(gone < 0 ? 0 : 1)
          }),
        ),
    )
  }
  const seen = await watched
  t.diagnostic(JSON.stringify({ ...seen, widened }))
  assert.ok(widened > 0, 'a number behind the edge was made wider')
  assert.ok(seen.worst_px < 0.5, `the item at the edge jumped by ${seen.worst_px} px`)
})

test('a font that comes late leaves the item at the edge where it is', async t => {
  const page = await open(t, '/demo')
  const font = readFileSync('/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf').toString('base64')
  const cycle = () =>
    page.evaluate(
      () =>
        document.querySelector('rate-ticker').shadowRoot.querySelector('.copy').getBoundingClientRect().width,
    )
  await page.evaluate(() => {
    const tape = document.querySelector('rate-ticker')
    tape.style.setProperty('--rate-ticker-font', '15px/1.5 late, sans-serif')
  })
  const before = await cycle()
  const watched = watch(page, { changes: 1_000, limit_ms: 3_000 })
  await sleep(1_000)
  await page.evaluate(async font => {
    const bytes = Uint8Array.from(atob(font), letter => letter.charCodeAt(0))
    document.fonts.add(await new FontFace('late', bytes).load())
  }, font)
  const seen = await watched
  t.diagnostic(JSON.stringify(seen))
  assert.ok(Math.abs((await cycle()) - before) > 0.5, 'the tape is written in the late font')
  assert.ok(seen.worst_px < 0.5, `the item at the edge jumped by ${seen.worst_px} px`)
})

test('the pause button stops motion and updates, by mouse and by keyboard', async t => {
  const page = await open(t, '/demo')
  const button = page.getByRole('button', { name: 'Pause' })
  assert.equal(await button.getAttribute('aria-pressed'), 'false')
  await button.click()
  assert.equal(await button.getAttribute('aria-pressed'), 'true')
  const stopped = await trackOffset(page)
  await sleep(500)
  assert.equal(await trackOffset(page), stopped)
  const texts = await itemTexts(page)
  await sleep(6_000)
  assert.deepEqual(await itemTexts(page), texts)
  assert.equal(await trackOffset(page), stopped)
  await button.press('Enter')
  assert.equal(await button.getAttribute('aria-pressed'), 'false')
  await sleep(500)
  assert.notEqual(await trackOffset(page), stopped)
})

test('reduced motion shows a list that stands still and still changes', async t => {
  const page = await open(t, '/demo', { reducedMotion: 'reduce', viewport: { width: 360, height: 700 } })
  const state = () =>
    page.evaluate(() => {
      const { shadowRoot } = document.querySelector('rate-ticker')
      const items = [...shadowRoot.querySelectorAll('.item')].map(item => item.getBoundingClientRect())
      return {
        animations: shadowRoot.querySelector('.track').getAnimations().length,
        copies: shadowRoot.querySelectorAll('.copy').length,
        places: items.map(({ left, top }) => `${left},${top}`),
        rows: new Set(items.map(({ top }) => top)).size,
        widest: Math.max(...items.map(({ right }) => right)),
      }
    })
  const first = await state()
  assert.equal(first.animations, 0)
  assert.equal(first.copies, 1)
  assert.ok(first.rows > 1, 'the list wraps')
  assert.ok(first.widest <= 360, 'nothing sticks out')
  await sleep(500)
  assert.deepEqual((await state()).places, first.places)
  const texts = await itemTexts(page)
  await eventually('a change', async () => `${await itemTexts(page)}` !== `${texts}`, 30_000)
})

test('the tape is never wider than its place, however the page lays it out', async t => {
  const page = await open(t, '/embed')
  for (const display of ['inline-flex', 'inline-grid', 'table', 'grid']) {
    const width = await page.evaluate(async display => {
      const main = document.querySelector('main')
      main.style.setProperty('display', display)
      await new Promise(done => setTimeout(done, 300))
      return main.getBoundingClientRect().width
    }, display)
    assert.ok(width <= 1000, `${width} px in ${display}`)
  }
})

test('the demo says that it is one', async t => {
  const page = await open(t, '/demo')
  assert.equal((await page.locator('rate-ticker .badge').textContent()).toLowerCase(), 'demo')
  assert.ok(await page.locator('rate-ticker .badge').isVisible())
})

test('the frame shows the pairs, theme and speed of its address', async t => {
  const page = await open(t, '/embed?pairs=KZT/USD,KGS/USD&theme=dark&speed=20')
  const texts = await itemTexts(page)
  assert.equal(texts.length, 2)
  assert.match(texts[0], /^KZT\/USD = 0\.\d+ \u2212?[\d.]*%?$/)
  assert.match(texts[1], /^KGS\/USD = 0\.\d+ \u2212?[\d.]*%?$/)
  const background = await page
    .locator('rate-ticker .region')
    .evaluate(element => getComputedStyle(element).backgroundColor)
  assert.equal(background, 'rgb(21, 24, 28)')
  const first = await trackOffset(page)
  await sleep(1_000)
  const moved = (await trackOffset(page)) - first
  assert.ok(moved > 15 && moved < 40, `${moved} px in a second`)
})

test('it rests while nobody can see it', async t => {
  const page = await open(t, '/demo')
  await page.mouse.wheel(0, 2_000)
  await sleep(500)
  const resting = await trackOffset(page)
  await sleep(500)
  assert.equal(await trackOffset(page), resting)
  await page.mouse.wheel(0, -2_000)
  await sleep(500)
  const moved = (await trackOffset(page)) - resting
  assert.ok(moved > 0 && moved < 60, `it goes on where it was, not ${moved} px further`)
})

/** What the tests of the builder share. */
import { createHash } from 'node:crypto'
import { openTape } from './support.mjs'

/** What `/widget/release.json` says of the script that is served: its hash is the real one. */
export async function releaseOf(origin, public_url = '') {
  const script = Buffer.from(await (await fetch(`${origin}/widget.js`)).arrayBuffer())
  const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
  return { version: '0.1.0', public_url, files: { 'tickerd.js': { path: '/widget.js', integrity } } }
}

/** A browser that may copy and paste. */
export const contextOf = (browser, options = {}) =>
  browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })

/**
 * Opens the builder and waits for its tape. `release` is the answer to `/widget/release.json`, undefined is a 404;
 * `catalogue` stands for `/v1/pairs`.
 */
export async function openBuilder(
  t,
  browser,
  origin,
  { search = '', release, catalogue, prepare, ...options } = {},
) {
  const context = await contextOf(browser, options)
  t.after(() => context.close())
  await context.route('**/widget/release.json', route =>
    release ? route.fulfill({ json: release }) : route.fulfill({ status: 404, json: {} }),
  )
  if (catalogue) await context.route('**/v1/pairs', route => route.fulfill({ json: catalogue }))
  if (prepare) await context.addInitScript(prepare)
  const page = await openTape(context, `${origin}/${search}`)
  await page.locator('#catalogue li').first().waitFor()
  return page
}

export const complaintsOf = page => page.complaints.filter(text => !text.includes('404'))
export const chosenOn = page => page.locator('#chosen strong').allTextContents()
export const snippetOn = (page, target) => page.locator(`#panel-${target} pre code`).textContent()
export const said = page => page.locator('#said').textContent()

/** The address once it has kept the choice. */
export async function searchOf(page) {
  await page.waitForTimeout(250)
  return new URL(page.url()).search
}

export const attributesOf = page =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.getElementById('preview').attributes]
        .filter(({ name }) => name !== 'id' && name !== 'style')
        .map(({ name, value }) => [name, value]),
    ),
  )

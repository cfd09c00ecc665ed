/** The components of docs/embedding.md run as they stand there, each in its framework. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Newsroom } from './newsroom.mjs'
import { eventually, itemTexts, launchBrowser, openTape, Server } from './support.mjs'

const web = new URL('../../../web/', import.meta.url)
const require = createRequire(new URL('package.json', web))
const text = readFileSync(new URL('../../../docs/embedding.md', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'tickerd-frameworks-'))
const server = new Server()
const newsroom = new Newsroom()
let browser

before(async () => {
  await server.start()
  await newsroom.open()
  browser = await launchBrowser()
  symlinkSync(new URL('node_modules', web).pathname, join(folder, 'node_modules'))
})
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await browser?.close()
  newsroom.close()
  await server.remove()
})

/** The code in `language` below the heading, from the server of the test. */
function example(heading, language) {
  const [, section] = text.split(`\n## ${heading}\n`)
  assert.ok(section, `docs/embedding.md says nothing of ${heading}`)
  const found = section.split('\n## ')[0].match(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm'))
  assert.ok(found, `${heading} has no example in ${language}`)
  return found[1].replaceAll('https://rates.example.org', server.origin)
}

/** One script of the files, of which the last begins the program. */
function bundle(files, options = []) {
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code)
  const entry = Object.keys(files).at(-1)
  const fixed = [
    '--bundle',
    '--minify',
    '--format=iife',
    '--jsx=automatic',
    '--define:process.env.NODE_ENV="production"',
  ]
  return execFileSync('esbuild', [entry, ...fixed, ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 16_000_000,
  })
}

/** A page of another origin that is `html` and runs `script` at its end. */
async function openProgram(t, html, script) {
  const page = await openTape(
    browser,
    newsroom.page(`${html}<script>${script.replaceAll('</script', '<\\/script')}</script>`),
  )
  t.after(() => page.close())
  return page
}

const widget = () => `<script src="${server.origin}/widget.js" async></script>`

const before19 = ['--alias:react=react-18', '--alias:react-dom=react-dom-18']
for (const [version, options] of Object.entries({ 18: before19, 19: [] })) {
  test(`React ${version}`, async t => {
    const script = bundle(
      {
        'react-tape.jsx': example('React', 'jsx'),
        'react-main.jsx': `import { version } from 'react'
          import { createRoot } from 'react-dom/client'
          import { RateTicker } from './react-tape.jsx'
          const app = document.getElementById('app')
          createRoot(app).render(<><output>{version}</output><RateTicker /><RateTicker /></>)`,
      },
      options,
    )
    const page = await openProgram(t, '<div id="app"></div>', script)
    assert.equal((await page.locator('output').textContent()).split('.')[0], version)
    assert.equal(await page.locator('rate-ticker').count(), 2)
    assert.equal(await page.locator(`script[src^="${server.origin}"]`).count(), 1)
    assert.match((await itemTexts(page)).join(), /KGS\/USD.*KZT\/USD/)
    assert.equal(await page.locator('rate-ticker').first().getAttribute('theme'), 'dark')
    assert.notEqual(await page.locator('rate-ticker').first().getAttribute('spark'), null) // on, whatever the word
    assert.deepEqual(page.complaints, [])
  })
}

test('Vue 3', async t => {
  const { compileScript, parse } = require('vue/compiler-sfc')
  const isCustomElement = tag => tag === 'rate-ticker'
  assert.match(example('Vue 3', 'ts'), /isCustomElement: tag => tag === 'rate-ticker'/)
  const { descriptor, errors } = parse(
    example('Vue 3', 'vue').replace('</rate-ticker>', '</rate-ticker><output>{{ state }}</output>'),
  )
  assert.deepEqual(errors, [])
  const { content } = compileScript(descriptor, {
    id: 'tape',
    inlineTemplate: true,
    templateOptions: { compilerOptions: { isCustomElement } },
  })
  const script = bundle({
    'vue-tape.ts': content,
    'vue-main.ts': `import { createApp } from 'vue'
      import Tape from './vue-tape'
      createApp(Tape).mount('#app')`,
  })
  const page = await openProgram(t, `${widget()}<div id="app"></div>`, script)
  assert.match((await itemTexts(page)).join(), /KGS\/USD.*KZT\/USD/)
  await eventually('the state that the event told', async () => {
    return (await page.locator('output').textContent()) === 'connected'
  })
  assert.deepEqual(page.complaints, [])
})

test('Angular', async t => {
  const options = JSON.stringify({ compilerOptions: { experimentalDecorators: true } })
  const script = bundle({
    'tsconfig.json': options,
    'angular-tape.ts': example('Angular', 'ts').replace(
      '</rate-ticker>`',
      '</rate-ticker><output>{{ count }}</output>`',
    ),
    'angular-main.ts': `import '@angular/compiler'
      import { provideExperimentalZonelessChangeDetection } from '@angular/core'
      import { bootstrapApplication } from '@angular/platform-browser'
      import { RatesComponent } from './angular-tape'
      bootstrapApplication(RatesComponent, { providers: [provideExperimentalZonelessChangeDetection()] })`,
  })
  const page = await openProgram(t, `${widget()}<app-rates></app-rates>`, script)
  assert.match((await itemTexts(page)).join(), /KGS\/USD.*KZT\/USD/)
  await eventually('the count that the event told', async () => {
    return (await page.locator('output').textContent()) === '2'
  })
  assert.deepEqual(page.complaints, [])
})

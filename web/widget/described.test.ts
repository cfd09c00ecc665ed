import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { attributes, properties } from './properties'

/** What the published descriptions say has to be what the element has. */
const manifest = JSON.parse(readFileSync(new URL('custom-elements.json', import.meta.url), 'utf8'))
const [declaration] = manifest.modules[0].declarations
const types = readFileSync(new URL('tickerd.d.ts', import.meta.url), 'utf8')
const css = readFileSync(new URL('rate-ticker.css', import.meta.url), 'utf8')
const names = (list: { name: string }[]) => list.map(({ name }) => name).sort()

describe('custom-elements.json', () => {
  it('names every attribute', () => expect(names(declaration.attributes)).toEqual([...attributes].sort()))

  it('names every property', () => {
    const fields = declaration.members.filter((member: { attribute?: string }) => member.attribute)
    expect(names(fields)).toEqual([...properties.values()].sort())
  })

  it('names every custom property', () => {
    const used = new Set(css.match(/--rate-ticker-[a-z]+/g))
    expect(names(declaration.cssProperties)).toEqual([...used].sort())
  })
})

describe('tickerd.d.ts', () => {
  it.each([...properties])('types the property of %s', (attribute, property) => {
    const { type } = declaration.members.find(
      (member: { attribute?: string }) => member.attribute === attribute,
    )
    expect(types).toMatch(new RegExp(`^  ${property}: ${type.text}$`, 'm'))
  })

  it('types the element for a program that has both files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tickerd-types-'))
    try {
      for (const file of ['tickerd.d.ts', '../client/client.d.ts']) {
        copyFileSync(fileURLToPath(new URL(file, import.meta.url)), join(folder, file.replace(/.*\//, '')))
      }
      writeFileSync(
        join(folder, 'program.ts'),
        `const tape = document.querySelector('rate-ticker')!
         const first: string | undefined = tape.rates[0]?.rate
         tape.addEventListener('statechange', ({ detail }) => detail.state === 'lost' && tape.pause())
         tape.showSource = first !== undefined
         // @ts-expect-error there is no such state
         tape.addEventListener('statechange', ({ detail }) => detail.state === 'asleep')
         // @ts-expect-error what is shown is not set
         tape.rates = []`,
      )
      const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
      const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext']
      const files = ['tickerd.d.ts', 'program.ts']
      execFileSync(process.execPath, [compiler, ...strict, '--types', '', ...files], {
        cwd: folder,
        encoding: 'utf8',
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

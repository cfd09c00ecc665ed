import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, expectTypeOf, it } from 'vitest'
import type * as declared from './client'
import * as source from './index'

/** `client.d.ts` is written by hand, for people; what it says is what the source does. The type check looks at these. */
it('declares what the source offers', () => {
  expectTypeOf<typeof source.connect>().toExtend<typeof declared.connect>()
  expectTypeOf<typeof source.subscribe>().toExtend<typeof declared.subscribe>()
  expectTypeOf<source.ClientError>().toEqualTypeOf<declared.ClientError>()
  expectTypeOf<source.Rate>().toEqualTypeOf<declared.Rate>()
  expectTypeOf<source.ClientState>().toEqualTypeOf<declared.ClientState>()
  expectTypeOf<source.ConnectionState>().toEqualTypeOf<declared.ConnectionState>()
  expectTypeOf<source.ClientOptions>().toEqualTypeOf<declared.ClientOptions>()
  expectTypeOf<source.Subscription>().toEqualTypeOf<declared.Subscription>()
  expectTypeOf<source.Client>().toExtend<declared.Client>()
  expectTypeOf<source.Reading>().toExtend<declared.Reading>()
})

it('declares all of it, and nothing else', () => {
  const text = readFileSync(new URL('client.d.ts', import.meta.url), 'utf8')
  const names = [...text.matchAll(/^export declare (?:function|class|const) (\w+)/gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(Object.keys(source).sort())
})

it.each([
  ['a page', ['--lib', 'es2022,dom', '--types', '']],
  ['a program', ['--lib', 'es2022', '--types', 'node']],
])('needs nothing that %s does not have', (_, options) => {
  const file = fileURLToPath(new URL('client.d.ts', import.meta.url))
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
  const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext']
  execFileSync(process.execPath, [compiler, ...strict, ...options, file], { encoding: 'utf8' })
})

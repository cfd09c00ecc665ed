import { readFileSync } from 'node:fs'
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
})

import { describe, expect, it } from 'vitest'
import { readServer } from './release'

const origin = 'http://127.0.0.1:8080'
const file = { path: '/widget/0.1.0/tickerd.js', integrity: 'sha384-abc+/123=' }
const release = { version: '0.1.0', ...file }
const document = (changes: object) => ({
  version: '0.1.0',
  public_url: '',
  files: { 'tickerd.js': file },
  ...changes,
})

describe('what the server says of its release', () => {
  it('has a version, a file and its hash', () => {
    expect(readServer(document({}), origin)).toEqual({ address: origin, release })
  })

  it.each([
    ['https://rates.example.org', 'https://rates.example.org'],
    ['https://rates.example.org/', 'https://rates.example.org'],
    ['https://example.org/rates/', 'https://example.org/rates'],
    ['https://example.org/"><script>', 'https://example.org/%22%3E%3Cscript%3E'],
    ['javascript:alert(1)', origin],
    ['rates', origin],
    [undefined, origin],
  ])('is reached at %j by others: %s', (public_url, address) => {
    expect(readServer(document({ public_url }), origin).address).toBe(address)
  })

  it.each([
    ['no answer', undefined],
    ['no object', 'text'],
    ['null', null],
    ['no files', document({ files: null })],
    ['no such file', document({ files: { 'widget.mjs': file } })],
    ['no version', document({ version: 1 })],
    [
      'a path elsewhere',
      document({ files: { 'tickerd.js': { ...file, path: 'https://evil.example/x.js' } } }),
    ],
    [
      'a path to another host',
      document({ files: { 'tickerd.js': { ...file, path: '//evil.example/x.js' } } }),
    ],
    ['a path with a quote', document({ files: { 'tickerd.js': { ...file, path: '/a"b' } } })],
    [
      'a hash that is none',
      document({ files: { 'tickerd.js': { ...file, integrity: 'sha384-a" onload="x' } } }),
    ],
    ['a weak hash', document({ files: { 'tickerd.js': { ...file, integrity: 'md5-abc' } } })],
  ])('cannot be pinned with %s', (_, text) => {
    expect(readServer(text, origin)).toEqual({ address: origin })
  })
})

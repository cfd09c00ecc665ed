import { describe, expect, it } from 'vitest'
import { choiceFrom } from './choice'
import type { Server } from './release'
import { policyFor, snippet } from './snippets'

const plain: Server = { address: 'https://rates.example.org' }
const released: Server = {
  ...plain,
  release: { version: '0.1.0', path: '/widget/0.1.0/tickerd.js', integrity: 'sha384-abc' },
}
const written = (target: Parameters<typeof snippet>[0], search: string, server = plain) =>
  snippet(target, choiceFrom(search), server, 48)

describe('the snippet of HTML', () => {
  it('is the script, the tape and a picture', () => {
    expect(
      written('html', '?pairs=KGS/USD,KZT/USD&theme=dark&basis=7d&spark=1'),
    ).toBe(`<script src="https://rates.example.org/widget.js" async></script>
<rate-ticker pairs="KGS/USD,KZT/USD" theme="dark" basis="7d" spark>
  <noscript>
    <img src="https://rates.example.org/v1/tape?format=svg&amp;pairs=KGS/USD,KZT/USD&amp;basis=7d&amp;spark=30" alt="Exchange rates">
  </noscript>
</rate-ticker>`)
  })
  it('names a version and its hash when it is pinned', () => {
    expect(written('html', '?pin=1', released)).toMatch(
      '<script src="https://rates.example.org/widget/0.1.0/tickerd.js" integrity="sha384-abc" crossorigin="anonymous" async></script>\n<rate-ticker>',
    )
    expect(written('html', '', released)).toMatch('/widget.js" async>')
    expect(written('html', '?pin=1', plain)).toMatch('/widget.js" async>')
  })
})

describe('the snippet of a frame', () => {
  it('has the choice in its address', () => {
    expect(written('iframe', '?pairs=KGS/USD&layout=list&spark=1&pin=1&for=iframe')).toBe(
      '<iframe src="https://rates.example.org/embed?pairs=KGS/USD&amp;layout=list&amp;spark" title="Exchange rates" width="100%" height="48" frameborder="0" loading="lazy"></iframe>',
    )
  })
  it('is called what the tape is called', () => {
    expect(written('iframe', '?label="><b>')).toMatch('?label=%22%3E%3Cb%3E" title="&quot;&gt;&lt;b&gt;" ')
  })
})

describe('the snippet of React', () => {
  it('is a component', () => {
    const text = written('react', '?pairs=KGS/USD&spark=1&show-time=1')
    expect(text).toMatch("const src = 'https://rates.example.org/widget.js'")
    expect(text).toMatch('<rate-ticker pairs="KGS/USD" spark show-time>Exchange rates</rate-ticker>')
    expect(text).not.toMatch('integrity')
  })
  it('checks the hash when it is pinned', () => {
    const text = written('react', '?pin=1', released)
    expect(text).toMatch("    script.integrity = 'sha384-abc'\n    script.crossOrigin = 'anonymous'\n")
  })
})

describe('the policy of a page', () => {
  it('has the server for scripts, connections and the picture', () => {
    expect(policyFor('html', plain)).toBe(
      'script-src https://rates.example.org;\nconnect-src https://rates.example.org wss://rates.example.org;\nimg-src https://rates.example.org',
    )
    expect(policyFor('react', { address: 'http://127.0.0.1:8080' })).toMatch(' ws://127.0.0.1:8080;')
  })
  it('has the server for a frame', () => {
    expect(policyFor('iframe', { address: 'https://example.org/rates' })).toBe(
      'frame-src https://example.org',
    )
  })
})

describe('the shortcode', () => {
  it('names no server, which is a setting of the site', () => {
    expect(written('wordpress', '?pairs=KGS/USD,KZT/USD&spark=1&theme=dark', released)).toBe(
      '[tickerd pairs="KGS/USD,KZT/USD" theme="dark" spark="yes"]',
    )
  })
  it('is plain without any choice', () => expect(written('wordpress', '')).toBe('[tickerd]'))
})

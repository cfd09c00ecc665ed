import { describe, expect, it } from 'vitest'
import { htmlAttribute, jsxAttribute, scriptString, shortcodeAttribute } from './escape'

const hostile = [
  'KGS/USD,KZT/USD',
  '"><script>alert(1)</script>',
  "' onload='alert(1)",
  '&quot;&lt;&amp;',
  '</noscript><img src=x onerror=alert(1)>',
  '{alert(1)}',
  'a { b',
  'a } b',
  '$\u007balert(1)}',
  'a\\"b\\\\c\\x22',
  '[/tickerd][gallery]',
  'line\u2028two\u2029three\nfour',
  'Курс сома',
]

const unescapeHtml = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

describe('an attribute of HTML', () => {
  it.each(hostile)('reads as it was: %j', text => {
    const [, value] = /^ label="([^"<>]*)"$/.exec(htmlAttribute('label', text))!
    expect(unescapeHtml(value!)).toBe(text)
  })
  it('is a name alone where it is a flag', () => expect(htmlAttribute('spark', '')).toBe(' spark'))
})

describe('a string of JavaScript', () => {
  it.each(hostile)('reads as it was: %j', text => {
    expect(new Function(`return ${scriptString(text)}`)()).toBe(text)
    expect(scriptString(text)).not.toMatch(/[<>&]/)
  })
})

describe('an attribute of JSX', () => {
  it.each(hostile)('reads as it was: %j', text => {
    const written = jsxAttribute('label', text)
    const [, quoted, expression] = /^ label=(?:"([^"&<>{}\\]*)"|\{('[^\n]*')\})$/.exec(written)!
    expect(quoted ?? new Function(`return ${expression}`)()).toBe(text)
  })
  it('keeps to quotes where it can', () => {
    expect(jsxAttribute('pairs', 'KGS/USD,KZT/USD')).toBe(' pairs="KGS/USD,KZT/USD"')
    expect(jsxAttribute('label', '{x}')).toBe(" label={'{x}'}")
    expect(jsxAttribute('spark', '')).toBe(' spark')
  })
})

describe('an attribute of a shortcode', () => {
  it.each(hostile.filter(text => !text.includes('\n')))('reads as it was: %j', text => {
    const [, value] = /^ label="([^"<>[\]&']*)"$/.exec(shortcodeAttribute('label', text))!
    const read = value!.replace(/\\x([0-9a-f]{2})/g, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    expect(read).toBe(text)
  })
  it('says yes where it is a flag', () => expect(shortcodeAttribute('spark', '')).toBe(' spark="yes"'))
})

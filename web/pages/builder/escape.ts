/** Text written so that a language reads it as that text again, whatever is in it. */

const html_entities: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' }

/** ` name="text"` in HTML; a flag (an empty text) is its name alone. */
export function htmlAttribute(name: string, text: string): string {
  if (text === '') return ` ${name}`
  return ` ${name}="${text.replace(/[&"<>]/g, character => html_entities[character]!)}"`
}

/** A string of JavaScript in single quotes, which may also stand in a script element. */
export function scriptString(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[<>&\p{Cc}\u2028\u2029]/gu, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `'${escaped}'`
}

/**
 * ` name="text"` in JSX, which reads entities in quotes but no backslashes: what is not plain becomes an expression.
 * A flag is its name alone, `true`: React 18 writes an attribute of that, React 19 sets a property.
 */
export function jsxAttribute(name: string, text: string): string {
  if (text === '') return ` ${name}`
  return /["&<>{}\\\p{Cc}\u2028\u2029]/u.test(text)
    ? ` ${name}={${scriptString(text)}}`
    : ` ${name}="${text}"`
}

/**
 * ` name="text"` in a WordPress shortcode. It knows no entities, ends at a bracket and must not hold quotes or tags, but
 * reads `\x22` as the character with that number.
 */
export function shortcodeAttribute(name: string, text: string): string {
  if (text === '') return ` ${name}="yes"`
  const escaped = text.replace(/["&'<>[\]\\]/g, character => `\\x${character.charCodeAt(0).toString(16)}`)
  return ` ${name}="${escaped}"`
}

import { type Choice, queryText, type Target, tapeFields } from './choice'
import { htmlAttribute, jsxAttribute, scriptString, shortcodeAttribute } from './escape'
import type { Server } from './release'

type Write = (name: string, text: string) => string

/** What the tape is told, each attribute written by `write`. */
const tapeAttributes = (choice: Choice, write: Write): string =>
  tapeFields(choice)
    .map(([name, value]) => write(name, value))
    .join('')

function scriptOf({ pinned }: Choice, { address, release }: Server): { src: string; integrity?: string } {
  return pinned && release
    ? { src: address + release.path, integrity: release.integrity }
    : { src: `${address}/widget.js` }
}

/** The tape as a picture, for readers without scripts. */
function pictureAddress({ pairs, attributes }: Choice, { address }: Server): string {
  const fields: [string, string][] = [['format', 'svg']]
  if (pairs.length > 0) fields.push(['pairs', pairs.join(',')])
  const basis = attributes.get('basis')
  if (basis) fields.push(['basis', basis])
  if (attributes.has('spark')) fields.push(['spark', '30'])
  return `${address}/v1/tape${queryText(fields)}`
}

function html(choice: Choice, server: Server): string {
  const { src, integrity } = scriptOf(choice, server)
  const hash = integrity ? `${htmlAttribute('integrity', integrity)} crossorigin="anonymous"` : ''
  const picture = htmlAttribute('src', pictureAddress(choice, server))
  return `<script${htmlAttribute('src', src)}${hash} async></script>
<rate-ticker${tapeAttributes(choice, htmlAttribute)}>
  <noscript>
    <img${picture} alt="Exchange rates">
  </noscript>
</rate-ticker>`
}

function iframe(choice: Choice, { address }: Server, height_px: number): string {
  const src = htmlAttribute('src', `${address}/embed${queryText(tapeFields(choice))}`)
  const title = htmlAttribute('title', choice.attributes.get('label') ?? 'Exchange rates')
  return `<iframe${src}${title} width="100%" height="${height_px}" frameborder="0" loading="lazy"></iframe>`
}

function react(choice: Choice, server: Server): string {
  const { src, integrity } = scriptOf(choice, server)
  const lines = [`script.src = src`, `script.async = true`]
  if (integrity)
    lines.push(`script.integrity = ${scriptString(integrity)}`, `script.crossOrigin = 'anonymous'`)
  return `import { useEffect } from 'react'

const src = ${scriptString(src)}

export function RateTicker() {
  useEffect(() => {
    if (document.querySelector(\`script[src="\${src}"]\`)) return
    const script = document.createElement('script')
    ${lines.join('\n    ')}
    document.head.append(script)
  }, [])
  return <rate-ticker${tapeAttributes(choice, jsxAttribute)}>Exchange rates</rate-ticker>
}`
}

const wordpress = (choice: Choice): string => `[tickerd${tapeAttributes(choice, shortcodeAttribute)}]`

/** What a page with a Content-Security-Policy has to allow for the snippet: the directives that it needs. */
export function policyFor(target: Target, { address }: Server): string {
  const { origin } = new URL(address)
  if (target === 'iframe') return `frame-src ${origin}`
  return `script-src ${origin};\nconnect-src ${origin} ${origin.replace(/^http/, 'ws')};\nimg-src ${origin}`
}

/** The text to put on a page of the kind `target`. `height_px` is how high a frame has to be. */
export function snippet(target: Target, choice: Choice, server: Server, height_px: number): string {
  switch (target) {
    case 'html':
      return html(choice, server)
    case 'iframe':
      return iframe(choice, server, height_px)
    case 'react':
      return react(choice, server)
    case 'wordpress':
      return wordpress(choice)
  }
}

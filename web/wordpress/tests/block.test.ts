import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'

interface Element {
  type: unknown
  props: Record<string, unknown>
  children: (Element | Element[] | string | null)[]
}
interface Block {
  edit(block: { attributes: object; setAttributes(changes: object): void }): Element
  save(): unknown
}

const script = readFileSync(new URL('../block.js', import.meta.url), 'utf8')

/** The block as the editor of WordPress would have it; components are their names. */
function loadBlock(server: string): Block {
  let block: Block | undefined
  const named = new Proxy({}, { get: (_, name) => String(name) })
  const wp = {
    blocks: {
      registerBlockType(name: string, settings: Block) {
        expect(name).toBe('tickerd/ticker')
        block = settings
      },
    },
    element: {
      createElement: (type: unknown, props: object | null, ...children: []) => ({
        type,
        props: props ?? {},
        children,
      }),
    },
    blockEditor: { InspectorControls: 'InspectorControls', useBlockProps: () => ({}) },
    components: named,
    i18n: { __: (text: string) => text },
  }
  const options = [
    { name: 'pairs', kind: 'pairs', label: 'Pairs' },
    { name: 'layout', kind: 'choice', label: 'Layout', values: ['marquee', 'list'] },
    { name: 'speed', kind: 'number', label: 'Speed', from: 1, to: 1000 },
    { name: 'spark', kind: 'flag', label: 'Line' },
  ]
  const tickerdBlock = { server, settings: 'https://news.example/settings', options }
  runInNewContext(script, { window: { wp, tickerdBlock }, URLSearchParams })
  return block!
}

/** Every element below `root`, itself included. */
const all = (root: Element): Element[] => [
  root,
  ...root.children
    .flat()
    .filter((child): child is Element => child !== null && typeof child === 'object')
    .flatMap(all),
]
const find = (root: Element, type: string) => all(root).filter(element => element.type === type)

describe('the block', () => {
  let changes: object[] = []
  const edit = (attributes: object, server = 'https://rates.example.org') =>
    loadBlock(server).edit({ attributes, setAttributes: change => changes.push(change) })
  beforeEach(() => {
    changes = []
  })

  it('leaves the page to the server', () => expect(loadBlock('').save()).toBeNull())

  it('has a control for every attribute', () => {
    const [panel] = find(edit({ pairs: '', layout: '', speed: '', spark: true }), 'PanelBody')
    const controls = panel!.children.flat() as Element[]
    expect(controls.map(({ type }) => type)).toEqual([
      'TextControl',
      'SelectControl',
      'TextControl',
      'ToggleControl',
    ])
    const [pairs, layout, , spark] = controls
    expect(layout!.props.value).toBe('marquee')
    expect(spark!.props.checked).toBe(true)
    for (const [control, value] of [
      [pairs, 'KGS/USD'],
      [layout, 'list'],
      [layout, 'marquee'],
      [spark, false],
    ] as const) {
      ;(control!.props.onChange as (value: unknown) => void)(value)
    }
    expect(changes).toEqual([{ pairs: 'KGS/USD' }, { layout: 'list' }, { layout: '' }, { spark: false }])
  })

  it('shows the tape as a picture', () => {
    const [picture] = find(edit({ pairs: 'KGS/USD,"><b>', basis: '7d', spark: true }), 'img')
    expect(picture!.props.src).toBe(
      'https://rates.example.org/v1/tape?format=svg&pairs=KGS%2FUSD%2C%22%3E%3Cb%3E&basis=7d&spark=30',
    )
  })

  it('leads to the settings as long as there is no server', () => {
    const [link] = find(edit({}, ''), 'a')
    expect(link!.props.href).toBe('https://news.example/settings')
    expect(find(edit({}, ''), 'img')).toEqual([])
  })
})

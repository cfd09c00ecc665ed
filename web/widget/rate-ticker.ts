import css from 'rate-ticker.css'
import { script } from '../client/beside'
import type { Rate } from '../client/messages'
import { type Reading, subscribe } from '../client/shared'
import { fileOf } from './extension'
import { Extensions } from './extensions'
import { copiesNeeded, Marquee } from './marquee'
import { adoptProperties, reflectAttributes } from './properties'
import { Copy, make } from './rows'
import { creditText, lostText, parsePairs, parseSpeed } from './text'

/** How long a connection may be away before the tape says so. */
const grace_ms = 2_000

const motion = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * The tape: `<rate-ticker pairs="KGS/USD, KZT/USD">rates come here</rate-ticker>`. Shows its content until data comes.
 *
 * Every attribute is a property too; docs/embedding.md says what they mean. Dispatches `rates`, `statechange` and
 * `error`.
 */
export class RateTickerElement extends HTMLElement {
  // A getter, because the bundler rewrites every private name of a class with static fields into a map.
  static get observedAttributes(): string[] {
    const own = ['src', 'pairs', 'basis', 'layout', 'speed', 'direction', 'paused', 'label', 'share']
    return [...own, ...Object.keys(fileOf)]
  }

  #region = make('div', 'region')
  #badge = make('span', 'badge')
  #view = make('div', 'view')
  #track = make('div', 'track')
  #note = make('span', 'note')
  #credit = make('span', 'credit')
  #button = make('button', 'button')
  #copies: Copy[] = []
  #marquee = new Marquee(this.#track)
  #extensions = new Extensions(
    {
      element: this,
      view: this.#view,
      marquee: this.#marquee,
      server: () => this.#server,
      changed: () => this.#arrange(),
      hold: (reason, on) => this.#hold(reason, on),
    },
    (file, problem) => {
      if (problem) this.#tell('error', { message: `${file}.js: ${problem}` })
      if (file === 'aliases') this.#subscribe()
      else this.#show()
    },
  )
  #held = new Set<string>()
  #rates: readonly Rate[] = []
  #reading: Reading | undefined
  #state = ''
  #connected: AbortController | undefined
  #unsubscribe: (() => void) | undefined
  #grace: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [sheet]
    this.#region.setAttribute('role', 'region')
    this.#badge.textContent = 'demo'
    this.#badge.title = 'Replayed for demonstration, not a real rate'
    this.#button.type = 'button'
    this.#button.setAttribute('aria-label', 'Pause')
    this.#button.onclick = () => this.toggleAttribute('paused')
    this.#view.onpointerenter = event => this.#hold('pointer', event.pointerType === 'mouse')
    this.#view.onpointerleave = () => this.#hold('pointer', false)
    this.#view.append(document.createElement('slot'), this.#track)
    this.#region.append(this.#badge, this.#view, this.#note, this.#credit, this.#button)
    root.append(this.#region)
  }

  get rates(): readonly Rate[] {
    return this.#rates
  }

  pause(): void {
    this.toggleAttribute('paused', true)
  }

  play(): void {
    this.toggleAttribute('paused', false)
  }

  /** Asks the server anew. */
  refresh(): void {
    if (this.#connected) this.#subscribe()
  }

  connectedCallback(): void {
    const connected = new AbortController()
    const { signal } = connected
    this.#connected = connected
    adoptProperties(this)
    const resized = new ResizeObserver(() => this.#measure())
    const seen = new IntersectionObserver(entries =>
      this.#hold('out of sight', !entries.at(-1)!.isIntersecting),
    )
    resized.observe(this.#view)
    resized.observe(this.#track)
    seen.observe(this)
    motion.addEventListener('change', () => this.#arrange(), { signal })
    document.addEventListener('visibilitychange', () => this.#move(), { signal })
    document.fonts.addEventListener('loadingdone', () => this.#refit(), { signal })
    signal.addEventListener('abort', () => {
      resized.disconnect()
      seen.disconnect()
    })
    this.#show()
    this.#subscribe()
  }

  disconnectedCallback(): void {
    this.#connected?.abort()
    this.#connected = undefined
    this.#leave()
    this.#extensions.end()
    this.#forgive()
    this.#held.clear()
    this.#marquee.end()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#connected || before === now) return
    if (name === 'src') this.#extensions.end()
    if (/^(src|pairs|basis|share)$/.test(name)) {
      this.#subscribe()
      return
    }
    if (name in fileOf) this.#extensions.reread(name)
    this.#show()
  }

  get #paused(): boolean {
    return this.hasAttribute('paused')
  }

  get #moving(): boolean {
    const still = /^(list|compact|static)$/.test(this.getAttribute('layout') ?? '')
    return this.#rates.length > 0 && !still && !motion.matches
  }

  get #speed(): number {
    const direction =
      this.getAttribute('direction') ?? (getComputedStyle(this).direction === 'rtl' ? 'right' : 'left')
    return parseSpeed(this.getAttribute('speed')) * (direction === 'right' ? -1 : 1)
  }

  get #server(): string {
    const src = this.getAttribute('src')
    return new URL(src && URL.canParse(src, location.href) ? src : script || '', location.href).origin
  }

  #leave(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #subscribe(): void {
    this.#leave()
    if (this.#paused) this.#rates = [] // what was asked for before need not be kept in place
    this.#extensions.follow()
    if (this.#extensions.awaits('aliases')) return // they may name the pairs
    const pairs = parsePairs(this.getAttribute('pairs'))
    const basis = this.getAttribute('basis') ?? ''
    const share = this.hasAttribute('share')
    this.#unsubscribe = subscribe({ server: this.#server, pairs, basis, share }, reading => {
      this.#reading = reading
      if (reading.state === 'lost') {
        this.#grace ??= setTimeout(() => this.#show(), grace_ms)
      } else {
        this.#forgive()
        this.#show()
      }
      this.#tell('rates', { rates: this.#rates })
      if (reading.state === this.#state) return
      this.#state = reading.state
      this.#tell('statechange', { state: reading.state })
      if (reading.state === 'refused') this.#tell('error', { message: 'the server does not want this page' })
    })
  }

  #tell(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  #forgive(): void {
    clearTimeout(this.#grace)
    this.#grace = undefined
  }

  /** Everything that is said; what stands still keeps its values too, so that a reader can read. */
  #show(): void {
    if (this.#reading && !this.#extensions.awaits('format') && !(this.#paused && this.#rates.length > 0)) {
      const { rates } = this.#reading.board
      const pairs = parsePairs(this.getAttribute('pairs'))
      this.#rates = pairs.length > 0 ? pairs.flatMap(pair => rates.get(pair) ?? []) : [...rates.values()]
    }
    const empty = this.#rates.length === 0
    this.#region.setAttribute('aria-label', this.getAttribute('label') || 'Exchange rates')
    this.#region.classList.toggle('empty', empty)
    this.#badge.hidden = !this.#rates.some(rate => rate.status === 'demo')
    this.#button.hidden = empty
    this.#button.setAttribute('aria-pressed', `${this.#paused}`)
    this.#note.textContent = this.#noteText()
    this.#note.hidden = !this.#note.textContent
    this.#credit.textContent = creditText(this.#rates, this.#reading?.board.credits ?? new Map())
    this.#arrange()
  }

  #noteText(): string {
    const { state, heardAt = 0 } = this.#reading ?? {}
    return state === 'lost' || state === 'refused' ? lostText(heardAt) : ''
  }

  #arrange(): void {
    this.#region.classList.toggle('moving', this.#moving)
    this.#region.classList.toggle('right', this.#moving && this.#speed < 0)
    if (this.#copies.length === 0) this.#resize(1)
    for (const copy of this.#copies) this.#write(copy)
    this.#measure()
  }

  #write(copy: Copy): void {
    copy.show(this.#rates, this.#extensions.words)
  }

  /** Runs after layout and before paint when a size changed: the new offset is set before anybody sees the old one. */
  #measure(): void {
    const first = this.#copies[0]
    if (!first || !this.#connected) return
    const cycle = first.element.getBoundingClientRect().width
    if (!this.#moving) {
      this.#marquee.end()
      this.#resize(1)
    } else if (cycle > 0) {
      const layout = first.layout()
      const widths = first.widths()
      this.#resize(copiesNeeded(this.#view.clientWidth, cycle))
      for (const copy of this.#copies) copy.reserve(widths)
      this.#marquee.update(layout, cycle, this.#speed)
    }
    this.#move()
  }

  #refit(): void {
    for (const copy of this.#copies) copy.reserve([])
    this.#measure()
  }

  #resize(count: number): void {
    while (this.#copies.length > count) this.#copies.pop()!.element.remove()
    while (this.#copies.length < count) {
      const copy = new Copy(this.#copies.length === 0)
      this.#write(copy)
      this.#copies.push(copy)
      this.#track.append(copy.element)
    }
    this.#extensions.draw(this.#copies, this.#rates)
  }

  #hold(reason: string, on: boolean): void {
    if (on) this.#held.add(reason)
    else this.#held.delete(reason)
    this.#move()
  }

  #move(): void {
    this.#marquee.run(!this.#paused && this.#held.size === 0 && !document.hidden)
  }
}

reflectAttributes(RateTickerElement.prototype)

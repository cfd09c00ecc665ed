import css from 'rate-ticker.css'
import type { Rate } from '../client/messages'
import { type Reading, subscribe } from '../client/shared'
import { copiesNeeded, Marquee } from './marquee'
import { Copy, make } from './rows'
import type { Sparks } from './spark'
import { clockText, creditText, parsePairs, parseSpeed } from './text'

/** How long a connection may be away before the tape says so. */
const grace_ms = 2_000

let script = new URL(location.href)

/**
 * Says where the script that defines the tag came from: its origin is the server of elements without `src`, and what is
 * loaded later comes from beside it. Until then the page's own origin is both.
 */
export function useScript(url: URL): void {
  script = url
}

const motion = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * The tape: `<rate-ticker pairs="KGS/USD, KZT/USD">rates come here</rate-ticker>`. Shows its content until data comes.
 *
 * Attributes: `src` (origin of the server), `pairs` (absent: all), `basis` (what changes are counted from), `spark` (lines
 * of the last 30 closes), `speed` (px/s), `theme` (`light`, `dark`, `auto`), `layout` (`marquee`, `list`), `paused`,
 * `label` (name of the region for assistive tools).
 */
export class RateTickerElement extends HTMLElement {
  // A getter, because the bundler rewrites every private name of a class with static fields into a map.
  static get observedAttributes(): string[] {
    return ['src', 'pairs', 'basis', 'spark', 'speed', 'layout', 'paused', 'label']
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
  #sparks: Sparks | undefined
  #rates: readonly Rate[] = []
  #reading: Reading | undefined
  #onScreen = true
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
    this.#view.append(document.createElement('slot'), this.#track)
    this.#region.append(this.#badge, this.#view, this.#note, this.#credit, this.#button)
    root.append(this.#region)
  }

  connectedCallback(): void {
    const connected = new AbortController()
    const { signal } = connected
    this.#connected = connected
    const resized = new ResizeObserver(() => this.#measure())
    const seen = new IntersectionObserver(entries => {
      this.#onScreen = entries.at(-1)!.isIntersecting
      this.#move()
    })
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
    this.#forgive()
    this.#marquee.end()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#connected || before === now) return
    if (/src|pairs|basis|spark/.test(name)) this.#subscribe()
    else this.#show()
  }

  get #paused(): boolean {
    return this.hasAttribute('paused')
  }

  get #moving(): boolean {
    return this.#rates.length > 0 && this.getAttribute('layout') !== 'list' && !motion.matches
  }

  #leave(): void {
    this.#unsubscribe?.()
    this.#sparks?.end()
    this.#sparks = this.#unsubscribe = undefined
  }

  #subscribe(): void {
    this.#leave()
    if (this.#paused) this.#rates = [] // what was asked for before need not be kept in place
    const pairs = parsePairs(this.getAttribute('pairs'))
    const src = this.getAttribute('src')
    const { origin } = src && URL.canParse(src, location.href) ? new URL(src, location.href) : script
    const basis = this.getAttribute('basis') ?? ''
    const unsubscribe = subscribe({ server: origin, pairs, basis }, reading => {
      this.#reading = reading
      if (reading.state === 'lost') {
        this.#grace ??= setTimeout(() => this.#show(), grace_ms)
        return
      }
      this.#forgive()
      this.#show()
    })
    this.#unsubscribe = unsubscribe
    if (this.hasAttribute('spark')) {
      // An absolute address: in a script of another origin, a relative one leads nowhere.
      import(`${new URL('spark.js', script)}`).then(
        (spark: typeof import('./spark')) => {
          if (this.#unsubscribe === unsubscribe) {
            this.#sparks = new spark.Sparks(origin, () => this.#arrange())
          }
        },
        () => {}, // a tape without lines
      )
    }
  }

  #forgive(): void {
    clearTimeout(this.#grace)
    this.#grace = undefined
  }

  /** Everything that is said; what stands still keeps its values too, so that a reader can read. */
  #show(): void {
    if (this.#reading && !(this.#paused && this.#rates.length > 0)) {
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
    const { state, heardAt } = this.#reading ?? {}
    if (state !== 'lost' && state !== 'refused') return ''
    return heardAt
      ? `connection lost, showing values of ${clockText(heardAt)}`
      : 'rates are not available here'
  }

  #arrange(): void {
    this.#region.classList.toggle('moving', this.#moving)
    if (this.#copies.length === 0) this.#resize(1)
    for (const copy of this.#copies) copy.show(this.#rates)
    this.#measure()
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
      this.#marquee.update(layout, cycle, parseSpeed(this.getAttribute('speed')))
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
      copy.show(this.#rates)
      this.#copies.push(copy)
      this.#track.append(copy.element)
    }
    this.#sparks?.draw(this.#copies, this.#rates)
  }

  #move(): void {
    this.#marquee.run(!this.#paused && this.#onScreen && !document.hidden)
  }
}

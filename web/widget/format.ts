import type { Rate } from '../client/messages'
import type { Extension, Tape } from './extension'
import { NumberWriter, rounded } from './numbers'
import { type Copy, make, plainWords, type Words } from './rows'
import { percentText, titleText } from './text'

const most_decimals = 12

/** The address of a pair in a template with `{pair}`, `{base}`, `{quote}`; empty unless it leads to a web page. */
export function addressOf(template: string, pair: string, page: string): string {
  const [base = '', quote = ''] = pair.split('/')
  const values: Record<string, string> = { pair: `${base}-${quote}`, base, quote }
  const filled = template.replace(/\{(pair|base|quote)\}/g, (_, name) => encodeURIComponent(values[name]!))
  if (!template || !URL.canParse(filled, page)) return ''
  const { href, protocol } = new URL(filled, page)
  return /^https?:$/.test(protocol) ? href : ''
}

/** A string of CSS that reads `text`. */
export const cssString = (text: string): string =>
  `"${text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')}"`

/**
 * How rates read when it is not the plain way: language, decimals, signs, what stands between them, where they lead.
 *
 * A file of its own, loaded only by tapes with one of these attributes.
 */
class Format implements Extension {
  readonly words = (rate: Rate): Words => this.#words(rate)
  #tape: Tape
  #writer: NumberWriter | undefined
  #decimals: number | undefined
  #signed = false
  #href = ''
  #links = new WeakMap<Element, HTMLAnchorElement>()
  #listening = new AbortController()

  constructor(tape: Tape) {
    const { view } = tape
    const { signal } = this.#listening
    this.#tape = tape
    view.addEventListener('focusin', () => tape.hold('focus', true), { signal })
    view.addEventListener('focusout', () => tape.hold('focus', false), { signal })
    view.addEventListener('click', event => this.#follow(event), { signal })
    this.reread()
  }

  reread(): void {
    const { element } = this.#tape
    const said = (name: string) => element.getAttribute(name) ?? ''
    const decimals = said('precision')
    this.#decimals = /^\d+$/.test(decimals) ? Math.min(Number(decimals), most_decimals) : undefined
    this.#signed = said('sign') === 'always'
    this.#href = said('href')
    this.#writer = writerOf(said('locale'))
    const separator = said('separator')
    if (separator) element.style.setProperty('--rate-ticker-separator', cssString(separator))
    else element.style.removeProperty('--rate-ticker-separator')
  }

  draw(copies: readonly Copy[], rates: readonly Rate[]): void {
    for (const { element } of copies) {
      for (const [index, rate] of rates.entries()) {
        const item = element.children[index]
        if (item) this.#link(item, rate)
      }
    }
  }

  end(): void {
    this.#listening.abort()
    this.#tape.hold('focus', false)
    this.#tape.element.style.removeProperty('--rate-ticker-separator')
    for (const item of this.#tape.view.querySelectorAll('.item')) this.#unlink(item)
  }

  #words(rate: Rate): Words {
    const value = this.#decimals === undefined ? rate.rate : rounded(rate.rate, this.#decimals)
    const percent = rate.change_pct
    const above = percent !== null && /^[^-]*[1-9]/.test(percent)
    if (!this.#writer) {
      const plus = this.#signed && above ? '+' : ''
      return { ...plainWords(rate), rate: value, percent: plus + percentText(percent) }
    }
    return {
      rate: this.#writer.number(value),
      percent: percent === null ? '' : this.#writer.percent(percent, this.#signed),
    }
  }

  #link(item: Element, rate: Rate): void {
    const address = addressOf(this.#href, rate.pair, document.baseURI)
    if (!address) {
      this.#unlink(item)
      return
    }
    let link = this.#links.get(item)
    if (!link) {
      link = make('a', 'link')
      if (window !== window.top) link.target = '_blank' // not inside the frame
      link.rel = 'noopener'
      const name = item.querySelector('.pair')!
      link.append(...name.childNodes)
      name.append(link)
      this.#links.set(item, link)
    }
    link.href = address
    link.setAttribute('aria-description', titleText(rate))
  }

  #unlink(item: Element): void {
    const link = this.#links.get(item)
    this.#links.delete(item)
    link?.replaceWith(...link.childNodes)
  }

  /** What stands in a further copy is inert: a click on it is one on the link of the first copy. */
  #follow(event: MouseEvent): void {
    if ((event.target as Element).closest('a')) return
    const items = [...this.#tape.view.querySelectorAll('.item')]
    const hit = items.findIndex(item => {
      const { left, right, top, bottom } = item.getBoundingClientRect()
      const { clientX, clientY } = event
      return left <= clientX && clientX < right && top <= clientY && clientY < bottom
    })
    const first = items[hit % this.#tape.view.querySelectorAll('.copy:not([inert]) .item').length]
    if (hit < 0 || !first) return
    this.#links.get(first)?.dispatchEvent(new MouseEvent('click', event))
  }
}

/** None where there is no such language: then the plain words stay. */
function writerOf(locale: string): NumberWriter | undefined {
  try {
    return locale ? new NumberWriter(locale) : undefined
  } catch {
    return undefined
  }
}

export const extend = (tape: Tape): Extension => new Format(tape)

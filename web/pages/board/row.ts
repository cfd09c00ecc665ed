import type { Rate } from '../../client/messages'
import { isNewDay, lineOf, type Past, withLive } from '../../widget/spark'
import { durationText } from '../ages'
import { make, write } from '../dom'
import { compareDecimals, decimalsOf } from './decimal'
import { directionOf, markNotes, signedText, signOf } from './rate-text'

const space = 'http://www.w3.org/2000/svg'
const motion = matchMedia('(prefers-reduced-motion: reduce)')
const tint_ms = 1_200

/** A number whose point stands below the others': room is kept for the decimals it does not have. */
class NumberCell {
  readonly element = make('td', 'number', 'cell')
  readonly text = make('span', 'digits')
  #decimals: number | undefined
  #room = ''

  constructor(className: string) {
    this.element.classList.add(className)
    this.element.append(this.text)
  }

  /** `number` is what is written as `text`; null is not known. */
  show(text: string, number: string | null): void {
    write(this.text, text)
    this.#decimals = number === null ? undefined : decimalsOf(number)
  }

  align(most: number): void {
    const missing = `${most - (this.#decimals ?? most)}ch`
    const room = this.#decimals === 0 && most > 0 ? `calc(${missing} + .28em)` : missing
    if (room === this.#room) return
    this.#room = room
    this.text.style.setProperty('padding-inline-end', room)
  }

  get decimals(): number {
    return this.#decimals ?? 0
  }
}

/** One pair of the board. Its text nodes live as long as it does and are edited in place. */
export class BoardRow {
  readonly element = make('tr', '', 'row')
  readonly button = make('button', 'name')
  readonly numbers = [new NumberCell('rate'), new NumberCell('change'), new NumberCell('percent')] as const
  #line = document.createElementNS(space, 'polyline')
  #age = make('td', 'age number', 'cell')
  #source = make('td', 'source', 'cell')
  #mark = make('span', 'mark')
  #note = make('span', 'unseen')
  #shown: Rate | undefined
  #past: Past | undefined

  constructor() {
    const head = make('th', 'pair', 'rowheader')
    head.scope = 'row'
    head.append(this.button)
    this.button.type = 'button'
    this.button.setAttribute('aria-controls', 'chart')
    const status = make('td', 'status', 'cell')
    status.append(this.#mark, this.#note)
    const numbers = this.numbers.map(({ element }) => element)
    this.element.append(head, ...numbers, this.#spark(), this.#age, this.#source, status)
  }

  /** Decoration: the numbers are in the chart's table. */
  #spark(): HTMLTableCellElement {
    const cell = make('td', 'spark', 'cell')
    const picture = document.createElementNS(space, 'svg')
    picture.setAttribute('viewBox', '0 0 100 100')
    picture.setAttribute('preserveAspectRatio', 'none')
    picture.setAttribute('aria-hidden', 'true')
    this.#line.setAttribute('vector-effect', 'non-scaling-stroke')
    picture.append(this.#line)
    cell.append(picture)
    return cell
  }

  show(rate: Rate): void {
    const before = this.#shown
    if (rate === before) return
    this.#shown = rate
    const [value, change, percent] = this.numbers
    write(this.button, rate.pair)
    value.show(rate.rate, rate.rate)
    change.show(signedText(rate.change), rate.change)
    percent.show(signedText(rate.change_pct, '%'), rate.change_pct)
    change.element.dataset.direction = directionOf(rate.change)
    percent.element.dataset.direction = directionOf(rate.change_pct)
    change.element.title = rate.basis
      ? `since ${rate.basis.as_of} (${rate.basis.rate})`
      : 'nothing to compare with'
    percent.element.title = change.element.title
    write(this.#source, rate.source)
    write(this.#mark, rate.status)
    this.#mark.dataset.sign = signOf(rate.status)
    this.#mark.title = markNotes[rate.status] ?? ''
    write(this.#note, `: ${markNotes[rate.status] ?? ''}`)
    this.#age.title = `As of ${rate.as_of}, fetched ${rate.fetched_at}`
    this.#drawSpark()
    if (before && before.pair === rate.pair && before.rate !== rate.rate) this.#tint(before.rate, rate.rate)
  }

  /** A short colour behind a number that moved, for those who do not mind motion. */
  #tint(before: string, now: string): void {
    if (motion.matches) return
    const colour = compareDecimals(now, before) < 0 ? 'var(--down-tint)' : 'var(--up-tint)'
    this.numbers[0].text.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], {
      duration: tint_ms,
      easing: 'ease-in',
    })
  }

  /** Counts the age on. */
  tick(now_ms: number): void {
    const at = Date.parse(this.#shown?.fetched_at ?? '')
    write(this.#age, Number.isFinite(at) ? durationText(now_ms - at) : '\u2013')
  }

  /** Draws these closes, and goes on with the live rate in the place of the last one. */
  takePast(past: Past | undefined): void {
    this.#past = past
    this.#drawSpark()
  }

  /** Whether the rate is of a later day than the closes that are drawn. */
  get outgrewPast(): boolean {
    return this.#past !== undefined && this.#shown !== undefined && isNewDay(this.#past, this.#shown)
  }

  #drawSpark(): void {
    if (!this.#past || !this.#shown) return
    this.#past = withLive(this.#past, this.#shown)
    const points = lineOf(this.#past.closes)
    if (this.#line.getAttribute('points') !== points) this.#line.setAttribute('points', points)
  }

  choose(chosen: boolean): void {
    if (this.button.getAttribute('aria-expanded') === `${chosen}`) return
    this.button.setAttribute('aria-expanded', `${chosen}`)
    this.element.classList.toggle('chosen', chosen)
  }
}

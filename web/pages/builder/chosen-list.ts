import { moved } from './catalogue'

const move_keys = new Map([
  ['ArrowUp', -1],
  ['ArrowDown', 1],
])

function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'quiet'
  made.textContent = text
  made.setAttribute('aria-label', label)
  made.onclick = act
  return made
}

/** The chosen pairs in their order. Buttons move and remove them; so does Alt with an arrow key. */
export class ChosenList {
  readonly #list: HTMLElement
  readonly #changed: (pairs: string[], said: string) => void
  #pairs: string[] = []

  /** `changed` is told the new order and a sentence that says what happened. */
  constructor(list: HTMLElement, changed: (pairs: string[], said: string) => void) {
    this.#list = list
    this.#changed = changed
  }

  show(pairs: readonly string[]): void {
    this.#pairs = [...pairs]
    this.#list.replaceChildren(...this.#pairs.map((pair, index) => this.#item(pair, index)))
  }

  #item(pair: string, index: number): HTMLLIElement {
    const item = document.createElement('li')
    const name = document.createElement('strong')
    name.textContent = pair
    const up = button('↑', `Move ${pair} up`, () => this.#move(index, -1))
    const down = button('↓', `Move ${pair} down`, () => this.#move(index, 1))
    const remove = button('×', `Remove ${pair}`, () => this.#remove(index))
    // Not `disabled`: the focus would be lost on the way to the end of the list.
    up.setAttribute('aria-disabled', String(index === 0))
    down.setAttribute('aria-disabled', String(index === this.#pairs.length - 1))
    item.append(name, up, down, remove)
    item.onkeydown = event => {
      const by = move_keys.get(event.key)
      if (!event.altKey || by === undefined) return
      event.preventDefault()
      this.#move(index, by)
    }
    return item
  }

  #move(index: number, by: number): void {
    const pair = this.#pairs[index]!
    const pairs = moved(this.#pairs, index, by)
    const place = pairs.indexOf(pair)
    if (place === index) return
    const focused = [...this.#list.children[index]!.children].indexOf(document.activeElement!)
    this.#changed(pairs, `${pair} is now ${place + 1} of ${pairs.length}`)
    this.#focus(place, focused)
  }

  #remove(index: number): void {
    const pair = this.#pairs[index]!
    this.#changed(
      this.#pairs.filter(other => other !== pair),
      `${pair} is off the tape`,
    )
    this.#focus(Math.min(index, this.#pairs.length - 1), 3)
  }

  /** The focus stays with what it was on: the control `child` of the item at `place`. */
  #focus(place: number, child: number): void {
    const target = this.#list.children[place]?.children[child]
    if (target instanceof HTMLElement) target.focus()
  }
}

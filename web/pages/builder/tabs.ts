const steps = new Map([
  ['ArrowRight', 1],
  ['ArrowLeft', -1],
])

/** A list of tabs, worked with a pointer, the arrow keys, Home and End. Tab `tab-x` shows panel `panel-x`. */
export class Tabs {
  readonly #tabs: HTMLElement[]
  readonly #chosen: (name: string) => void

  /** `chosen` is told the name of the tab that somebody goes to. */
  constructor(list: HTMLElement, chosen: (name: string) => void) {
    this.#tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')]
    this.#chosen = chosen
    for (const [index, tab] of this.#tabs.entries()) {
      tab.addEventListener('click', () => this.#go(index))
      tab.addEventListener('keydown', event => {
        const next = this.#nextOf(index, event.key)
        if (next === undefined) return
        event.preventDefault()
        this.#go(next)
        this.#tabs[next]!.focus()
      })
    }
  }

  show(name: string): void {
    for (const tab of this.#tabs) {
      const selected = tab.id === `tab-${name}`
      tab.setAttribute('aria-selected', String(selected))
      tab.tabIndex = selected ? 0 : -1
      document.getElementById(tab.getAttribute('aria-controls')!)!.hidden = !selected
    }
  }

  #go(index: number): void {
    const name = this.#tabs[index]!.id.replace('tab-', '')
    this.show(name)
    this.#chosen(name)
  }

  #nextOf(index: number, key: string): number | undefined {
    const { length } = this.#tabs
    if (key === 'Home') return 0
    if (key === 'End') return length - 1
    const step = steps.get(key)
    return step === undefined ? undefined : (index + step + length) % length
  }
}

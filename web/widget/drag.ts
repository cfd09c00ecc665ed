import type { Extension, Tape } from './extension'

/** Less than this is a click with an unsteady hand. */
const least_px = 4

/**
 * Lets the reader pull the tape back and forth, by mouse, pen or finger.
 *
 * A file of its own, loaded only by tapes with the attribute `drag`.
 */
class Drag implements Extension {
  #tape: Tape
  #listening = new AbortController()
  #from: { readonly x: number; readonly offset: number } | undefined
  #pulled = false

  constructor(tape: Tape) {
    const { view } = tape
    const { signal } = this.#listening
    this.#tape = tape
    view.addEventListener('pointerdown', event => this.#take(event), { signal })
    view.addEventListener('pointermove', event => this.#pull(event), { signal })
    view.addEventListener('pointerup', () => this.#release(), { signal })
    view.addEventListener('pointercancel', () => this.#release(), { signal })
    view.addEventListener('click', event => this.#swallow(event), { capture: true, signal })
    view.addEventListener('dragstart', event => event.preventDefault(), { signal }) // a link would be
    view.style.setProperty('touch-action', 'pan-y')
  }

  end(): void {
    this.#listening.abort()
    this.#release()
    this.#tape.view.style.removeProperty('touch-action')
  }

  #take({ button, clientX }: PointerEvent): void {
    this.#pulled = false
    if (button !== 0) return
    this.#from = { x: clientX, offset: this.#tape.marquee.offset }
  }

  #pull({ clientX, pointerId }: PointerEvent): void {
    if (!this.#from) return
    const moved = clientX - this.#from.x
    if (!this.#pulled && Math.abs(moved) < least_px) return
    if (!this.#pulled) {
      this.#pulled = true
      this.#tape.view.setPointerCapture(pointerId)
      this.#tape.hold('drag', true)
      this.#from = { x: clientX, offset: this.#tape.marquee.offset }
      return
    }
    this.#tape.marquee.offset = this.#from.offset - moved
  }

  #release(): void {
    this.#from = undefined
    this.#tape.hold('drag', false)
  }

  /** The click that ends a pull is none. */
  #swallow(event: MouseEvent): void {
    if (!this.#pulled) return
    this.#pulled = false
    event.preventDefault()
    event.stopPropagation()
  }
}

export const extend = (tape: Tape): Extension => new Drag(tape)

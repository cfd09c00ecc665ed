/** What one rate needs on the wall, in heights of its letters. */
const card_height = 6.4
const least_width = 13
const largest_px = 110
/** How long the pointer and the way out are on show after somebody moved. */
const awake_ms = 3_000

export interface Grid {
  readonly columns: number
  readonly font_px: number
}

/**
 * The grid in which `count` cards are largest on a screen of `width` x `height` px. `digits` is the length of the longest
 * number, which is what makes a card wide.
 */
export function wallGrid(count: number, width: number, height: number, digits: number): Grid {
  const card_width = Math.max(least_width, digits * 1.3 + 2.2)
  let best: Grid = { columns: 1, font_px: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns)
    const font_px = Math.min(width / columns / card_width, height / rows / card_height)
    if (font_px > best.font_px) best = { columns, font_px }
  }
  return { columns: best.columns, font_px: Math.min(largest_px, Math.floor(best.font_px * 10) / 10) }
}

/** Keeps the screen lit while it hangs on the wall, where the browser can. */
class Lamp {
  #lock: WakeLockSentinel | undefined
  #wanted = false

  constructor() {
    // A lock ends when the page is hidden; it is asked for again when it comes back.
    document.addEventListener('visibilitychange', () => document.hidden || this.#light())
  }

  async turn(on: boolean): Promise<void> {
    this.#wanted = on
    if (on) await this.#light()
    else await this.#lock?.release()
  }

  async #light(): Promise<void> {
    if (!this.#wanted) return
    try {
      this.#lock = await navigator.wakeLock?.request('screen')
      if (!this.#wanted) await this.#lock?.release()
    } catch {
      // Refused, on a low battery for instance: the wall goes on without.
    }
  }
}

/**
 * The board on a wall: full screen where the browser allows it, the whole window elsewhere; Esc leaves.
 *
 * `changed` is called when it begins and when it ends.
 */
export class Wall {
  #on = false
  #lamp = new Lamp()
  #sleeping: ReturnType<typeof setTimeout> | undefined
  #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
    document.addEventListener('fullscreenchange', () => document.fullscreenElement || this.leave())
    document.addEventListener('keydown', event => event.key === 'Escape' && this.leave())
    for (const name of ['pointermove', 'pointerdown', 'keydown']) {
      document.addEventListener(name, () => this.#wake())
    }
  }

  get on(): boolean {
    return this.#on
  }

  async enter(): Promise<void> {
    this.#turn(true)
    try {
      await document.documentElement.requestFullscreen?.()
    } catch {
      // Without a press of the viewer, or not at all on this device: the window has to do.
    }
  }

  leave(): void {
    if (!this.#on) return
    this.#turn(false)
    if (document.fullscreenElement) void document.exitFullscreen()
  }

  #wake(): void {
    clearTimeout(this.#sleeping)
    const { classList } = document.documentElement
    classList.add('awake')
    this.#sleeping = setTimeout(() => classList.remove('awake'), awake_ms)
  }

  #turn(on: boolean): void {
    if (this.#on === on) return
    this.#on = on
    void this.#lamp.turn(on)
    this.#changed()
  }
}

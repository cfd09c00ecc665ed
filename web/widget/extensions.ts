import { beside } from '../client/beside'
import type { Rate } from '../client/messages'
import { type Extension, type ExtensionFile, fileOf, type Tape } from './extension'
import type { Copy, Words } from './rows'

/** The files that a tape's attributes ask for: loads them and lets them take part. */
export class Extensions {
  #tape: Tape
  #told: (file: string, problem: unknown) => void
  /** By file; undefined as long as it is on its way. */
  #files = new Map<string, Extension | undefined>()

  /** `told` is called when a file is there, or with the reason when it is not to be had. */
  constructor(tape: Tape, told: (file: string, problem?: unknown) => void) {
    this.#tape = tape
    this.#told = told
  }

  /** Loads what is asked for now and ends what is not. */
  follow(): void {
    const asked = Object.keys(fileOf).filter(name => this.#tape.element.hasAttribute(name))
    const wanted = new Set(asked.map(name => fileOf[name]!))
    for (const [file, extension] of this.#files) {
      if (wanted.has(file)) continue
      this.#files.delete(file)
      extension?.end()
    }
    for (const file of wanted) if (!this.#files.has(file)) this.#begin(file)
  }

  /** The attribute `name` has another value. */
  reread(name: string): void {
    this.#files.get(fileOf[name] ?? '')?.reread?.()
    this.follow()
  }

  /** Whether a file was asked for and is not there yet. */
  awaits(file: string): boolean {
    return this.#files.has(file) && !this.#files.get(file)
  }

  get words(): ((rate: Rate) => Words) | undefined {
    return this.#files.get('format')?.words
  }

  draw(copies: readonly Copy[], rates: readonly Rate[]): void {
    for (const extension of this.#files.values()) extension?.draw?.(copies, rates)
  }

  end(): void {
    for (const extension of this.#files.values()) extension?.end()
    this.#files = new Map()
  }

  async #begin(file: string): Promise<void> {
    const files = this.#files
    files.set(file, undefined)
    let problem: unknown
    let extension: Extension = { end() {} } // a tape without it
    try {
      const { extend } = await beside<ExtensionFile>(file)
      if (this.#files !== files || !this.awaits(file)) return
      extension = extend(this.#tape)
    } catch (error) {
      problem = error
    }
    files.set(file, extension)
    this.#told(file, problem)
  }
}

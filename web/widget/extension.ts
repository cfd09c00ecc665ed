import type { Rate } from '../client/messages'
import type { Marquee } from './marquee'
import type { Copy, Words } from './rows'

/** What a tape lets the files do that are loaded only when they are asked for. */
export interface Tape {
  readonly element: HTMLElement
  /** The window through which the track is seen. */
  readonly view: HTMLElement
  readonly marquee: Marquee
  /** Origin of the server. */
  server(): string
  /** There is something else to draw. */
  changed(): void
  /** Keeps the tape from moving for a reason, or no longer for that one. */
  hold(reason: string, on: boolean): void
}

/** What such a file brings. It ends when nobody asks for it any more. */
export interface Extension {
  /** How a rate reads, in place of the plain words. */
  words?(rate: Rate): Words
  /** Draws into the items of `copies`, each of which shows `rates` in their order. */
  draw?(copies: readonly Copy[], rates: readonly Rate[]): void
  /** An attribute that belongs to it has another value. */
  reread?(): void
  end(): void
}

export interface ExtensionFile {
  extend(tape: Tape): Extension
}

/** The file that an attribute asks for; the others need none. */
export const fileOf: Readonly<Record<string, string>> = {
  spark: 'spark',
  drag: 'drag',
  locale: 'format',
  precision: 'format',
  sign: 'format',
  href: 'format',
  separator: 'format',
  symbols: 'aliases',
  colortheme: 'aliases',
  istransparent: 'aliases',
  displaymode: 'aliases',
  largecharturl: 'aliases',
}

/** Types of `/widget/<version>/tickerd.mjs` and of the element `<rate-ticker>`; `client.d.ts` has to lie beside it. */

import type { ConnectionState, Rate } from './client.js'

export type { ConnectionState, Rate }

export interface RateTickerEvents {
  /** The rates that the tape shows, in its order. */
  rates: CustomEvent<{ readonly rates: readonly Rate[] }>
  /** `lost` was connected and tries again; `refused` was told not to come back. */
  statechange: CustomEvent<{ readonly state: ConnectionState }>
  /** What the tape has to do without, in words. */
  error: CustomEvent<{ readonly message: string }>
}

/** Every attribute is a property too: `show-source` is `showSource`. */
export class RateTickerElement extends HTMLElement {
  /** Origin of the server; empty: the one that the script came from. */
  src: string
  /** `KGS/USD, KZT/USD`; empty: all pairs of the server. */
  pairs: string
  basis: string
  theme: string
  transparent: boolean
  layout: string
  /** Px a second. */
  speed: string
  direction: string
  locale: string
  precision: string
  sign: string
  colors: string
  /** Where a click leads: an address with `{pair}`, `{base}`, `{quote}`. */
  href: string
  separator: string
  showSource: boolean
  showTime: boolean
  spark: boolean
  drag: boolean
  /** One connection for all tabs of a browser. */
  share: boolean
  paused: boolean
  /** Name of the region for assistive tools. */
  label: string

  /** What is shown now. */
  readonly rates: readonly Rate[]
  pause(): void
  play(): void
  /** Asks the server anew. */
  refresh(): void

  addEventListener<K extends keyof RateTickerEvents>(
    type: K,
    listener: (this: RateTickerElement, event: RateTickerEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void
}

declare global {
  interface HTMLElementTagNameMap {
    'rate-ticker': RateTickerElement
  }
}

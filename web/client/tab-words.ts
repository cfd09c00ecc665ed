import type { ConnectionState } from './connection'
import type { Snapshot } from './messages'

/** What the leader's connection has, or what changed in it. */
export interface News {
  readonly say: 'news'
  /** The tab that it is for; absent is all. */
  readonly to?: string
  readonly state: ConnectionState
  readonly heardAt: number
  readonly credits: Readonly<Record<string, string>>
  /** The pairs of all tabs together. */
  readonly pairs: readonly string[]
  /** A whole one, or a resumed one of what changed; absent as long as no rates came. */
  readonly snapshot?: Snapshot | undefined
}

/** What tabs say to each other. */
export type Word =
  /** To the leader: this tab follows `pairs` and wants to know what there is. */
  | { readonly say: 'ask'; readonly tab: string; readonly pairs: readonly string[] }
  /** Answer to `roll`: this tab is here, follows `pairs` and knows what there is. */
  | { readonly say: 'here'; readonly tab: string; readonly pairs: readonly string[] }
  /** To the leader: this tab goes. */
  | { readonly say: 'leave'; readonly tab: string }
  /** From the leader: who is here? */
  | { readonly say: 'roll' }
  /** From the leader: the pairs of tab `to` do not fit into the connection any more. */
  | { readonly say: 'full'; readonly to: string }
  | News

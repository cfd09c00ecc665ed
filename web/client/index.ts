/** What `/client.js` offers to pages that draw the rates themselves. */
export type { Board } from './board'
export type { ConnectionState } from './connection'
export type { Basis, Rate, Status } from './messages'
export { type Reading, type Subscription, subscribe } from './shared'

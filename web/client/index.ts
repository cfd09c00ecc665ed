/** What `/client.js` offers to pages and programs that draw the rates themselves. `client.d.ts` says it to them. */
export type { Board } from './board'
export { type Client, ClientError, type ClientOptions, type ClientState, connect, type Way } from './connect'
export type { ConnectionState } from './connection'
export type { Basis, Rate, Status } from './messages'
export { type Reading, type Subscription, subscribe } from './shared'

/** Which script the server has, and under which address others reach it. */
export interface Release {
  readonly version: string
  /** Address of the immutable file, on the server. */
  readonly path: string
  readonly integrity: string
}

export interface Server {
  /** What snippets begin their addresses with: `https://rates.example.org`, without a slash at its end. */
  readonly address: string
  /** Absent when no version can be pinned. */
  readonly release?: Release
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function publicAddress(text: unknown, origin: string): string {
  if (typeof text !== 'string' || !URL.canParse(text)) return origin
  const { protocol, origin: own, pathname } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? own + pathname.replace(/\/+$/, '') : origin
}

/** The server that `document`, its answer to `/widget/release.json`, describes. `origin` is where it was asked. */
export function readServer(document: unknown, origin: string): Server {
  if (!isObject(document)) return { address: origin }
  const address = publicAddress(document.public_url, origin)
  const file = isObject(document.files) ? document.files['tickerd.js'] : undefined
  const { path, integrity } = isObject(file) ? file : {}
  const { version } = document
  const usable =
    typeof version === 'string' &&
    typeof path === 'string' &&
    /^(\/[\w.+-]+)+$/.test(path) &&
    typeof integrity === 'string' &&
    /^sha(256|384|512)-[A-Za-z0-9+/]+=*$/.test(integrity)
  return usable ? { address, release: { version, path, integrity } } : { address }
}

/** What there is to be known of the server; an older one, or one that is away, has no release. */
export async function loadServer(origin: string): Promise<Server> {
  try {
    const answer = await fetch('/widget/release.json')
    return readServer(answer.ok ? await answer.json() : undefined, origin)
  } catch {
    return { address: origin }
  }
}

/** Base64 of each file's SHA-384, set when the files of a version are built; undefined where they may change. */
declare const INTEGRITY: Readonly<Record<string, string>> | undefined

let address = new URL(location.href)

/**
 * Says where the script that defines the tag came from: its origin is the server of elements without `src`, and what is
 * loaded later comes from beside it. Until then the page's own address stands for both.
 */
export function useScript(url: URL): void {
  address = url
}

export const scriptAddress = (): URL => address

/** Loads a file from beside the script. Its hash is checked where it is known. */
export function load(file: string): Promise<unknown> {
  // An absolute address: in a script of another origin, a relative one leads nowhere.
  const { href } = new URL(`${file}.js`, address)
  if (INTEGRITY) {
    // import() takes no hash, but what was preloaded with one is what it gets, or nothing.
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.integrity = INTEGRITY[file] ?? ''
    link.href = href
    document.head.append(link)
  }
  return import(href)
}

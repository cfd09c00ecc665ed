/** Base64 of each file's SHA-384, set when the files of a version are built; undefined where they may change. */
declare const INTEGRITY: Readonly<Record<string, string>> | undefined

const { document } = globalThis

/** Where this code came from: a classic script knows only while it is run first, a module always. */
export const script = (document?.currentScript as HTMLScriptElement | null)?.src || import.meta.url

/**
 * The module `file` from beside the script, wherever the rates come from: code comes from one place. Its hash is checked
 * where it is known.
 */
export function beside<Module>(file: string): Promise<Module> {
  // An absolute address: in a script of another origin, a relative one leads nowhere.
  const { href } = new URL(`${file}.js`, script)
  if (typeof INTEGRITY !== 'undefined' && document) {
    // import() takes no hash, but what was preloaded with one is what it gets, or nothing.
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.integrity = INTEGRITY[file] ?? ''
    link.href = href
    document.head.append(link)
  }
  return import(href)
}

/** Where this code came from: a classic script knows only while it is run first, a module always. */
const here = (globalThis.document?.currentScript as HTMLScriptElement | null)?.src || import.meta.url

/** The module `file` from beside the script, wherever the rates come from: code comes from one place. */
export const beside = <Module>(file: string): Promise<Module> => import(`${new URL(file, here)}`)

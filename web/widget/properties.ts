const switches = 'transparent spark drag share paused show-source show-time'.split(' ')

export const attributes = [
  ...'src pairs basis theme layout speed direction locale precision sign colors href separator label'.split(
    ' ',
  ),
  ...switches,
]

/** The properties by attribute: `show-source` is `showSource`. */
export const properties = new Map(
  attributes.map(name => [name, name.replace(/-./g, dash => dash[1]!.toUpperCase())]),
)

/** Lets programs read and write the attributes of a class of elements as properties. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const [name, property] of properties) {
    const isSwitch = switches.includes(name)
    Object.defineProperty(prototype, property, {
      get(this: HTMLElement) {
        return isSwitch ? this.hasAttribute(name) : (this.getAttribute(name) ?? '')
      },
      set(this: HTMLElement, value: unknown) {
        if (value == null || value === false) this.removeAttribute(name)
        else this.setAttribute(name, value === true ? '' : String(value))
      },
    })
  }
}

/** Takes over what a program set on the element before its class was there. */
export function adoptProperties(element: HTMLElement): void {
  const early = element as unknown as Record<string, unknown>
  for (const property of properties.values()) {
    if (!Object.hasOwn(element, property)) continue
    const value = early[property]
    delete early[property]
    early[property] = value
  }
}

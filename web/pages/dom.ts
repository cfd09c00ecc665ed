/** Writes into the element's one text node, if it reads anything else: nothing is replaced, nothing is laid out in vain. */
export function write(element: Element, text: string): void {
  const node = element.firstChild
  if (!node) element.append(text)
  else if ((node as Text).data !== text) (node as Text).data = text
}

/** Makes an element with a class and a role or none. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  role = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (role) element.setAttribute('role', role)
  return element
}

export const byId = <T extends Element = HTMLElement>(id: string): T =>
  document.getElementById(id) as unknown as T

/** A table stays one to assistive tools when its style makes something else of it: in some browsers it would not. */
export function keepRoles(table: Element): void {
  const roles = { thead: 'rowgroup', tbody: 'rowgroup', tr: 'row', th: 'columnheader' }
  table.setAttribute('role', 'table')
  for (const [tag, role] of Object.entries(roles)) {
    for (const element of table.querySelectorAll(tag)) element.setAttribute('role', role)
  }
}

/** Selects what `element` shows, as a reader would with the mouse. */
function select(element: Element): void {
  const range = document.createRange()
  range.selectNodeContents(element)
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

/**
 * Puts the text of `element` on the clipboard; whether that worked. Browsers give pages without TLS no clipboard object,
 * but still copy what is selected. It stays selected when neither is allowed, for the keyboard.
 */
export async function copyText(element: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '')
    return true
  } catch {
    select(element)
    return document.execCommand('copy')
  }
}

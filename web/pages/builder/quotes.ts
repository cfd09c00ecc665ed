/** Where in `text` something stands in quotes, the quotes included: from and until. */
export const quotesIn = (text: string): [number, number][] =>
  [...text.matchAll(/"[^"\n]*"|'(?:[^'\\\n]|\\.)*'/g)].map(found => [
    found.index,
    found.index + found[0].length,
  ])

/** Colours what is quoted in `elements`, as `::highlight(quotes)` says: their text stays one piece, to be copied. */
export function colourQuotes(elements: Iterable<Element>): void {
  if (!('highlights' in CSS)) return
  const ranges: Range[] = []
  for (const { firstChild } of elements) {
    if (!firstChild) continue
    for (const [from, until] of quotesIn(firstChild.textContent ?? '')) {
      const range = document.createRange()
      range.setStart(firstChild, from)
      range.setEnd(firstChild, until)
      ranges.push(range)
    }
  }
  CSS.highlights.set('quotes', new Highlight(...ranges))
}

/**
 * A frame in a sandbox has no origin. Where the server gives such frames no stream, the page has a sentence that says so,
 * and the rates stay as the server wrote them.
 */
const sentence = document.getElementById('sandbox')
if (sentence && self.origin === 'null') {
  sentence.hidden = false
  const tape = document.querySelector('rate-ticker')!
  const written = document.createElement('div')
  written.className = 'written'
  written.append(...tape.childNodes)
  tape.replaceWith(written)
}

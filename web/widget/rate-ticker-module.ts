/** The same as a module: `import 'https://rates.example.org/widget.mjs'` defines the tag. */
import { RateTickerElement } from './rate-ticker'
import { useScript } from './script'

useScript(new URL(import.meta.url))
if (!customElements.get('rate-ticker')) customElements.define('rate-ticker', RateTickerElement)

export { RateTickerElement }

import { RateTickerElement } from './rate-ticker'
import { useScript } from './script'

const src = (document.currentScript as HTMLScriptElement | null)?.src
if (src) useScript(new URL(src))
if (!customElements.get('rate-ticker')) customElements.define('rate-ticker', RateTickerElement)

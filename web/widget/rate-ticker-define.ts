import { RateTickerElement, useServer } from './rate-ticker'

const script = document.currentScript
if (script instanceof HTMLScriptElement && script.src) useServer(new URL(script.src).origin)
if (!customElements.get('rate-ticker')) customElements.define('rate-ticker', RateTickerElement)

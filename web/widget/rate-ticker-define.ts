import { RateTickerElement } from './rate-ticker'

if (!customElements.get('rate-ticker')) customElements.define('rate-ticker', RateTickerElement)

/** The same as a module: `import 'https://rates.example.org/widget.mjs'` defines the tag. */
import { RateTickerElement } from './rate-ticker'
import './rate-ticker-define'

export { RateTickerElement }

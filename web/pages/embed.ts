/** Hands what the address of the frame says to the tape: `/embed?pairs=KGS/USD,KZT/USD&theme=dark&speed=40`. */
const tape = document.getElementById('tape')!
const query = new URLSearchParams(location.search)
for (const name of ['pairs', 'basis', 'spark', 'theme', 'speed', 'layout', 'label']) {
  const value = query.get(name)
  if (value !== null) tape.setAttribute(name, value)
}

const theme = query.get('theme')
if (theme === 'light' || theme === 'dark') document.documentElement.style.setProperty('color-scheme', theme)

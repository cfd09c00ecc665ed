import { pageCount, pageFrom, pageRange } from './demo/paging'

const per_page = 6

const byId = (id: string): HTMLElement => document.getElementById(id)!

const today = byId('today') as HTMLTimeElement
const now = new Date()
today.dateTime = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
today.textContent = new Intl.DateTimeFormat('en', { dateStyle: 'full' }).format(now)

const stories = [...byId('stories').children] as HTMLElement[]
const pages = pageCount(stories.length, per_page)
const previous = byId('previous') as HTMLButtonElement
const next = byId('next') as HTMLButtonElement

const current = (): number => pageFrom(new URLSearchParams(location.search).get('page'), pages)

function show(): void {
  const page = current()
  for (const [index, story] of stories.entries()) story.hidden = Math.floor(index / per_page) + 1 !== page
  byId('range').textContent = pageRange(page, per_page, stories.length)
  previous.disabled = page === 1
  next.disabled = page === pages
}

function turn(by: number): void {
  const url = new URL(location.href)
  url.searchParams.set('page', String(current() + by))
  history.pushState(null, '', url)
  show()
  byId('latest').scrollIntoView({ block: 'nearest' })
}

previous.addEventListener('click', () => turn(-1))
next.addEventListener('click', () => turn(1))
window.addEventListener('popstate', show)
show()
byId('pager').hidden = false

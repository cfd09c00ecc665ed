export const pageCount = (items: number, per_page: number): number => Math.max(1, Math.ceil(items / per_page))

/** The page that `text` names, counted from 1; the nearest one that exists. */
export function pageFrom(text: string | null, pages: number): number {
  const page = Number.parseInt(text ?? '', 10)
  return Number.isNaN(page) ? 1 : Math.min(Math.max(page, 1), pages)
}

/** `7 - 12 of 12` */
export function pageRange(page: number, per_page: number, items: number): string {
  const first = (page - 1) * per_page + 1
  return `${first} - ${Math.min(page * per_page, items)} of ${items}`
}

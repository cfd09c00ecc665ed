/** What somebody pasted, as the one policy text that the server reads. */
export interface PastedPolicy {
  readonly policy: string
  /** Whether there was a policy that only reports: it blocks nothing and is left out. */
  readonly reports: boolean
}

const header = /^content-security-policy(-report-only)?:\s*(.*)$/i

/**
 * The policies of all headers that were pasted, separated by commas; text without the name of the header is a policy as
 * it stands, over however many lines. Other headers and the first line of an answer are left out.
 */
export function pastedPolicy(text: string): PastedPolicy {
  const lines = text.split(/[\r\n]+/).map(line => line.trim())
  const found = lines.flatMap(line => {
    const [, report, value] = header.exec(line) ?? []
    return value === undefined ? [] : [{ reports: report !== undefined, value }]
  })
  if (found.length > 0) {
    const policies = found.filter(({ reports }) => !reports).map(({ value }) => value)
    return { policy: policies.join(', '), reports: found.some(({ reports }) => reports) }
  }
  const isAnswer = lines.some(line => /^HTTP\/\d/.test(line))
  return { policy: isAnswer ? '' : lines.filter(Boolean).join(' '), reports: false }
}

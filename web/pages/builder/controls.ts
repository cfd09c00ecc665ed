import { type Option, options, readOption } from './options'

const inputs = (form: HTMLFormElement, name: string): HTMLInputElement[] =>
  [...form.elements].filter(
    (element): element is HTMLInputElement => (element as HTMLInputElement).name === name,
  )

function writtenIn(form: HTMLFormElement, { name, kind }: Option): string | undefined {
  const [first, ...others] = inputs(form, name)
  if (kind === 'flag') return first!.checked ? '' : undefined
  return others.length > 0 ? [first!, ...others].find(input => input.checked)?.value : first!.value
}

function sayProblem(form: HTMLFormElement, name: string, problem: string | undefined): void {
  const place = form.querySelector<HTMLElement>(`#${name}-problem`)
  if (!place) return
  place.hidden = problem === undefined
  place.textContent = problem === undefined ? '' : `${name}: ${problem}`
  inputs(form, name)[0]!.setAttribute('aria-invalid', String(problem !== undefined))
}

/** The attributes that the controls of `form` say; what the tape would not understand is said beside its control. */
export function attributesIn(form: HTMLFormElement): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const option of options) {
    const text = writtenIn(form, option)
    const { value, problem } = text === undefined ? {} : readOption(option, text)
    if (value !== undefined) attributes.set(option.name, value)
    sayProblem(form, option.name, problem)
  }
  return attributes
}

/** Has the controls say `attributes`, and otherwise what the tape does without any. */
export function writeAttributes(form: HTMLFormElement, attributes: ReadonlyMap<string, string>): void {
  for (const option of options) {
    const value = attributes.get(option.name)
    for (const input of inputs(form, option.name)) {
      if (option.kind === 'flag') input.checked = value !== undefined
      else if (input.type === 'radio')
        input.checked = value === undefined ? input.defaultChecked : input.value === value
      else if (value !== undefined) input.value = value
    }
  }
}

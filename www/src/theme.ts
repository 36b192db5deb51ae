/** Light, dark, or what the system says. The one thing that the page remembers. */

const NAMES = ['system', 'light', 'dark'] as const

export const startTheme = (): void => apply(remembered())

export const nextTheme = (): void => {
  const place = NAMES.findIndex((it) => it === remembered())
  const next = NAMES[(place + 1) % NAMES.length] ?? 'system'
  try {
    localStorage.setItem('theme', next)
  } catch {
    // A page from a file may have no storage; then the choice lasts until it is closed.
  }
  apply(next)
}

const remembered = (): string => {
  try {
    return localStorage.getItem('theme') ?? 'system'
  } catch {
    return document.documentElement.dataset['theme'] ?? 'system'
  }
}

const apply = (theme: string): void => {
  document.documentElement.dataset['theme'] = theme
  const button = document.querySelector('[data-do=theme] .value')
  if (button !== null) button.textContent = theme
}

/** Who chooses a Python file in one group of tabs sees Python in all of them, and on the pages to come. */

import type { Router } from 'vitepress'

const KEY = 'maelstrom-language'

export function rememberLanguage(router: Router): void {
  let chosen = localStorage.getItem(KEY)
  document.addEventListener('change', ({ target, isTrusted }) => {
    const extension = target instanceof HTMLInputElement ? extensionOf(target) : undefined
    // What show() does comes here as well.
    if (!isTrusted || extension === undefined) return
    chosen = extension
    localStorage.setItem(KEY, extension)
    keepingPlace(target as HTMLInputElement, () => show(extension))
  })
  const after = router.onAfterRouteChange
  router.onAfterRouteChange = async to => {
    await after?.(to)
    // The page is there when Vue has drawn it.
    requestAnimationFrame(() => chosen !== null && show(chosen))
  }
}

/** Of the file that a tab is for; undefined when it is no tab. */
function extensionOf(input: HTMLInputElement): string | undefined {
  const name = document.querySelector<HTMLElement>(`.vp-code-group label[for="${input.id}"]`)?.dataset.title
  return name === undefined ? undefined : name.slice(name.lastIndexOf('.') + 1)
}

function show(extension: string): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('.vp-code-group input'))
    if (!input.checked && extensionOf(input) === extension) input.click()
}

/** Programs are not equally long in all languages: what was clicked stays where it was on the screen. */
function keepingPlace(element: HTMLElement, action: () => void): void {
  const group = element.closest('.vp-code-group')!
  const before = group.getBoundingClientRect().top
  action()
  scrollBy(0, group.getBoundingClientRect().top - before)
}

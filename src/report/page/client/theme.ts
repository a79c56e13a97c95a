/**
 * Light and dark. Every style on the page, those of embedded pictures included, asks the system by a media query; choosing by hand overrules the queries
 * themselves, so that no style needs to know that there is a choice.
 */

type Theme = 'light' | 'dark'

const QUERY = /prefers-color-scheme:\s*(light|dark)/
const KEY = 'maelstrom-theme'

const original = new WeakMap<MediaList, string>()
const asked: MediaQueryList[] = []

/** Pictures that other programs on the page draw ask the browser themselves; they hear of a choice as if the system had changed. */
export function overruleQueries(): void {
  const ask = globalThis.matchMedia.bind(globalThis)
  globalThis.matchMedia = query => {
    const list = ask(query)
    if (QUERY.test(query)) asked.push(list)
    return list
  }
}

export function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** What was chosen before, on this page or another one; undefined: nothing. */
export function rememberedTheme(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'light' || theme === 'dark' ? theme : undefined
  } catch {
    // A page from the file system may have no storage.
    return undefined
  }
}

export function applyTheme(theme: Theme): void {
  for (const sheet of document.styleSheets) overrule(sheet.cssRules, theme)
  document.documentElement.style.colorScheme = theme
  for (const list of asked) list.dispatchEvent(new Event('change'))
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Then it lasts as long as the page.
  }
}

function overrule(rules: CSSRuleList, theme: Theme): void {
  for (const rule of rules) {
    if (!(rule instanceof CSSMediaRule)) continue
    const text = original.get(rule.media) ?? rule.media.mediaText
    const [, scheme] = QUERY.exec(text) ?? []
    if (scheme !== undefined) {
      original.set(rule.media, text)
      rule.media.mediaText = scheme === theme ? 'all' : 'not all'
    }
    overrule(rule.cssRules, theme)
  }
}

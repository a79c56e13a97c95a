/**
 * Links as they have to be on the site. A README.md is the index of its folder; a package's README stands on the page of its API; what else lies outside of docs/ is not
 * on the site, so its link becomes plain text.
 */

import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

type Token = ReturnType<MarkdownRenderer['parse']>[number]

export function siteLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('site-links', ({ tokens, env }) => {
    const { relativePath } = env as { readonly relativePath: string }
    for (const token of tokens)
      if (token.children !== null) token.children = token.children.filter(keep(posix.dirname(relativePath)))
  })
}

/** Whether a piece of a line stays; links that stay are changed in place. */
function keep(folder: string): (token: Token) => boolean {
  let dropped = false
  return token => {
    if (token.type === 'link_close' && dropped) {
      dropped = false
      return false
    }
    const url = token.type === 'link_open' ? token.attrGet('href') : null
    if (url === null || /^(#|[a-z][a-z+.-]*:)/i.test(url)) return true
    const [path = '', anchor] = url.split('#')
    const target = onSite(posix.join(folder, path))
    if (target === undefined) {
      dropped = true
      return false
    }
    token.attrSet('href', `${posix.relative(folder, target)}${anchor === undefined ? '' : `#${anchor}`}`)
    return true
  }
}

/** The page, from docs/, that a path from docs/ leads to. */
function onSite(path: string): string | undefined {
  const [, name] = /^\.\.\/packages\/(\w+)\/README\.md$/.exec(path) ?? []
  if (name !== undefined) return `reference/api/${name}.md`
  if (path.startsWith('..')) return undefined
  return path.replace(/(^|\/)README\.md$/, '$1index.md')
}

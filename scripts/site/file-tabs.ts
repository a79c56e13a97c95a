/**
 * Code that has a file's name gets that name as its title, and files that follow each other directly (the same in TypeScript and in Python) become tabs. In the
 * Markdown the names stand in a line of their own, `echo.ts` · `echo.py`, which GitHub shows; the titles take its place.
 */

import type { MarkdownRenderer } from 'vitepress'

type Token = ReturnType<MarkdownRenderer['parse']>[number]

const isFile = (token: Token | undefined) => token?.type === 'fence' && /^\S+ \[[^\]]+\]/.test(token.info)
/** Between two files only comments may stand, as `<!-- not run: … -->` does. */
const isComment = (token: Token | undefined) =>
  token?.type === 'html_block' && /^(\s*<!--[\s\S]*?-->)+\s*$/.test(token.content)

export function fileTabs(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('file-tabs', ({ tokens, Token }) => {
    for (let start = 0; start < tokens.length; start++) {
      if (!isFile(tokens[start])) continue
      let end = start + 1
      while (isFile(tokens[end]) || (isComment(tokens[end]) && isFile(tokens[end + 1]))) end++
      const from = namesAbove(tokens, start) ? start - 3 : start
      const group = [
        new Token('container_code-group_open', 'div', 1),
        ...tokens.slice(start, end).filter(token => !isComment(token)),
        new Token('container_code-group_close', 'div', -1),
      ]
      tokens.splice(from, end - from, ...group)
      start = from + group.length - 1
    }
  })
}

/** Whether the paragraph above holds nothing but names of files. */
function namesAbove(tokens: readonly Token[], at: number): boolean {
  const { type, children } = tokens[at - 2] ?? {}
  return (
    type === 'inline' &&
    tokens[at - 3]?.type === 'paragraph_open' &&
    tokens[at - 1]?.type === 'paragraph_close' &&
    (children ?? []).every(child => child.type === 'code_inline' || /^[\s·]*$/.test(child.content))
  )
}

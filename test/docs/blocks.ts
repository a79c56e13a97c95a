/** A page of the docs as what there is to check in it: files, patches, commands with their output, snippets, links, anchors. */

import { readFileSync } from 'node:fs'
import GithubSlugger from 'github-slugger'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

type Tree = ReturnType<typeof fromMarkdown>
type Node = Tree | Tree['children'][number]

/** A fenced block, with what the comments right above it say. */
export interface Block {
  /** The first word behind the fence: `ts`, `sh`, `text`, … */
  readonly language: string
  /** The name in brackets, if there is one. */
  readonly file: string | undefined
  readonly text: string
  /** Line of its fence, from 1. */
  readonly line: number
  /** Where its fence begins and ends in the page, in characters. */
  readonly start: number
  readonly end: number
  /** `<!-- fails -->`: its command ends with another status than 0. */
  readonly fails: boolean
  /** `<!-- not run: reason -->`. */
  readonly notRun: string | undefined
  /** What it prints: the block `text` or `console` that follows directly. */
  readonly output: Block | undefined
}

export interface Link {
  readonly url: string
  readonly line: number
}

export interface Page {
  readonly path: string
  readonly source: string
  /** The page in whose folder this one goes on: `<!-- continues: 02-echo.md -->`. */
  readonly continues: string | undefined
  /** In order; the outputs stand with what prints them. */
  readonly blocks: readonly Block[]
  readonly links: readonly Link[]
  /** What `page.md#…` may name. */
  readonly anchors: ReadonlySet<string>
}

const OUTPUTS = new Set(['text', 'console'])

export function readPage(path: string): Page {
  return parsePage(path, readFileSync(path, 'utf8'))
}

export function parsePage(path: string, source: string): Page {
  const tree = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const blocks: Block[] = []
  let comments: string[] = []
  let before: { block: Omit<Block, 'output'>; index: number } | undefined
  for (const node of tree.children) {
    if (node.type === 'html') {
      comments.push(...[...node.value.matchAll(/<!--\s*([\s\S]*?)\s*-->/g)].map(([, text]) => text!))
      continue
    }
    if (node.type === 'code') {
      const block = blockOf(node, comments)
      if (OUTPUTS.has(block.language) && before?.block.language === 'sh') {
        blocks[before.index] = { ...before.block, output: { ...block, output: undefined } }
        before = undefined
      } else {
        before = { block, index: blocks.push({ ...block, output: undefined }) - 1 }
      }
    } else before = undefined
    comments = []
  }
  const links: Link[] = []
  const slugger = new GithubSlugger()
  const anchors = new Set<string>()
  visit(tree, node => {
    if ('url' in node) links.push({ url: node.url, line: node.position!.start.line })
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)))
    if (node.type === 'html') {
      const html = (node as unknown as { value: string }).value
      for (const [, name] of html.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(name!)
      for (const [, url] of html.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g))
        links.push({ url: url!, line: node.position!.start.line })
    }
  })
  const continues = /<!--\s*continues:\s*(\S+)\s*-->/.exec(source)?.[1]
  return { path, source, continues, blocks, links, anchors }
}

function blockOf(node: Extract<Node, { type: 'code' }>, comments: readonly string[]): Omit<Block, 'output'> {
  const { start, end } = node.position!
  const reason = comments.map(text => /^not run:\s*([\s\S]+)$/.exec(text)?.[1]).find(text => text !== undefined)
  return {
    language: node.lang ?? '',
    file: /^\[([^\]]+)\]/.exec(node.meta ?? '')?.[1],
    text: node.value,
    line: start.line,
    start: start.offset!,
    end: end.offset!,
    fails: comments.includes('fails'),
    notRun: reason,
  }
}

function visit(
  node: unknown,
  action: (node: { type: string; url: string; position?: Node['position'] }) => void,
): void {
  action(node as Parameters<typeof action>[0])
  for (const child of (node as { children?: unknown[] }).children ?? []) visit(child, action)
}

function textOf(node: unknown): string {
  const { value, children = [] } = node as { value?: string; children?: unknown[] }
  return value ?? children.map(textOf).join('')
}

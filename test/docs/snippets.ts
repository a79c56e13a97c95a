/**
 * The TypeScript of the docs against the types of the built package: the files as they are at the end of each page, and the snippets without a name. A snippet
 * need not import what every reader knows by then (`cluster`, `expect`, …), nor say where its `history` comes from.
 */

import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import ts from 'typescript'
import type { Page } from './blocks.ts'
import { ROOT } from './docs.ts'

/** What a snippet may use as it is, if it does not declare it. */
const KNOWN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['cluster', 'explore', 'defineWorkload', 'readHistory', 'readJournal'].map(name => [
      name,
      `import { ${name} } from '@jepsen-ts/maelstrom'`,
    ]),
  ),
  ...Object.fromEntries(['it', 'expect', 'describe', 'test'].map(name => [name, `import { ${name} } from 'vitest'`])),
  z: "import { z } from 'zod'",
  history: "declare const history: import('@jepsen-ts/maelstrom').History",
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}

export interface Snippets {
  readonly page: Page
  /** The folder of the page, followed to its end. */
  readonly folder: string
}

/** Mistakes, each with the page, the line and the compiler's words. */
export function checkTypes(pages: readonly Snippets[], modules: string): string[] {
  const places = new Map<string, (line: number) => string>()
  const roots: string[] = []
  const homes: string[] = []
  for (const { page, folder } of pages) {
    const named = new Set(page.blocks.map(({ file, notRun }) => (notRun === undefined ? file : undefined)))
    for (const file of named) {
      if (file?.endsWith('.ts') !== true || !existsSync(join(folder, file))) continue
      roots.push(join(folder, file))
      places.set(join(folder, file), line => `${relative(ROOT, page.path)}, ${file}:${line}`)
    }
    const snippets = page.blocks.filter(
      ({ language, file, notRun }) => language === 'ts' && file === undefined && notRun === undefined,
    )
    if (snippets.length === 0) continue
    const home = mkdtempSync(join(tmpdir(), 'maelstrom-snippets-'))
    homes.push(home)
    symlinkSync(modules, join(home, 'node_modules'))
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }\n')
    for (const [i, { text, line: at }] of snippets.entries()) {
      const path = join(home, `snippet-${i}.ts`)
      const prelude = preludeOf(text)
      writeFileSync(path, `${prelude}; export {}\n${text}\n`)
      roots.push(path)
      places.set(path, line => `${relative(ROOT, page.path)}:${at + line - 1}`)
    }
  }
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(roots, OPTIONS))
  for (const home of homes) rmSync(home, { recursive: true })
  return diagnostics.flatMap(({ file, start, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    if (file === undefined) return [text]
    const place = places.get(file.fileName)
    const line = file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return [`${place?.(line) ?? relative(tmpdir(), file.fileName)}: ${text}`]
  })
}

/** On one line, so that lines keep their numbers but for one. */
function preludeOf(text: string): string {
  const lines = ["import '@jepsen-ts/maelstrom/vitest'"]
  for (const [name, line] of Object.entries(KNOWN)) {
    const declared = new RegExp(`\\b(const|let|var|function|import)\\s+\\{?[^=;\\n]*\\b${name}\\b`).test(text)
    if (!declared && new RegExp(`\\b${name}\\b`).test(text)) lines.push(line)
  }
  return lines.join('; ')
}

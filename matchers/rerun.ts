/** The command that runs one test again, to be pasted into a shell. */

import { relative } from 'node:path'

/** `rerunCommand('npx vitest run', '/home/me/raft.test.ts', ['raft', 'elects (once)'])` is `npx vitest run raft.test.ts -t 'raft elects \(once\)'`. */
export function rerunCommand(runner: string, file: string, names: readonly string[]): string {
  const path = shellWord(relative(process.cwd(), file))
  if (names.length === 0) return `${runner} ${path}`
  // Both runners take the name for a regular expression.
  const pattern = names.join(' ').replace(/[\\^$*+?()[\]{}|]/g, '\\$&')
  return `${runner} ${path} -t ${shellWord(pattern)}`
}

function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  if (/^[^"$`\\!]*$/.test(text)) return `"${text}"`
  return `'${text.replaceAll("'", `'\\''`)}'`
}

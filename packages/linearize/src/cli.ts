/** The `linearize` command: arguments in, exit status out. The only file that touches the process. */
import { writeFile } from 'node:fs/promises'
import { parseHistory, readHistory } from '@jepsen-ts/history'
import { run } from './cli/run.ts'

// Whoever reads may have had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), {
  read: async path => (path === '-' ? parseHistory(await standardInput()) : readHistory(path)),
  write: (path, content) => writeFile(path, content),
  out: lines => process.stdout.write(`${lines}\n`),
  err: lines => process.stderr.write(`${lines}\n`),
  colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  width: process.stdout.columns,
})

/** In the parts in which it comes: together they may be more than one string holds. */
async function standardInput(): Promise<string[]> {
  const parts: string[] = []
  for await (const part of process.stdin.setEncoding('utf8')) parts.push(part)
  return parts
}

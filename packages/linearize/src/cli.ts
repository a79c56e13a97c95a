/** The `linearize` command: arguments in, exit status out. The only file that touches the process. */
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { run } from './cli/run.ts'

// Whoever reads may have had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), {
  read: path => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
  write: (path, content) => writeFile(path, content),
  out: lines => process.stdout.write(`${lines}\n`),
  err: lines => process.stderr.write(`${lines}\n`),
  colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  width: process.stdout.columns,
})

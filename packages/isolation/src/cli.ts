// The `isolation` command, as a program: arguments in, text out, an exit status.

import { run } from './cli/run.ts'

process.exitCode = run(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
})

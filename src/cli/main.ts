/** The `maelstrom` command. */

import { demoCommand } from './demo-command.ts'
import { docCommand } from './doc-command.ts'
import { FAILED, USAGE } from './exit-status.ts'
import { initCommand } from './init-command.ts'
import { serveCommand } from './serve-command.ts'
import { testCommand } from './test-command.ts'

const COMMANDS: Readonly<
  Record<string, { readonly doc: string; run(words: readonly string[]): Promise<number> | number }>
> = {
  init: { doc: 'write a project to begin with, in one of nine languages (--help for its flags)', run: initCommand },
  test: { doc: 'run a workload against a program, and judge it (--help for its flags)', run: testCommand },
  serve: { doc: 'show past runs in a browser, and compare them (--help for its flags)', run: serveCommand },
  demo: { doc: 'see a right and a broken program under faults', run: demoCommand },
  doc: {
    doc: 'print workloads, services, faults and error codes; or, with a NAME, explain one of them, an option, an anomaly or an error',
    run: docCommand,
  },
}

const [name = '', ...words] = process.argv.slice(2)
const command = COMMANDS[name]
if (command === undefined) {
  const usage = [
    'maelstrom COMMAND',
    '',
    ...Object.entries(COMMANDS).map(([command, { doc }]) => `  ${command.padEnd(6)}${doc}`),
  ].join('\n')
  const asked = ['', '-h', '--help', 'help'].includes(name)
  ;(asked ? process.stdout : process.stderr).write(
    `${asked ? '' : `maelstrom: there is no command ${JSON.stringify(name)}\n\n`}${usage}\n`,
  )
  process.exitCode = asked ? 0 : USAGE
} else {
  try {
    process.exitCode = await command.run(words)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = FAILED
  }
}

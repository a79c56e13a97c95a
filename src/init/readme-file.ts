/** The README of a new project: how to run it, what to do next, where to read on. */

import { WORKLOADS } from '../workloads/index.ts'
import { EXERCISES } from './exercises.ts'
import type { ProjectSettings } from './project.ts'
import { testFileName } from './test-file.ts'

export function readmeFile(settings: ProjectSettings): string {
  const { language, workload, runner } = settings
  const { title, hint, next } = EXERCISES[workload]
  const test = testFileName(settings)
  const done = workload === 'echo'
  const program =
    language.script === true ? `./${language.node}` : typeof language.bin === 'string' ? language.bin : undefined
  return [
    `# ${title}`,
    '',
    WORKLOADS[workload].doc ?? '',
    '',
    '```sh',
    ...explained([
      ['npm install', 'once'],
      ['npm test', done ? 'green: the node is complete' : 'red: the node is still to be written, and the test says so'],
      ['npm run test:watch', 'runs the test again whenever you save'],
    ]),
    '```',
    '',
    `You need Node 20.19 or newer${language.needs === undefined ? '' : `, and ${language.needs.what}`}.`,
    ...(language.note === undefined ? [] : ['', language.note]),
    '',
    '| file | what |',
    '| --- | --- |',
    `| \`${language.node}\` | the node: this is where you work |`,
    `| \`${language.library.file}\` | the message loop: short, and worth reading. ${language.library.says} |`,
    `| \`${test}\` | the test: how many nodes, which workload, which faults |`,
    `| \`maelstrom-results/\` | what happened in each run: operations, messages, the nodes' logs (what they write to stderr) |`,
    '',
    '## What to do',
    '',
    hint,
    '',
    `Then write the tests that \`${test}\` promises:`,
    '',
    ...next.map(({ test, options }, i) => `${i + 1}. *${test}*: ${code(options)}`),
    '',
    '## Where to read on',
    '',
    '```sh',
    ...explained([
      [`npx maelstrom doc ${workload}`, 'the requests of this workload, and the replies that are expected'],
      ['npx maelstrom doc', 'everything: workloads, services, faults, error codes'],
      ...(program === undefined
        ? []
        : ([[`npx maelstrom test -w ${workload} --bin ${program} --time-limit 5`, 'a run without a test']] as const)),
      ['npx maelstrom serve', 'all runs so far, in a browser'],
    ]),
    '```',
    '',
    'The protocol is that of [Maelstrom](https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md): a line of JSON on stdin is a message to the node, a line on stdout one from it.',
    ...(runner === 'jest'
      ? ['', `Jest runs CommonJS, so the test's name ends in \`.cjs\`; the rest of the project may be what it likes.`]
      : []),
    '',
  ].join('\n')
}

/** Commands, and behind each what it does. */
function explained(commands: readonly (readonly [command: string, what: string])[]): string[] {
  const width = Math.max(...commands.map(([command]) => command.length)) + 2
  return commands.map(([command, what]) => `${command.padEnd(width)}# ${what}`)
}

/** Options as code, words around them as words. */
function code(options: string): string {
  return options
    .split(', and ')
    .map(part => (/^(?:[a-zA-Z]+:|expect)/.test(part) ? `\`${part}\`` : part))
    .join(', and ')
}

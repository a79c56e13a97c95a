/** docs/reference/commands.md: the command line, as it prints itself. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { code, fence, page, table } from './markdown.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

function ask(...words: readonly string[]): string {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  return execFileSync(process.execPath, ['--import', 'tsx', MAIN, ...words], { encoding: 'utf8', env })
}

/** Commands by name, with what they say of themselves. */
export function commands(): [name: string, doc: string][] {
  return [...ask('--help').matchAll(/^ {2}(\S+)\s+(.+)$/gm)].map(([, name, doc]) => [name!, doc!])
}

const MORE: Readonly<Record<string, string>> = {
  demo: 'Runs a broadcast that is right and one that is broken, under partitions, on the real clock: twelve seconds. Exit status 0 when the first was found valid and the second caught.',
  doc: '`npx maelstrom doc` prints all workloads, services, faults and error codes; `npx maelstrom doc lost-element` explains one thing: a workload, a service, a fault, an option, an error code, an anomaly, an error. Failures and errors point there.',
}

export function commandsPage(): string {
  const all = commands()
  return page(
    'Commands',
    'src/cli',
    'What `npx maelstrom` does in a shell. `npx @jepsen-ts/maelstrom` is the same where the package is not installed.',
    table(
      ['command', 'what it does'],
      all.map(([name, doc]) => [`[\`${name}\`](#${name})`, doc]),
    ),
    ...all.map(([name, doc]) =>
      [
        `## ${name}`,
        ...(name in MORE ? [MORE[name]!] : [`It is there to ${doc.replace(/ \(--help .*\)$/, '')}.`]),
        ...help(name),
      ].join('\n\n'),
    ),
    '## Exit status',
    table(
      ['status', 'meaning'],
      [
        ['0', 'valid, or done'],
        ['1', 'invalid'],
        ['2', 'unknown'],
        ['254', 'wrong words on the command line'],
        ['255', 'the run itself failed'],
      ].map(([status, meaning]) => [code(status!), meaning!]),
    ),
  )
}

/** Commands with flags print them. */
function help(name: string): string[] {
  if (['demo', 'doc'].includes(name)) return []
  return [fence('text', ask(name, '--help'))]
}

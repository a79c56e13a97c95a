/** docs/reference/results.md: what a run leaves behind, and how to read it. Held against the files of a real run. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UNKNOWN_VERDICT } from '../../src/explanations/unknown.ts'
import { code, fence, page, prose, table } from './markdown.ts'
import { example, withFolder } from './runs.ts'

const FILES: Readonly<Record<string, string>> = {
  'index.html':
    'The run as a page, to be opened in a browser: the verdict, the messages between nodes, the operations, the logs.',
  'results.json': 'The verdict, the figures and the options: [below](#resultsjson).',
  'history.jsonl':
    'The operations of clients and nemesis, one a line: [below](#historyjsonl). `readHistory(path)` reads it.',
  'history.edn': 'The same in the format of Jepsen, whose tools read it. `readHistory(path)` reads it as well.',
  'messages.jsonl': 'Every message, one a line: [below](#messagesjsonl). `readJournal(path)` reads it piece by piece.',
  'node-logs': 'What each node wrote to stderr: `n1.log`, `n2.log`, …',
  'node-data': 'The private folders of the nodes, as they left them.',
  'messages.svg': 'The messages as a Lamport diagram.',
  'timeline.svg': 'The operations of each client over time.',
  'latency-raw.svg': 'The latency of each operation over time.',
  'latency-quantiles.svg': 'Quantiles of latency over time.',
  'rate.svg': 'Operations a second over time, by function and outcome.',
}

const RESULTS: Readonly<Record<string, string>> = {
  valid: '`true`, `false` or `"unknown"`.',
  reason: 'Why the verdict is unknown.',
  workload: 'The name of the workload; `scenario` for a run that was steered by hand without one.',
  seed: 'The one number that all randomness of the run derives from.',
  replay: 'How to repeat the run: a command for a shell, or an option.',
  anomalies:
    'What is wrong, the most telling first: `type` ([Anomalies](anomalies.md)), `message`, and the `operations` that contradict each other.',
  figures: 'What the checkers counted and measured, by checker, each with its own `valid`.',
  stats: 'Operations by function and outcome, errors by name, latency quantiles in milliseconds.',
  network:
    'Messages sent and received: `all`, those of `clients`, those between `servers` with `perOperation`; `lost` by reason, `duplicated`, `delayed`, `lateReplies`, `unexpectedReplies`.',
  faults: 'For each fault how often it was started, and what it hit: [Faults](faults.md).',
  problems: 'Crashes, lines that are no message, and the like, at most ten of each kind for each node.',
  problemCounts: 'How often each kind of problem happened, by node and kind.',
  cutShort: 'Why the run ended before its time, if it did.',
  durationNanos: 'How long it took, in nanoseconds of its own clock.',
  options: 'The options as they were understood.',
  report: 'What was written for the eye, and what was left out.',
  test: 'The test that the run belongs to.',
}

const OPERATION: Readonly<Record<string, string>> = {
  index: 'Its place in the history, from 0.',
  time: 'Whole nanoseconds since the run began.',
  type: '`invoke` begins an operation; `ok`: it happened; `fail`: it certainly did not; `info`: it may have, or may still.',
  process: 'A client (a whole number; `c3` in texts), or `nemesis`.',
  f: 'What is done: `read`, `broadcast`, …',
  value: 'With what: given at the invocation, found out at the completion.',
  node: 'The node that was asked.',
  error: 'Why it did not end ok: `code`, `name`, `text`.',
  final: 'Marks the reads after everything was undone.',
}

const MESSAGE: Readonly<Record<string, string>> = {
  id: 'Its number, in the order of sending.',
  sent: 'When it was sent, in nanoseconds since the run began.',
  received: 'When it arrived.',
  lost: 'Instead: why it did not. `partition`, `loss`, `node-down`, `node-stuck`, `unknown-destination`, or `in-flight` when the run ended first.',
  copyOf: 'The message that this is a second copy of.',
  message: 'What its sender wrote, to the letter.',
}

export async function resultsPage(): Promise<string> {
  const options = {
    bin: example('broadcast/node.js'),
    workload: 'broadcast',
    nemesis: ['partition', 'duplicate'],
  } as const
  return await withFolder({ ...options, nemesis: [...options.nemesis] }, folder => {
    const read = (file: string) => readFileSync(join(folder, file), 'utf8')
    const lines = (file: string) => read(file).trimEnd().split('\n')
    const records = (file: string) => lines(file).map(line => JSON.parse(line) as Record<string, unknown>)
    const files = readdirSync(folder)
    const operations = records('history.jsonl')
    const messages = records('messages.jsonl')
    return page(
      'How to read the results',
      'a run of examples/broadcast',
      'Each run gets a folder: `maelstrom-results/<test file>/<test>/<seed>/`, or what the option `results` names; a run with the same seed replaces it. The text of a failure ends with the way to it, behind `Look`. In it:',
      described('file', FILES, files),
      '## results.json',
      described('field', RESULTS, Object.keys(JSON.parse(read('results.json')) as object)),
      '### Unknown',
      prose(UNKNOWN_VERDICT),
      '## history.jsonl',
      described('field', OPERATION, new Set(operations.flatMap(Object.keys))),
      'An operation is two lines, its invocation and its completion; one that was open when the run ended has no second one. A client and its read:',
      fence(
        'json',
        twoLines(operations, operation => operation.f === 'read' && operation.final === true),
      ),
      '## messages.jsonl',
      described('field', MESSAGE, new Set(messages.flatMap(Object.keys))),
      'The lines stand in the order in which the fate of messages was known. A message that arrived, and one that did not:',
      fence(
        'json',
        [
          messages.find(({ received, message }) => received !== undefined && between(message)),
          messages.find(({ lost }) => lost === 'partition'),
        ]
          .map(record => JSON.stringify(record))
          .join('\n'),
      ),
      '## Where to begin',
      'Read the first anomaly: it names values, clients, nodes and times. Open the page at that time, and follow the value: who learnt of it, from whom, and which message was lost. Then the log of the node that should have known. When a run is too long to read, let `explore()` make it short.',
    )
  })
}

function between(message: unknown): boolean {
  const { src, dest } = message as { src: string; dest: string }
  return src.startsWith('n') && dest.startsWith('n')
}

/** A completion that fits, and its invocation. */
function twoLines(
  operations: readonly Record<string, unknown>[],
  fits: (operation: Record<string, unknown>) => boolean,
): string {
  const at = operations.findIndex(operation => operation.type === 'invoke' && fits(operation))
  const completion = operations.slice(at + 1).find(({ process }) => process === operations[at]!.process)
  return [operations[at], completion]
    .map(operation => JSON.stringify(operation).replace(/(\[(?:\d+,){3})[\d,]+(\d\])/, '$1 …, $2'))
    .map(line => line.replace(' …, ', ''))
    .join('\n')
}

/** A table of what there is; what is not described is an error, and what is described and may be missing is shown as well. */
function described(word: string, docs: Readonly<Record<string, string>>, present: Iterable<string>): string {
  const there = new Set(present)
  const unknown = [...there].filter(name => !(name in docs))
  if (unknown.length > 0) throw new Error(`scripts/reference/results.ts does not describe: ${unknown.join(', ')}`)
  const optional = new Set(['reason', 'cutShort', 'error', 'node', 'final', 'lost', 'received', 'copyOf'])
  const rows = Object.entries(docs).filter(([name]) => there.has(name) || optional.has(name))
  return table(
    [word, 'what it is'],
    rows.map(([name, doc]) => [code(name), prose(doc)]),
  )
}

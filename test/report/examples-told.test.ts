/**
 * For each broken program of the examples that runs in simulated time: what a terminal shows of its failure lets a person say what went wrong. That cannot be tested; what
 * can is that each of the things a person needs is there, in their order, and that they fit on a screen.
 */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type ClusterOptions, cluster, type History } from '@jepsen-ts/maelstrom'
import { afterAll, describe, expect, it } from 'vitest'
import '@jepsen-ts/maelstrom/vitest'
import { rmSync } from 'node:fs'
import { scratchFolder } from './run-folder.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
/** Lines of a screen, and a little more where the terminal shows the line of the test anyway. */
const ABOUT_FORTY = 44

const cut = { nemesis: ['partition'], nemesisInterval: '1s' } satisfies Partial<ClusterOptions>
const die = { nemesis: ['kill'], nemesisInterval: '1s' } satisfies Partial<ClusterOptions>
const SETTINGS: Readonly<Record<string, Partial<ClusterOptions>>> = {
  broadcast: { nodes: 5, ...cut },
  'echo/broken-mixed-up.js': { nodes: 2, concurrency: '4n', rate: 400 },
  'g-set/broken-forgets.js': { nodes: 3, ...die },
  'lin-kv': { nodes: 3, ...cut },
  'lin-kv/broken-seq-kv.js': { nodes: 2, concurrency: '4n', rate: 300 },
  'txn-list-append/broken-dirty-read.js': { nodes: 1, concurrency: 4 },
  'unique-ids': { nodes: 3, rate: 1000, concurrency: '4n' },
}

/** All but those of the log, which are told by @jepsen-ts/isolation and tested there. */
const PROGRAMS = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter(path => /^[\w-]+\/broken-[\w-]+\.[jt]s$/.test(path) && !/^(?:kafka|glomers|zoo)\//.test(path))
  .toSorted()

const scratch = scratchFolder('examples-told')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Of the first few seeds the first run that is not right. */
async function failure(program: string): Promise<History> {
  const workload = program.split('/')[0]! as ClusterOptions['workload'] & string
  for (let seed = 1; ; seed++) {
    const history = await cluster({
      nodes: 2,
      rate: 100,
      concurrency: '2n',
      timeLimit: '4s',
      latency: '5ms',
      ...(SETTINGS[program] ?? SETTINGS[workload]),
      bin: join(EXAMPLES, program),
      workload,
      clock: 'virtual',
      seed,
      results: join(scratch, program),
      report: 'never',
    })
    if (history.verdict.valid === false || seed === 20) return history
  }
}

describe('the failure of', () => {
  it.each(PROGRAMS)('%s', { timeout: 60_000 }, async program => {
    const history = await failure(program)
    let text = ''
    try {
      expect(history).toBeValid()
    } catch (error) {
      text = stripVTControlCharacters((error as Error).message)
    }
    const place = (part: string | RegExp) => {
      const at = text.search(part)
      expect(at, `${String(part)} in\n${text}`).toBeGreaterThan(-1)
      return at
    }
    const places = [
      place(/must come out right/),
      place(/ {2}✗ /),
      // Operations of clients, drawn in columns.
      place(/^ {2,4}c\d+.*├/m),
      place(/^ {2}Next {4}\S/m),
      place(/^ {2}Read {4}docs\/reference\/anomalies\.md#\S+ {2}\(npx maelstrom doc \S+\)$/m),
      place(/^ {2}Replay {2}MAELSTROM_SEED=\d+ npx vitest run \S+ -t /m),
      place(/^ {2}Look {4}\S+$/m),
    ]
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(text.split('\n').length).toBeLessThanOrEqual(ABOUT_FORTY)
  })
})

/**
 * Runs the examples that can run in virtual time, and prints for each a digest of what it left behind. With TRAPPED set, the host's own time and
 * randomness throw while a run is under way, so that any use of them by the engine shows.
 */

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ClusterOptions, cluster } from '@jepsen-ts/maelstrom'
import { raft } from '../../examples/lin-kv/raft-function.ts'

const example = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))

/** Runs with faults that suit the program, and exercise its timers. */
const CHOSEN: Readonly<Record<string, ClusterOptions>> = {
  'echo/node.js': { workload: 'echo' },
  'echo/node.ts': { workload: 'echo' },
  'unique-ids/node.js': { workload: 'unique-ids', nemesis: ['kill'] },
  'unique-ids/node.ts': { workload: 'unique-ids', nemesis: ['kill'] },
  'unique-ids/broken-clock.js': { workload: 'unique-ids' },
  'broadcast/node.js': { workload: 'broadcast', nemesis: ['partition', 'loss'] },
  'broadcast/node.ts': { workload: 'broadcast', nemesis: ['partition', 'duplicate'] },
  'broadcast/flood.js': { workload: 'broadcast', latency: 10, latencyDist: 'exponential' },
  'broadcast/broken-no-retry.js': { workload: 'broadcast', nemesis: ['partition'] },
  'g-set/node.js': { workload: 'g-set', nemesis: ['partition'] },
  'g-set/node.ts': { workload: 'g-set', nemesis: ['pause'] },
  'g-counter/node.js': { workload: 'g-counter', nemesis: ['partition'] },
  'g-counter/node.ts': { workload: 'g-counter', nemesis: ['slow'] },
  'pn-counter/node.js': { workload: 'pn-counter', nemesis: ['partition'] },
  'pn-counter/node.ts': { workload: 'pn-counter', nemesis: ['reorder'] },
  'lin-kv/single.js': { workload: 'lin-kv', nodes: 1 },
  'lin-kv/proxy.js': { workload: 'lin-kv', latency: 5, latencyDist: 'uniform' },
  'lin-kv/raft.ts': { workload: 'lin-kv', nodes: 3, nemesis: ['partition', 'kill', 'loss'], rate: 50 },
  'lin-kv/raft-function.ts': { workload: 'lin-kv', nodes: 3, nemesis: ['partition', 'power-loss'], rate: 50 },
  'the function of lin-kv/raft-function.ts': {
    node: raft,
    workload: 'lin-kv',
    nodes: 3,
    nemesis: ['partition', 'power-loss'],
    rate: 50,
  },
}

/** Every other program of the examples in JavaScript or TypeScript, broken ones included: the folder is named after the workload. */
function others(): Record<string, ClusterOptions> {
  const workloads: Readonly<Record<string, string>> = {
    'glomers/broadcast.ts': 'broadcast',
    'glomers/broken-dirty-write.js': 'txn-rw-register',
  }
  const runs: Record<string, ClusterOptions> = {}
  for (const folder of readdirSync(example('.'), { withFileTypes: true })) {
    if (!folder.isDirectory()) continue
    for (const file of readdirSync(example(folder.name))) {
      const name = `${folder.name}/${file}`
      if (!/\.[jt]s$/.test(file) || name in CHOSEN || !readFileSync(example(name), 'utf8').startsWith('#!')) continue
      const workload = (workloads[name] ?? folder.name) as NonNullable<ClusterOptions['workload']>
      runs[name] = { workload, nodes: 3, nemesis: ['partition', 'kill'], latency: 2, timeLimit: '3s', recovery: '1s' }
    }
  }
  return runs
}

export const RUNS: Readonly<Record<string, ClusterOptions>> = { ...CHOSEN, ...others() }

/** The digest of one run: of `messages.jsonl` and `history.jsonl`, byte by byte. */
export async function digest(name: string): Promise<string> {
  const results = mkdtempSync(join(tmpdir(), 'maelstrom-digest-'))
  try {
    const history = await cluster({
      ...(RUNS[name]?.node === undefined ? { bin: example(name) } : {}),
      nodes: 5,
      rate: 30,
      timeLimit: '5s',
      nemesisInterval: '1s',
      seed: 11,
      clock: 'virtual',
      results,
      ...RUNS[name],
    })
    const hash = createHash('sha256')
    for (const file of ['messages.jsonl', 'history.jsonl']) hash.update(readFileSync(join(history.folder!, file)))
    return hash.digest('hex')
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}

/** The digests of all runs in a process of their own, by name. */
export async function digestsOfProcess(env: Record<string, string> = {}, node = process.execPath) {
  const { stdout } = await promisify(execFile)(node, ['--import', 'tsx', fileURLToPath(import.meta.url)], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, ...env },
    maxBuffer: 1 << 24,
  })
  const lines = stdout.trim().split('\n')
  return new Map(lines.map(line => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
}

/** Makes the host's time and randomness throw when code of the engine asks for them. */
function setTraps(): void {
  const trap = (owner: object, name: string) => {
    const original = (owner as Record<string, (...args: unknown[]) => unknown>)[name]!
    Object.defineProperty(owner, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]) => {
        const caller =
          (new Error().stack ?? '')
            .split('\n')
            .slice(2)
            .find(line => !line.includes('node:')) ?? ''
        if (/\/(src|packages)\//.test(caller)) throw new Error(`the engine asked the host: ${name}, ${caller.trim()}`)
        return original.apply(owner, args)
      },
    })
  }
  trap(Date, 'now')
  trap(Math, 'random')
  trap(performance, 'now')
  for (const name of ['setTimeout', 'setInterval', 'setImmediate']) trap(globalThis, name)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.env.TRAPPED) setTraps()
  for (const name of Object.keys(RUNS)) process.stdout.write(`${await digest(name)} ${name}\n`)
}

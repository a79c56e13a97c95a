/**
 * Porcupine on the same histories, in the same run: `PORCUPINE=/path/to/checkout` and a `go` in PATH. Each history is written to a file, and read by
 * a small driver (porcupine.go.txt) that is built in a temporary folder against that checkout.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toOperations } from '../src/history/intake.ts'
import type { KvInput } from '../src/models/kv.ts'
import { canonicalText } from '../src/values.ts'
import type { Task } from './tasks.ts'

/** What Porcupine needed; `verdict` is true, false or `unknown`, as ours is. */
export interface PorcupineMeasured {
  readonly first: number
  readonly median: number
  readonly best: number
  /** Resident memory of its process, in MB. */
  readonly peak: number
  readonly verdict: string
}

/** What it may take: seconds for each history, megabytes for all. */
export interface Limits {
  readonly seconds: number
  readonly megabytes: number
}

export interface Porcupine {
  /** `undefined` if its process died, which is what happens when there is not enough memory. */
  measure(tasks: readonly Task[], rounds: number): PorcupineMeasured | undefined
  close(): void
}

/** `undefined` if it was not asked for. Throws if it was, and cannot be built. */
export function buildPorcupine(checkout: string | undefined, limits: Limits): Porcupine | undefined {
  if (checkout === undefined || checkout === '') return undefined
  const folder = mkdtempSync(join(tmpdir(), 'linearize-bench-'))
  const module = 'github.com/anishathalye/porcupine'
  writeFileSync(
    join(folder, 'go.mod'),
    `module bench\n\ngo 1.16\n\nrequire ${module} v0.0.0\n\nreplace ${module} => ${resolve(checkout)}\n`,
  )
  copyFileSync(fileURLToPath(new URL('porcupine.go.txt', import.meta.url)), join(folder, 'main.go'))
  const driver = join(folder, 'driver')
  execFileSync('go', ['build', '-mod=mod', '-o', driver, '.'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  return {
    measure: (tasks, rounds) => {
      const files = tasks.map((task, i) => {
        const file = join(folder, `${i}.tsv`)
        writeFileSync(file, asLines(task))
        return file
      })
      const ran = spawnSync(driver, [`${rounds}`, `${limits.seconds}`, `${limits.megabytes}`, ...files], {
        encoding: 'utf8',
      })
      return ran.status === 0 ? (JSON.parse(ran.stdout) as PorcupineMeasured) : undefined
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * One operation a line, fields by tabs: process, call, return, function, key, value, second value. Values are quoted strings; an unknown output is empty. Porcupine knows no
 * operation that never returns: such a one returns after everything else, with any output.
 */
function asLines({ model, history }: Task): string {
  const operations = toOperations(model, history)
  const missing = canonicalText(model.init())
  // All moments get different times, calls before returns, since closed intervals are not what every version of Porcupine sorts by.
  const moments = operations.flatMap(({ call, return: returned }, i) => [
    { at: call, i, returns: false },
    { at: returned ?? Number.POSITIVE_INFINITY, i, returns: true },
  ])
  moments.sort((a, b) => (a.at === b.at ? Number(a.returns) - Number(b.returns) || a.i - b.i : a.at < b.at ? -1 : 1))
  const calls: number[] = []
  const returns: number[] = []
  moments.forEach(({ i, returns: is }, time) => {
    if (is) returns[i] = time
    else calls[i] = time
  })
  const lines = operations.map(({ input, output, return: returned }, i) => {
    const { f, key, value } = input as KvInput
    const head = [i, calls[i], returns[i]]
    const where = canonicalText(key ?? null)
    const text = (x: unknown) => (typeof x === 'string' ? JSON.stringify(x) : canonicalText(x))
    if (f === 'read' || f === 'get') return [...head, 'read', where, output === undefined ? '' : text(output), '']
    if (f === 'append') return [...head, 'append', where, text(value), '']
    if (f !== 'cas') return [...head, 'write', where, text(value), '']
    const [from, to] = value as [unknown, unknown]
    const unknown = output === undefined || returned === undefined
    return [...head, unknown ? 'cas?' : output === false ? 'differs' : 'cas', where, text(from), text(to)]
  })
  return `${missing}\n${lines.map(line => line.join('\t')).join('\n')}\n`
}

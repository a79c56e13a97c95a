/** The programs that the bugs of the zoo are changes of, as they are: under the same workloads and faults nothing may be found. */

import { join } from 'node:path'
import { ExplorationFailedError, explore } from '@jepsen-ts/maelstrom'
import { type Bug, EXAMPLES, PROPERTIES } from '../../examples/zoo/bug.ts'

export interface CleanOptions {
  /** Seeds for each program, spread over the runs that its bugs are looked for in. */
  readonly seeds: number
  readonly seed: number
  /** Default 1. */
  readonly threads?: number
  readonly print?: (line: string) => void
}

/** Resolves to the number of false alarms. */
export async function runClean(
  bugs: readonly Bug[],
  { seeds, seed, threads = 1, print = () => {} }: CleanOptions,
): Promise<number> {
  let alarms = 0
  let total = 0
  for (const base of new Set(bugs.map(({ base }) => base))) {
    const its = bugs.filter(bug => bug.base === base)
    // Many bugs of a program are looked for in the same kind of run.
    const kinds = [...new Map(its.map(bug => [JSON.stringify(bug.options), bug])).values()]
    const began = process.hrtime.bigint()
    let ran = 0
    let doubtful = 0
    let alarmed = 0
    for (const [i, { options }] of kinds.entries()) {
      const share = Math.floor(seeds / kinds.length) + (i < seeds % kinds.length ? 1 : 0)
      for (let next = 0; next < share; ) {
        try {
          const report = await explore(
            {
              ...options,
              bin: join(EXAMPLES, base),
              results: false,
              seed: seed + next,
              runs: share - next,
              maxTime: '24h',
              threads,
            },
            // Everything that can be wrong, also what the bugs are not looked for by.
            PROPERTIES.valid,
          )
          ran += report.runs
          doubtful += report.doubtful
          break
        } catch (error) {
          if (!(error instanceof ExplorationFailedError)) throw error
          alarmed++
          ran += error.runs
          next += error.runs
          print(`FALSE ALARM: ${base} with ${JSON.stringify(options)}\n${error.message}\n`)
        }
      }
    }
    const seconds = Number(process.hrtime.bigint() - began) / 1e9
    alarms += alarmed
    total += ran
    print(
      `${base.padEnd(24)}${String(kinds.length).padStart(3)} kinds of run  ${String(ran).padStart(6)} seeds  ${String(alarmed).padStart(3)} false alarms  ${String(doubtful).padStart(5)} that showed nothing  ${seconds.toFixed(1).padStart(7)} s`,
    )
  }
  print(`${total} runs, ${alarms} false alarms`)
  return alarms
}

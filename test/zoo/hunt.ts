/** Looks for one bug of the zoo with `explore()`, and measures how long that takes and how small it gets. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Duration, ExplorationFailedError, explore } from '@jepsen-ts/maelstrom'
import { type Bug, PROPERTIES, writeBroken } from '../../examples/zoo/index.ts'

export interface Hunt {
  readonly bug: Bug
  readonly found: boolean
  /** Seeds tried until the first failure, that one included; all of them when there was none. */
  readonly seeds: number
  /** Until the first failure, starting with nothing: bundling the program is part of it. Wall time, and time of this process on the processor, in seconds. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** Runs that shrinking took, and its time on the processor in seconds. */
  readonly shrinks: number
  readonly shrinkCpuSeconds: number
  /** The shrunk run. Messages are those between nodes, and between nodes and services. */
  readonly operations: number
  readonly faults: number
  readonly messages: number
  /** What a reader is told. */
  readonly message: string
}

export interface HuntOptions {
  readonly seed: number
  readonly runs: number
  /** Wall time for the search and the shrinking together. */
  readonly maxTime: Duration
  /** Threads that search side by side. Default 1: to start more takes longer than most bugs live. */
  readonly threads?: number
}

export async function hunt(bug: Bug, { seed, runs, maxTime, threads = 1 }: HuntOptions): Promise<Hunt> {
  const root = mkdtempSync(join(tmpdir(), 'maelstrom-zoo-'))
  const began = process.hrtime.bigint()
  const busy = process.cpuUsage()
  const wall = () => Number(process.hrtime.bigint() - began) / 1e9
  const cpu = () => {
    const { user, system } = process.cpuUsage(busy)
    return (user + system) / 1e6
  }
  let first: { seconds: number; cpuSeconds: number } | undefined
  try {
    const report = await explore(
      { ...bug.options, bin: writeBroken(bug, root), results: false, seed, runs, maxTime, threads },
      h => {
        try {
          PROPERTIES[bug.property](h)
        } catch (error) {
          first ??= { seconds: wall(), cpuSeconds: cpu() }
          throw error
        }
      },
    )
    const nothing = { shrinks: 0, shrinkCpuSeconds: 0, operations: 0, faults: 0, messages: 0, message: '' }
    return { bug, found: false, seeds: report.runs, seconds: wall(), cpuSeconds: cpu(), ...nothing }
  } catch (error) {
    if (!(error instanceof ExplorationFailedError) || first === undefined) throw error
    const { history, runs: seeds, shrinks, message } = error
    return {
      bug,
      found: true,
      seeds,
      ...first,
      shrinks,
      shrinkCpuSeconds: cpu() - first.cpuSeconds,
      operations: history?.pairs.filter(({ invocation }) => invocation.final !== true).length ?? 0,
      faults: history?.faults.reduce((sum, { started }) => sum + started, 0) ?? 0,
      messages: history?.network.servers.sent ?? 0,
      message,
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

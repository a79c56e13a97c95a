/** A finished run as reports in other processes tell of it. */

import type { Place, RunReport } from '../environment.ts'
import type { History } from '../history/history.ts'
import type { ResolvedOptions } from '../options.ts'
import { PLAIN } from './failure.ts'
import { formatBlock } from './summary.ts'

export function reportOf(history: History, caller: Place | undefined, summaryShown: boolean): RunReport {
  const { workload, seed, replay, folder, faults, options, verdict } = history
  return {
    workload,
    nodes: Array.isArray(options.nodes) ? options.nodes.length : 0,
    faults: faults.map(({ fault }) => fault),
    seed,
    valid: verdict.valid,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    replay,
    ...(folder === undefined ? {} : { folder }),
    ...(caller === undefined ? {} : { caller }),
    summary: formatBlock(history, PLAIN),
    summaryShown,
  }
}

/** An exploration without a failure, as if it were one run. */
export function reportOfExploration(
  { workload, nodes, nemesis }: ResolvedOptions,
  { runs, firstSeed, doubtful }: { readonly runs: number; readonly firstSeed: number; readonly doubtful: number },
  command: string | undefined,
  caller: Place | undefined,
): RunReport {
  const nothing = doubtful === runs
  const title = `${workload.name}: ${runs} runs from seed ${firstSeed}`
  return {
    workload: workload.name,
    nodes: nodes.length,
    faults: nemesis,
    seed: `${firstSeed} and on, ${runs} runs`,
    valid: nothing ? 'unknown' : true,
    ...(nothing ? { reason: 'no run showed anything: nothing succeeded, or no fault hit' } : {}),
    replay: command === undefined ? `seed: ${firstSeed}` : `MAELSTROM_SEED=${firstSeed} ${command}`,
    ...(caller === undefined ? {} : { caller }),
    summary: [`${title}, none of which fails${doubtful === 0 ? '' : ` (${doubtful} of them show nothing)`}`],
    summaryShown: false,
  }
}

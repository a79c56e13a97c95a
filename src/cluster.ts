/** `cluster()`: options in, history out. */

import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAvailability } from './checkers/availability.ts'
import { everythingWorked, faultsHit, protocolKept } from './checkers/run.ts'
import { checkVacuous } from './checkers/vacuous.ts'
import { guarded, mergeVerdicts, type Verdict } from './checkers/verdict.ts'
import type { Rpcs } from './clients/rpc.ts'
import { currentEnvironment, type TestEnvironment } from './environment.ts'
import { writeResults } from './history/files.ts'
import { History } from './history/history.ts'
import type { FaultReport } from './nemesis/nemesis.ts'
import { processHost } from './nodes/process-host.ts'
import { type ClusterOptions, describeOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { CutShort, runWorkload } from './run.ts'
import { runScenario, type Scenario } from './scenario.ts'
import { MILLISECOND } from './time/clock.ts'
import { RealClock } from './time/real-clock.ts'
import type { WORKLOADS, WorkloadName } from './workloads/index.ts'
import type { WorkloadDefinition } from './workloads/workload.ts'
import { makeWorld, type World } from './world.ts'

/** The requests of the workload that the options name, for typed calls in a scenario. */
type RpcsOf<O> = O extends { workload: infer W }
  ? W extends WorkloadName
    ? (typeof WORKLOADS)[W]['rpcs']
    : W extends WorkloadDefinition<infer R>
      ? R
      : Rpcs
  : Rpcs

/**
 * Starts the nodes, runs the workload under the nemesis, and resolves to the history.
 *
 * Rejects with OptionsError for wrong options, ProgramError for a program that cannot be run, NodeStartError for a node that does not answer `init`,
 * SetupError for one that does not take part in the preparation. Everything that happens afterwards is part of the history.
 */
export function cluster(options: ClusterOptions): Promise<History>
/** The same, steered by hand: the scenario is given clients, nodes and network, and what it does is recorded. */
export function cluster<const O extends ClusterOptions>(options: O, scenario: Scenario<RpcsOf<O>>): Promise<History>
export function cluster(given: ClusterOptions, scenario?: Scenario): Promise<History> {
  // Here, and not later: the stack of an asynchronous function forgets who called it.
  const caller = callerFile()
  return run(given, scenario, caller, currentEnvironment())
}

async function run(
  given: ClusterOptions,
  scenario: Scenario | undefined,
  caller: string | undefined,
  environment: TestEnvironment,
): Promise<History> {
  const options = resolveOptions(given, () => randomInt(2 ** 31), scenario !== undefined)
  const clock = new RealClock()
  const cut = new CutShort()
  const cwd = folderOfProgram(options, environment.file ?? caller)
  const host = processHost({ bin: given.bin!, args: given.args, env: given.env, cwd })
  const world = makeWorld({
    options,
    clock,
    host,
    path: resultsPath(options, environment),
    resultsRoot: resolve(options.results === false ? '.' : options.results),
    print: line => process.stderr.write(`${line}\n`),
    onCrash: () => {
      // With every node gone, and nobody to restart one, the rest of the run is only waiting.
      if (
        options.nemesis.length === 0 &&
        scenario === undefined &&
        [...world.nodes.values()].every(node => node.state === 'crashed')
      )
        cut.now('every node had crashed')
    },
  })
  const watch = watchForEnd(cut, given.signal, environment)
  try {
    const faults = await clock.drive(perform(world, cut, scenario, environment))
    const history = makeHistory(world, faults, cut, environment, scenario !== undefined)
    return history
  } finally {
    watch.end()
    await world.stop()
    clock.stop()
  }
}

async function perform(
  world: World,
  cut: CutShort,
  scenario: Scenario | undefined,
  environment: TestEnvironment,
): Promise<readonly FaultReport[]> {
  try {
    await world.start()
    if (scenario === undefined) return await runWorkload(world, cut, environment.progress)
    await runScenario(world, scenario, listener => cut.onCut(listener))
    return []
  } finally {
    world.clock.settle()
  }
}

function makeHistory(
  world: World,
  faults: readonly FaultReport[],
  cut: CutShort,
  environment: TestEnvironment,
  byHand: boolean,
): History {
  const { options, folder, problems, recorder } = world
  const { workload } = options
  const judged = !byHand || options.given.workload !== undefined
  const history = new History({
    operations: recorder.operations,
    workload: judged ? workload.name : 'scenario',
    seed: options.seed,
    folder,
    network: world.networkStatistics(),
    faults,
    problems: problems.all,
    problemCounts: problems.counts,
    cutShort: cut.reason,
    options: describeOptions(options),
    duration: world.clock.now(),
    replay:
      environment.command === undefined
        ? `seed: ${JSON.stringify(options.seed)}`
        : `MAELSTROM_SEED=${options.seed} ${environment.command}`,
    judge: history => judge(history, options, judged),
    doubt: history => doubtOf(history, options),
  })
  if (folder !== undefined) writeResults(folder, history, history.verdict)
  return history
}

/** The workload's verdict together with what every run is judged by. */
function judge(history: History, options: ResolvedOptions, judged: boolean): Verdict {
  const { operations } = history
  const merged = mergeVerdicts({
    ...(judged ? { workload: guarded(() => options.workload.check(operations, options.given)) } : {}),
    protocol: protocolKept(history.problems, history.problemCounts),
    availability: checkAvailability(operations, options.availability),
    ...(judged ? { functions: everythingWorked(operations) } : {}),
  })
  if (merged.valid === false || history.doubt === undefined) return merged
  return {
    ...merged,
    valid: 'unknown',
    reason: merged.reason === undefined ? history.doubt : `${history.doubt}; ${merged.reason}`,
  }
}

/** Why a run proves nothing, however good it looks. */
function doubtOf(history: History, options: ResolvedOptions): string | undefined {
  const cut = history.cutShort === undefined ? undefined : `the run was cut short: ${history.cutShort}`
  const reasons = [
    cut,
    checkVacuous(history.operations).reason,
    faultsHit(history.faults, options.faultsMustHit).reason,
  ]
  return reasons.filter(reason => reason !== undefined).join('; ') || undefined
}

/** Cuts the run short when the test is cancelled, or when its time is nearly over. */
function watchForEnd(cut: CutShort, given: AbortSignal | undefined, environment: TestEnvironment): { end(): void } {
  const signals = [given, environment.signal].filter(signal => signal !== undefined)
  const abort = () => cut.now('it was cancelled')
  for (const signal of signals) {
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  }
  const left = environment.timeLeft?.()
  // Nodes need half a second to end, and the history has to be judged and written.
  const timer =
    left === undefined
      ? undefined
      : new RealClock().after(Math.max(left * 0.5, left - 1500) * MILLISECOND, () => {
          const option = environment.timeoutOption ?? "the runner's timeout"
          cut.now(`the test's time limit was near; raise ${option}, or lower the timeLimit of cluster()`)
        })
  return {
    end() {
      timer?.cancel()
      for (const signal of signals) signal.removeEventListener('abort', abort)
    },
  }
}

/** The folder that the program is relative to: `cwd`, else the project's root, else the folder of the test file, whichever has it. */
function folderOfProgram({ given }: ResolvedOptions, testFile: string | undefined): string {
  if (given.cwd !== undefined) return resolve(given.cwd)
  const name =
    typeof given.bin === 'string'
      ? given.bin
      : (given.bin!.find(word => existsAnywhere(word, testFile)) ?? given.bin![0]!)
  const root = process.cwd()
  if (isAbsolute(name)) return root
  const folders = testFile === undefined ? [root] : [dirname(testFile), root]
  return folders.find(folder => existsSync(join(folder, name))) ?? root
}

function existsAnywhere(word: string, testFile: string | undefined): boolean {
  return existsSync(resolve(word)) || (testFile !== undefined && existsSync(join(dirname(testFile), word)))
}

function resultsPath({ workload }: ResolvedOptions, { file, names }: TestEnvironment): string[] {
  if (file === undefined) return [workload.name]
  return [
    relative(process.cwd(), file).replace(/\.(test|spec)?\.?[cm]?[jt]sx?$/, '') || basename(file),
    ...(names?.length ? [names.join(' ')] : []),
  ]
}

/** The file that called `cluster()`: the first on the stack outside this package's own sources. */
function callerFile(): string | undefined {
  const own = new Set([import.meta.url, fileURLToPath(import.meta.url)])
  for (const line of (new Error().stack ?? '').split('\n').slice(1)) {
    const match =
      /(?:\(|at )((?:file:\/\/)?\/[^()]*?):\d+:\d+\)?$/.exec(line) ??
      /(?:\(|at )([A-Za-z]:\\[^()]*?):\d+:\d+\)?$/.exec(line)
    const file = match?.[1]
    if (file === undefined || own.has(file)) continue
    return file.startsWith('file:') ? fileURLToPath(file) : file
  }
  return undefined
}

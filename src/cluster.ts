/** `cluster()`: options in, history out. */

import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAvailability } from './checkers/availability.ts'
import { everythingWorked, faultsHit, protocolKept } from './checkers/run.ts'
import { checkVacuous } from './checkers/vacuous.ts'
import { guarded, mergeVerdicts, type Verdict } from './checkers/verdict.ts'
import { CancelledError } from './clients/client.ts'
import type { Rpcs } from './clients/rpc.ts'
import { currentEnvironment, type TestEnvironment } from './environment.ts'
import { writeResults } from './history/files.ts'
import { History } from './history/history.ts'
import type { FaultReport } from './nemesis/nemesis.ts'
import { chooseHost } from './nodes/choose-host.ts'
import { type ClusterOptions, describeOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { random } from './random.ts'
import { CutShort, runWorkload } from './run.ts'
import { runScenario, type Scenario } from './scenario.ts'
import type { Nanos } from './time/clock.ts'
import { hostTimeout } from './time/host-time.ts'
import { RealClock } from './time/real-clock.ts'
import { VirtualClock } from './time/virtual-clock.ts'
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
  const clock = options.clock === 'virtual' ? new VirtualClock() : new RealClock()
  const cut = new CutShort()
  const cwd = folderOfProgram(options, environment.file ?? caller)
  const host = chooseHost(options, cwd, clock, random(options.seed).fork('nodes'))
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
        !options.nemesis.some(fault => fault.startsWith('kill')) &&
        scenario === undefined &&
        [...world.nodes.values()].every(node => node.state === 'crashed')
      )
        cut.now('every node had crashed')
    },
  })
  const watch = watchForEnd(cut, given.signal, environment)
  let faults: readonly FaultReport[] = []
  let failure: { readonly error: unknown } | undefined
  try {
    // Building a program takes real time, so it has to be over before virtual time begins.
    await host.prepare?.()
    faults = await clock.drive(perform(world, cut, scenario, environment))
  } catch (error) {
    failure = { error }
    cut.now(`the run failed: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    watch.end()
  }
  const duration = clock.now()
  // Before anything is judged: that may take long, and what is still under way has to be in the books.
  await clock.drive(world.stop())
  clock.stop()
  if (failure === undefined) return makeHistory(world, faults, cut, environment, scenario !== undefined, duration)
  try {
    // Whoever steered is told of their own error; what was seen until then is in the results folder.
    makeHistory(world, faults, cut, environment, scenario !== undefined, duration)
  } catch {
    // The first error counts.
  }
  throw failure.error
}

async function perform(
  world: World,
  cut: CutShort,
  scenario: Scenario | undefined,
  environment: TestEnvironment,
): Promise<readonly FaultReport[]> {
  cut.onCut(() => {
    for (const node of world.nodes.values()) node.giveUp()
  })
  try {
    try {
      await world.start()
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error
    }
    if (cut.reason !== undefined) return []
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
  duration: Nanos,
): History {
  const { options, folder, problems, recorder } = world
  const { workload } = options
  const judged = !byHand || options.given.workload !== undefined
  const history = new History({
    // A copy: a scenario that was cut short may still be running, and go on recording.
    operations: recorder.operations.slice(),
    workload: judged ? workload.name : 'scenario',
    seed: options.seed,
    folder,
    network: world.networkStatistics(),
    faults,
    problems: problems.all,
    problemCounts: problems.counts,
    cutShort: cut.reason,
    options: describeOptions(options),
    duration,
    replay:
      environment.command === undefined
        ? `seed: ${JSON.stringify(options.seed)}`
        : `MAELSTROM_SEED=${options.seed} ${environment.command}`,
    judge: history => judge(history, options, judged, byHand),
    doubt: history => doubtOf(history, options),
  })
  if (folder !== undefined) writeResults(folder, history, history.verdict)
  return history
}

/** The workload's verdict together with what every run is judged by. */
function judge(history: History, options: ResolvedOptions, judged: boolean, byHand: boolean): Verdict {
  const { operations } = history
  // What has not spread yet when a run is cut short is not lost: such a workload can be judged by its final operations only.
  const unfinished = !byHand && history.cutShort !== undefined && options.workload.finalGenerator !== undefined
  const workload = () =>
    unfinished ? unknown('the final operations are missing') : options.workload.check(operations, options.given)
  const merged = mergeVerdicts({
    ...(judged ? { workload: guarded(workload) } : {}),
    protocol: protocolKept(history.problems, history.problemCounts),
    availability: checkAvailability(operations, options.availability),
    // By hand, a request may well be meant to fail.
    ...(byHand ? {} : { functions: everythingWorked(operations) }),
  })
  if (merged.valid === false || history.doubt === undefined) return merged
  return {
    ...merged,
    valid: 'unknown',
    reason: merged.reason === undefined ? history.doubt : `${history.doubt}; ${merged.reason}`,
  }
}

function unknown(reason: string): Verdict {
  return { valid: 'unknown', reason, anomalies: [], figures: {} }
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
  // Nodes need half a second to end, and the history has to be judged and written. The runner counts real time, whatever clock the run has.
  const timer =
    left === undefined
      ? undefined
      : hostTimeout(Math.max(left * 0.5, left - 1500), () => {
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
  if (given.bin === undefined) return process.cwd()
  const name =
    typeof given.bin === 'string'
      ? given.bin
      : (given.bin.find(word => existsAnywhere(word, testFile)) ?? given.bin[0]!)
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

/**
 * The file that called `cluster()`: the first on the stack outside the folder that the top of the stack, which is here, lies in. That folder is `src`, or
 * `dist` with all its chunks. The stack knows it in every format and under every loader; `import.meta` would be an error in some.
 */
function callerFile(): string | undefined {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const files = frames.map(fileOfFrame).filter(file => file !== undefined)
  const [here] = files
  return here === undefined ? undefined : files.find(file => !file.startsWith(dirname(here) + sep))
}

/** `    at name (file:///home/me/raft.test.ts:12:34)`, with or without name, parentheses and `file://`. */
function fileOfFrame(frame: string): string | undefined {
  const file = /(?:^\s*at (?:async )?|\()((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):\d+:\d+\)?$/.exec(frame)?.[1]
  return file?.startsWith('file:') ? fileURLToPath(file) : file
}

/** `cluster()`: options in, history out. */

import { randomInt } from 'node:crypto'
import { basename, relative, resolve } from 'node:path'
import { CancelledError } from './clients/client.ts'
import type { Rpcs } from './clients/rpc.ts'
import { currentEnvironment, type Place, type TestEnvironment } from './environment.ts'
import { pointing, withoutPointer } from './explanations/pointer.ts'
import { writeResults } from './history/files.ts'
import { History, type RunRecord } from './history/history.ts'
import { doubtOf, judgeRun } from './judge.ts'
import type { FaultReport } from './nemesis/nemesis.ts'
import { FLOOD } from './network/network.ts'
import { chooseHost } from './nodes/choose-host.ts'
import { guarded, NodeHangError } from './nodes/hang-guard.ts'
import { NodeStartError } from './nodes/node.ts'
import { excerptOf } from './nodes/problem.ts'
import { programSources } from './nodes/program-sources.ts'
import { type ClusterOptions, describeOptions, type ResolvedOptions, resolveOptions } from './options.ts'
import { callerPlace, folderOfProgram } from './program-folder.ts'
import { random } from './random.ts'
import { COLOURS } from './report/palette.ts'
import { reportOf } from './report/run-report.ts'
import { formatBlock } from './report/summary.ts'
import { CutShort, runWorkload, SetupError, tellProgress } from './run.ts'
import { runScenario, type Scenario } from './scenario.ts'
import { formatSchedule } from './schedule.ts'
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
  const caller = callerPlace()
  return run(given, scenario, caller, currentEnvironment())
}

async function run(
  given: ClusterOptions,
  scenario: Scenario | undefined,
  caller: Place | undefined,
  environment: TestEnvironment,
): Promise<History> {
  const options = resolveOptions(given, () => randomInt(2 ** 31), scenario !== undefined)
  const testFile = environment.file ?? caller?.file
  await environment.uses?.(await programSources(given, folderOfProgram(given, testFile)))
  const record = await recordRun(options, environment, testFile, scenario)
  const history = historyOf(record, options, environment, scenario !== undefined)
  await draw(history, options, environment)
  const summarize = given.summary === true
  await environment.report?.(reportOf(history, caller, summarize))
  if (summarize) {
    const print = environment.print ?? (text => process.stdout.write(`${text}\n`))
    print(formatBlock(history, COLOURS).join('\n'))
  }
  return history
}

/** Milliseconds of real time that a node in virtual time may run without giving way. */
const HANG_LIMIT = 10_000

/** Carries out a run and tells what was seen; nothing is judged. */
export async function recordRun(
  options: ResolvedOptions,
  environment: TestEnvironment,
  testFile: string | undefined,
  scenario?: Scenario,
): Promise<RunRecord> {
  const { given } = options
  const hangLimit = Math.min(HANG_LIMIT, Math.max(1000, (environment.timeLeft?.() ?? HANG_LIMIT) - 1000))
  const clock =
    options.clock === 'virtual' ? new VirtualClock({ watch: stretch => guarded(stretch, hangLimit) }) : new RealClock()
  const cut = new CutShort()
  const cwd = folderOfProgram(given, testFile)
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
        !options.nemesis.some(fault => /^(kill|power-loss)/.test(fault)) &&
        scenario === undefined &&
        [...world.nodes.values()].every(node => node.state === 'crashed')
      )
        cut.now('every node had crashed')
    },
    onFlood: ({ src, dest, text }) => {
      cut.now(
        `${FLOOD.toLocaleString('en')} messages were under way at once, and each begot others. The last of them: ${src} → ${dest} ${excerptOf(text)}. ` +
          'A node must not send on what it has sent on before',
      )
    },
  })
  const watch = watchForEnd(cut, given.signal, environment)
  let faults: readonly FaultReport[] = []
  let failure: { readonly error: unknown } | undefined
  try {
    // Building a program takes real time, so it has to be over before virtual time begins.
    await host.prepare?.()
    // As an event, so that an endless loop at the start of a program is one within a stretch of events.
    const run = new Promise<readonly FaultReport[]>(resolve => {
      clock.after(0, () => {
        clock.settle()
        resolve(perform(world, cut, scenario, environment))
      })
    })
    faults = await clock.drive(run)
  } catch (error) {
    failure = { error }
    cut.now(`the run failed: ${error instanceof Error ? withoutPointer(error.message) : String(error)}`)
    // In virtual time the same schedule ends the same way.
    const repeats = error instanceof NodeStartError || error instanceof SetupError
    if (error instanceof NodeHangError || (repeats && clock.virtual)) {
      const replay = `Replay  replay: '${formatSchedule(options.schedule)}'`
      error.message = pointing(error.name, `${withoutPointer(error.message)}\n  ${replay}`)
    }
  } finally {
    watch.end()
  }
  const duration = clock.now()
  // Before anything is judged: that may take long, and what is still under way has to be in the books.
  await clock.drive(world.stop())
  clock.stop()
  const record = recordOf(world, faults, cut, duration)
  if (failure === undefined) return record
  try {
    // Whoever steered is told of their own error; what was seen until then is in the results folder.
    await draw(historyOf(record, options, environment, scenario !== undefined), options, environment)
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
    const { clock, recorder } = world
    const progress = tellProgress(clock, environment.progress, () => ({
      elapsed: clock.now(),
      operations: recorder.operations.length >> 1,
      faults: [],
    }))
    try {
      await runScenario(world, scenario, listener => cut.onCut(listener))
    } finally {
      progress?.cancel()
    }
    return []
  } finally {
    world.clock.settle()
  }
}

/** What was seen in a run, as plain data. */
function recordOf(world: World, faults: readonly FaultReport[], cut: CutShort, duration: Nanos): RunRecord {
  return {
    // A copy: a scenario that was cut short may still be running, and go on recording.
    operations: world.recorder.operations.slice(),
    folder: world.folder,
    network: world.networkStatistics(),
    faults,
    problems: world.problems.all,
    problemCounts: world.problems.counts,
    cutShort: cut.reason,
    duration,
  }
}

/** What was seen in a run as a history that can be judged. */
export function historyOf(
  record: RunRecord,
  options: ResolvedOptions,
  environment: TestEnvironment,
  byHand: boolean,
): History {
  const judged = !byHand || options.given.workload !== undefined
  const history = new History({
    ...record,
    workload: judged ? options.workload.name : 'scenario',
    seed: options.seed,
    options: describeOptions(options),
    replay: replayOf(options, environment.command),
    judge: history => judgeRun(history, options, judged, byHand),
    doubt: history => doubtOf(history, options),
  })
  if (record.folder !== undefined) writeResults(record.folder, history, history.verdict)
  return history
}

/** Writes the page and the diagrams, where they are wanted. */
async function draw(
  { folder, verdict }: History,
  { report }: ResolvedOptions,
  { timeLeft }: TestEnvironment,
): Promise<void> {
  if (folder === undefined || report === 'never' || (report === 'failure' && verdict.valid === true)) return
  // Loaded only here: runs without a folder, those of explore() above all, need none of it.
  const { reportRun } = await import('./report/write-report.ts')
  await reportRun(folder, timeLeft?.(), line => process.stderr.write(`${line}\n`))
}

/** How to run it again: by its seed, or, when parts of it were left out, by what was kept. */
function replayOf({ seed, schedule }: ResolvedOptions, command: string | undefined): string {
  const whole = schedule.faults === undefined && schedule.operations === undefined && schedule.varied !== true
  const text = whole ? String(seed) : formatSchedule(schedule)
  if (command !== undefined) return `MAELSTROM_${whole ? 'SEED' : 'REPLAY'}=${text} ${command}`
  return whole ? `seed: ${JSON.stringify(seed)}` : `replay: ${JSON.stringify(text)}`
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

function resultsPath({ workload }: ResolvedOptions, { file, names }: TestEnvironment): string[] {
  if (file === undefined) return [workload.name]
  return [
    relative(process.cwd(), file).replace(/\.(test|spec)?\.?[cm]?[jt]sx?$/, '') || basename(file),
    ...(names?.length ? [names.join(' ')] : []),
  ]
}

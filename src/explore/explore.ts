/**
 * `explore()`: many schedules of the same test in virtual time, and the shortest one that still fails. Each run is `cluster()` with a seed of its own; the
 * first failure is shrunk by fast-check over the faults and operations that its seed brought about.
 */

import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { count } from '../checkers/story.ts'
import type { Validity } from '../checkers/verdict.ts'
import { cluster, historyOf, recordRun } from '../cluster.ts'
import { currentEnvironment, type Place } from '../environment.ts'
import type { History, RunRecord } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { programSources } from '../nodes/program-sources.ts'
import { type ClusterOptions, resolveOptions } from '../options.ts'
import { callerPlace, folderOfProgram } from '../program-folder.ts'
import { fromHere } from '../report/failure.ts'
import { reportOfExploration } from '../report/run-report.ts'
import { tellRun } from '../report/story.ts'
import { formatSchedule, parseSchedule, type Schedule } from '../schedule.ts'
import { MILLISECOND } from '../time/clock.ts'
import { type Duration, parseDuration } from '../time/duration.ts'
import { hostMilliseconds } from '../time/host-time.ts'
import { noteFacts, type ScheduleFacts, schedule } from './arbitrary.ts'
import { checkOwnOptions, firstSeedOf } from './own-options.ts'
import { canBeHandedOver, PoolClosedError, RunPool } from './pool.ts'
import { parseShard, seedsOf } from './shard.ts'

/** What `explore` takes beside the options of `cluster`. */
export interface ExploreOptions extends Omit<ClusterOptions, 'seed' | 'results'> {
  /**
   * How many schedules to try. Default 100. Several machines of a CI share them, each of them trying other seeds: with the plugin by `vitest --shard=1/3`, otherwise
   * by MAELSTROM_SHARD set to `1/3`, `2/3`, `3/3`. With the same `seed` (or MAELSTROM_SEED) they try together what one machine would.
   */
  readonly runs?: number
  /** Wall time after which it ends with what it has: the search as well as the shrinking. Default: what the runner leaves, or 60 s. */
  readonly maxTime?: Duration
  /** The seed of the first run; the following ones count up from it. A text stands for a number made from it. Default: MAELSTROM_SEED, or drawn. */
  readonly seed?: number | string
  /** Threads that carry out runs side by side; 1: none but this one. Default: as many as there are processors. */
  readonly threads?: number
  /** The folder for the shrunk run; as in `cluster`. */
  readonly results?: string | false
}

/** What became of the schedules that were tried without a failure. */
export interface Exploration {
  readonly runs: number
  readonly firstSeed: number
  /** Whether it ended because the time was up. */
  readonly interrupted: boolean
  /** Runs that prove nothing (nothing succeeded, no fault hit), whether the property held or not. */
  readonly doubtful: number
}

/** Some schedule fails. The message tells the shortest such run that was found, and how to replay it. */
export class ExplorationFailedError extends Error {
  override readonly name = 'ExplorationFailedError'
  /** Replays exactly this run: `cluster({ replay })`. */
  readonly replay: string
  readonly history: History | undefined
  /** What the property threw. Not the `cause`: its text is in the message already, and runners would print it a second time. */
  readonly failure: unknown
  /** Seeds tried until the first failure, that one included. */
  readonly runs: number
  /** Runs that shrinking took. */
  readonly shrinks: number
  constructor(
    message: string,
    details: { replay: string; history: History | undefined; runs: number; shrinks: number; failure: unknown },
  ) {
    super(message)
    this.failure = details.failure
    this.replay = details.replay
    this.history = details.history
    this.runs = details.runs
    this.shrinks = details.shrinks
  }
}

/** What must hold of every run: it fails by throwing, or by `false`. */
type Property = (history: History) => unknown

/** Fewer runs than these are carried out in the thread of the test. */
const RUNS_WORTH_THREADS = 100

/** Wall time between two reports of progress, in milliseconds. */
const PROGRESS_INTERVAL = 200

/** Wall time that the replay of the shrunk run and its files may take. */
const REPORT_TIME = 1500

/**
 * Tries schedules until `property` throws (or gives `false`), then shrinks. Resolves when none failed; rejects with ExplorationFailedError.
 *
 * Options that are wrong, programs that cannot be run and the like reject as they do in `cluster`: they are no failures of a schedule.
 */
export function explore(options: ExploreOptions, property: Property): Promise<Exploration> {
  return exploreFrom(callerPlace(), options, property)
}

async function exploreFrom(
  caller: Place | undefined,
  options: ExploreOptions,
  property: Property,
): Promise<Exploration> {
  checkOwnOptions(options, property)
  const { runs: wanted = 100, maxTime, seed, results, threads, ...rest } = options
  const environment = currentEnvironment()
  // Without latency everything happens at once and in one order; schedules differ by how messages overtake each other.
  const base: ClusterOptions = {
    clock: 'virtual',
    latency: 2,
    latencyDist: 'exponential',
    ...rest,
    faultsMustHit: false,
  }
  const replayText = rest.replay ?? process.env.MAELSTROM_REPLAY
  if (replayText) {
    const replayed = { ...base, ...(results === undefined ? {} : { results }), replay: replayText }
    const history = await cluster({ ...replayed, cwd: folderOfProgram(rest, environment.file ?? caller?.file) })
    const broken = await failureOf(history, property)
    if (broken !== undefined) throw broken.error
    return { runs: 1, firstSeed: 0, interrupted: false, doubtful: 0 }
  }
  await environment.uses?.(await programSources(rest, folderOfProgram(rest, environment.file ?? caller?.file)))
  const origin = firstSeedOf(seed, process.env.MAELSTROM_SEED, wanted)
  const seeds = seedsOf(parseShard(process.env.MAELSTROM_SHARD, environment.shard), origin, wanted)
  const left = environment.timeLeft?.()
  const allowed = left === undefined ? Number.POSITIVE_INFINITY : Math.max(1000, left - REPORT_TIME)
  const budget = Math.min(allowed, maxTime === undefined ? 60_000 : parseDuration(maxTime)! / MILLISECOND)
  const began = hostMilliseconds()

  let searched = 0
  let shrinks = 0
  let doubtful = 0
  /** Set by the first failure: what its run was judged, and whether it was in doubt nevertheless (a crash ends a run before its time). */
  let failed: RunKind | undefined
  /** The first run that failed without showing anything, and how many runs were judged otherwise. */
  let hollow: { readonly tried: Schedule; readonly error: unknown } | undefined
  let judgedOtherwise = 0
  let noRun: { readonly error: unknown } | undefined
  let cause: unknown
  let best: Schedule | undefined

  const folder = folderOfProgram(rest, environment.file ?? caller?.file)
  const optionsOf = (tried: Schedule): ClusterOptions => ({
    ...base,
    cwd: folder,
    results: false,
    replay: formatSchedule(tried),
  })
  // Threads cost half a second to start, which a handful of runs does not earn back.
  const pool =
    seeds.runs >= RUNS_WORTH_THREADS && base.clock === 'virtual' && canBeHandedOver(base)
      ? RunPool.start(threads)
      : undefined
  /** Cuts short the run that is under way in this thread when nobody waits for it any more. */
  const ended = new AbortController()
  let underWay: Promise<unknown> = Promise.resolve()
  /** Somebody saved the program, or pressed Ctrl-C: no run is of interest any more. */
  const cancelled = [rest.signal, environment.signal].filter(signal => signal !== undefined)
  const abandon = () => {
    ended.abort()
    void pool?.close()
  }
  for (const signal of cancelled) signal.addEventListener('abort', abandon, { once: true })
  if (cancelled.some(({ aborted }) => aborted)) abandon()
  const ahead = new Map<number, Promise<RunRecord>>()
  const runOf = (tried: Schedule): Promise<RunRecord> => {
    // Shrinking is one run after the other; there the threads would only be in the way.
    if (pool === undefined || failed !== undefined) {
      const run = recordRun(
        resolveOptions(optionsOf(tried), () => 0),
        { signal: ended.signal },
        undefined,
      )
      underWay = run.catch(() => {})
      return run
    }
    // The search goes through the seeds one by one, so the next ones are known.
    const at = Number(tried.seed)
    const last = seeds.first + (seeds.runs - 1) * seeds.step
    for (let seed = at; seed <= Math.min(at + (2 * pool.size - 1) * seeds.step, last); seed += seeds.step) {
      if (ahead.has(seed)) continue
      const run = pool.run(optionsOf({ seed, varied: true }))
      run.catch(() => {})
      ahead.set(seed, run)
    }
    const run = ahead.get(at)!
    ahead.delete(at)
    return run
  }

  let told = Number.NEGATIVE_INFINITY
  /** Shows how far it has come, a few times a second. */
  const tell = () => {
    const now = hostMilliseconds()
    if (environment.progress === undefined || now - told < PROGRESS_INTERVAL) return
    told = now
    environment.progress({
      elapsed: (now - began) * MILLISECOND,
      wall: (now - began) * MILLISECOND,
      total: budget * MILLISECOND,
      operations: 0,
      faults: [],
      runs: failed !== undefined ? { done: shrinks } : { done: searched, of: seeds.runs },
    })
  }

  const holds = async (tried: Schedule): Promise<boolean> => {
    if (ended.signal.aborted) return true
    if (failed !== undefined) shrinks++
    else searched++
    tell()
    let history: History
    try {
      history = historyOf(
        await runOf(tried),
        resolveOptions(optionsOf(tried), () => 0),
        {},
        false,
      )
    } catch (error) {
      if (!(error instanceof PoolClosedError)) noRun = { error }
      throw error
    }
    if (ended.signal.aborted) return true
    noteFacts(tried, factsOf(history))
    const { valid } = history.verdict
    const inDoubt = history.doubt !== undefined
    // Shrunk far enough, any run proves nothing; that is another failure than the one that was found.
    if (failed !== undefined && !isSameKind(failed, { valid, inDoubt })) return true
    const broken = await failureOf(history, property)
    if (broken !== undefined && failed === undefined && valid === 'unknown') {
      hollow ??= { tried, error: broken.error }
      doubtful++
      return true
    }
    judgedOtherwise++
    if (broken !== undefined) {
      failed ??= { valid, inDoubt }
      void pool?.close()
      best = tried
      cause = broken.error
      return false
    }
    if (inDoubt) doubtful++
    return true
  }

  const search = async () => {
    try {
      return await fc.check(fc.asyncProperty(schedule({ firstSeed: seeds.first, step: seeds.step }), holds), {
        numRuns: seeds.runs,
        seed: origin,
        interruptAfterTimeLimit: budget,
        // Every seed is another run; a failure must not be retried with other seeds.
        skipEqualValues: false,
      })
    } finally {
      for (const signal of cancelled) signal.removeEventListener('abort', abandon)
      // Time may have run out in the middle of a run.
      ended.abort()
      await underWay
      await pool?.close()
    }
  }
  const details = await search()
  for (const signal of cancelled) signal.throwIfAborted()
  if (noRun !== undefined && best === undefined) throw noRun.error
  // Where not one run shows anything, the program does not work at all: the whole of a run says why, and there is nothing to shrink.
  if (hollow !== undefined && judgedOtherwise === 0) {
    best = hollow.tried
    cause = hollow.error
  }
  if (best === undefined) {
    const exploration = { runs: searched, firstSeed: seeds.first, interrupted: details.interrupted, doubtful }
    const resolved = resolveOptions(base, () => seeds.first)
    await environment.report?.(reportOfExploration(resolved, exploration, environment.command, caller))
    return exploration
  }

  const replay = formatSchedule(best)
  const shrunk = await cluster({ ...base, cwd: folder, ...(results === undefined ? {} : { results }), replay })
  const reproduced = await failureOf(shrunk, property)
  throw new ExplorationFailedError(
    await tellFailure({
      shrunk,
      replay,
      whole: failed === undefined,
      cause: (reproduced ?? { error: cause }).error,
      reproduced: reproduced !== undefined,
      searched,
      shrinks,
      seconds: (hostMilliseconds() - began) / 1000,
      command: environment.command,
    }),
    { replay, history: shrunk, runs: searched, shrinks, failure: (reproduced ?? { error: cause }).error },
  )
}

/** Runs the property; undefined when it holds. */
async function failureOf(history: History, property: Property): Promise<{ readonly error: unknown } | undefined> {
  try {
    if ((await property(history)) === false) return { error: new Error('The property returned false.') }
    return undefined
  } catch (error) {
    return { error: error ?? new Error(`The property threw ${error}.`) }
  }
}

interface RunKind {
  readonly valid: Validity
  readonly inDoubt: boolean
}

/** Whether a run that was shrunk can show the failure that was found first, by what the runs were judged. */
function isSameKind(first: RunKind, { valid, inDoubt }: RunKind): boolean {
  if (valid === 'unknown' || (first.valid === false && valid !== false)) return false
  return first.inDoubt || !inDoubt
}

/** What shrinking needs to know of a run: which faults and operations took place, and which ones the verdict names. */
function factsOf(history: History): ScheduleFacts {
  const given = parseSchedule(String(history.options.schedule ?? `${history.seed}/*/*`))
  const invoked = history.operations.filter(
    ({ type, process, final }) => type === 'invoke' && typeof process === 'number' && final !== true,
  )
  const operations = given.operations ?? invoked.map((_, number) => number)
  const faults =
    given.faults ??
    history.faults.flatMap(({ fault, started }) => Array.from({ length: started }, (_, number) => `${fault}.${number}`))
  const [anomaly] = history.verdict.valid === false ? history.verdict.anomalies : []
  const positions = new Set((anomaly?.operations ?? []).map(involved => numberOf(invoked, involved)))
  return { faults, operations, involved: operations.filter((_, position) => positions.has(position)) }
}

/** Which of the invocations an operation is, or belongs to. */
function numberOf(invoked: readonly Operation[], { index, process }: Operation): number {
  return invoked.findLastIndex(candidate => candidate.process === process && candidate.index <= index)
}

interface Failure {
  readonly shrunk: History
  readonly replay: string
  /** Every run fails, and none shows anything; this is the first of them. */
  readonly whole: boolean
  readonly cause: unknown
  readonly reproduced: boolean
  readonly searched: number
  readonly shrinks: number
  readonly seconds: number
  readonly command: string | undefined
}

async function tellFailure(failure: Failure): Promise<string> {
  const { shrunk, replay, whole, cause, reproduced, searched, shrinks, seconds, command } = failure
  const operations = shrunk.pairs.filter(({ invocation }) => invocation.final !== true).length
  const faults = shrunk.faults.reduce((sum, { started }) => sum + started, 0)
  const why = cause instanceof Error ? cause.message : String(cause)
  // A matcher that judges the clients' operations alone knows that a run was cut short, but not of the crash that did it.
  const [anomaly] = shrunk.doubt !== undefined && shrunk.verdict.valid === false ? shrunk.verdict.anomalies : []
  const size = `${count(operations, 'operation')} and ${count(faults, 'fault')}`
  const took = `(${seconds.toFixed(1)} s)`
  return [
    whole
      ? `The property fails in all of ${count(searched, 'run')}, and none of them shows anything. The first of them, not shrunk, has ${size} ${took}.`
      : `The property fails after ${count(searched, 'run')}; shrunk in ${shrinks} more to ${size} ${took}.`,
    ...(reproduced
      ? []
      : [
          'When it was run once more it did not fail: something in the nodes is not deterministic. On the real clock nothing is.',
        ]),
    '',
    ...tellRun(shrunk),
    '',
    why
      .split('\n')
      .filter(line => !/^\s+(Replay|Look)\s/.test(stripVTControlCharacters(line)))
      .join('\n')
      .trimEnd(),
    ...(anomaly === undefined || stripVTControlCharacters(why).includes(anomaly.message.split('\n')[0]!)
      ? []
      : ['', `  ✗ ${anomaly.message}`]),
    '',
    `  Replay  ${command === undefined ? `replay: '${replay}'` : `MAELSTROM_REPLAY=${replay} ${command}`}`,
    ...(shrunk.folder === undefined ? [] : [`  Look    ${fromHere(shrunk.folder)}`]),
  ].join('\n')
}

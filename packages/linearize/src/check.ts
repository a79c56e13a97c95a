/** `checkLinearizable`: history in, verdict out. */
import { failureOf } from './core/failure.ts'
import { minimalCore } from './core/minimal.ts'
import type { JustInTime } from './engines/just-in-time.ts'
import { type AnyModel, machineFor, type Operations } from './engines/machine.ts'
import { ALL_REDUCTIONS, type EngineOptions } from './engines/options.ts'
import { Attempt } from './engines/portfolio.ts'
import { timelineOf } from './engines/timeline.ts'
import { type Columns, columnsOf, type Part } from './history/columns.ts'
import { toOperations } from './history/intake.ts'
import type {
  CheckOptions,
  Failure,
  HistoryInput,
  LinearizabilityResult,
  Model,
  PartitionResult,
  UnknownCause,
} from './types.ts'

const DEFAULT_MEMORY = 2 * 1024 ** 3

/** Milliseconds that the asynchronous check keeps the event loop waiting. */
const TURN = 12

/**
 * Whether the operations of a history can be put in a legal order that respects real time (Herlihy & Wing 1990). Synchronous: a time limit is
 * looked at about every millisecond, and a signal only if it is aborted beforehand; see {@link checkLinearizableAsync}.
 *
 * Throws a `HistoryError` for a history that cannot be, a `ModelError` for a model that breaks its contract, and what the model throws.
 */
export function checkLinearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: HistoryInput<Input, Output>,
  options: CheckOptions = {},
): LinearizabilityResult<State, Input, Output> {
  return checkWith(model, history, options, ALL_REDUCTIONS)
}

/** The same, in turns of about 12 ms between which the event loop runs, so that `signal` can cancel it and a page stays alive. */
export async function checkLinearizableAsync<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: HistoryInput<Input, Output>,
  options: CheckOptions = {},
): Promise<LinearizabilityResult<State, Input, Output>> {
  const now = clockOf(options)
  const judge = new Judge(model as AnyModel, history as HistoryInput, options, ALL_REDUCTIONS)
  const work = judge.work()
  let turnEnds = now() + TURN
  while (work.next().done !== true) {
    if (now() < turnEnds) continue
    await new Promise(resolve => setTimeout(resolve))
    turnEnds = now() + TURN
  }
  return judge.result() as LinearizabilityResult<State, Input, Output>
}

/** `checkLinearizable` with engines and reductions chosen by hand. For tests and benchmarks. */
export function checkWith<State, Input, Output>(
  model: Model<State, Input, Output>,
  history: HistoryInput<Input, Output>,
  options: CheckOptions,
  engines: EngineOptions,
): LinearizabilityResult<State, Input, Output> {
  const judge = new Judge(model as AnyModel, history as HistoryInput, options, engines)
  const work = judge.work()
  while (work.next().done !== true);
  return judge.result() as LinearizabilityResult<State, Input, Output>
}

function clockOf(options: CheckOptions): () => number {
  return options.now ?? (() => performance.now())
}

/** One check from start to end. */
class Judge {
  private readonly model: AnyModel
  private readonly options: CheckOptions
  private readonly engines: EngineOptions
  private readonly now: () => number
  private readonly started: number
  private readonly operations: Operations
  private readonly columns: Columns
  private readonly parts: readonly Part[]
  private readonly results: (PartitionResult | undefined)[]
  private readonly attempts: (Attempt | undefined)[]
  private cause: UnknownCause | undefined
  private failed = false

  constructor(model: AnyModel, history: HistoryInput, options: CheckOptions, engines: EngineOptions) {
    this.model = model
    this.options = options
    this.engines = engines
    this.now = clockOf(options)
    this.started = this.now()
    this.operations = toOperations(model, history)
    this.columns = columnsOf(model, this.operations, this.machineOptions)
    this.parts = this.columns.parts
    this.results = new Array(this.parts.length)
    this.attempts = new Array(this.parts.length)
  }

  /** Decides what can be decided. Yields often. */
  *work(): Generator<void, void> {
    let open = this.parts.map((_, i) => i)
    for (let budget = this.engines.budget; open.length > 0; budget *= 8) {
      const still: number[] = []
      for (const i of open) {
        this.cause ??= this.interruption()
        if (this.cause !== undefined || (this.failed && this.options.exhaustive !== true)) return
        if (!(yield* this.round(i, budget))) still.push(i)
      }
      open = still
    }
  }

  result(): LinearizabilityResult {
    const partitions = this.parts.map((part, i) => this.results[i] ?? this.undecided(part, this.attempts[i]))
    const valid = this.failed ? false : this.cause !== undefined ? 'unknown' : true
    return {
      valid,
      ...(valid === 'unknown' ? { cause: this.cause! } : {}),
      model: this.model.name,
      operations: this.operations,
      partitions,
      statistics: {
        operations: this.operations.length,
        partitions: partitions.length,
        configurations: partitions.reduce((sum, { configurations }) => sum + configurations, 0),
        milliseconds: this.now() - this.started,
      },
    }
  }

  /** One round for one partition. Returns whether it is decided, or never will be. */
  private *round(i: number, budget: number): Generator<void, boolean> {
    this.attempts[i] ??= this.begin(this.parts[i]!)
    const attempt = this.attempts[i]
    const rounds = attempt.round(budget)
    for (;;) {
      const { done } = rounds.next()
      if (done === true) break
      this.cause ??= this.interruption()
      if (this.cause !== undefined) return false
      yield
    }
    if (attempt.progress === 'memory') {
      this.cause = { kind: 'memory', message: `The search needs more than ${this.memoryLimit} bytes.` }
      return true
    }
    if (attempt.stuck) {
      this.cause = { kind: 'skipped', message: `The engine ${this.engines.engine} alone cannot tell.` }
      return true
    }
    if (attempt.progress === 'more') return false
    this.results[i] = this.decide(this.parts[i]!, attempt)
    this.attempts[i] = undefined
    return true
  }

  private begin(part: Part): Attempt {
    const { model, columns, engines, options } = this
    const machine = machineFor(model, columns, part.operations, this.machineOptions)
    return new Attempt(timelineOf(columns, part.operations, machine), engines, {
      witness: options.witness === true,
      explain: options.explain !== false,
      memoryLimit: this.memoryLimit,
    })
  }

  private decide(part: Part, attempt: Attempt): PartitionResult {
    const { options } = this
    const base = { ...part, engine: attempt.engine!, configurations: attempt.configurations }
    if (attempt.progress === 'yes') {
      if (options.witness !== true) return { ...base, valid: true }
      return { ...base, valid: true, witness: this.witnessOf(part, attempt) }
    }
    this.failed = true
    const explained = options.explain === false ? {} : { failure: this.failureOf(part, attempt, attempt.failure()) }
    return { ...base, valid: false, ...explained, ...(options.core === true ? this.coreOf(part, attempt) : {}) }
  }

  private coreOf(part: Part, attempt: Attempt): Pick<PartitionResult, 'core' | 'coreIsMinimal'> {
    const core = minimalCore(this.model, this.columns, part.operations, attempt.failingOperation())
    return { core: core.operations, coreIsMinimal: core.minimal }
  }

  private witnessOf(part: Part, attempt: Attempt): number[] {
    return attempt.witness().map(local => part.operations[local]!)
  }

  private failureOf(part: Part, attempt: Attempt, search: JustInTime | undefined): Failure {
    if (search !== undefined) return failureOf(this.model, this.operations, part.operations, search)
    return { operation: part.operations[attempt.failingOperation()]!, prefixes: [], omitted: 0, partial: true }
  }

  private undecided(part: Part, attempt: Attempt | undefined): PartitionResult {
    const cause: UnknownCause = this.cause ?? {
      kind: 'skipped',
      message: 'Another partition is not linearizable; ask for exhaustive to have all decided.',
    }
    return { ...part, valid: 'unknown', cause, configurations: attempt?.configurations ?? 0 }
  }

  private get machineOptions(): { hints: boolean; verify: boolean } {
    return { hints: this.engines.hints, verify: this.options.verifyModel !== false }
  }

  private get memoryLimit(): number {
    return this.options.memoryLimit ?? DEFAULT_MEMORY
  }

  private interruption(): UnknownCause | undefined {
    const { signal, timeLimit } = this.options
    if (signal?.aborted === true) return { kind: 'cancelled', message: `Cancelled: ${String(signal.reason)}` }
    if (timeLimit !== undefined && this.now() - this.started >= timeLimit) {
      return { kind: 'time', message: `No verdict within ${timeLimit} ms.` }
    }
    return undefined
  }
}

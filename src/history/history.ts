/** What a run gives back: everything that clients saw, what the network and the faults did, and the verdict of the workload. */

import { type Statistics, statistics } from '../checkers/stats.ts'
import type { Verdict } from '../checkers/verdict.ts'
import type { FaultReport } from '../nemesis/nemesis.ts'
import type { NetworkCounts } from '../network/network.ts'
import type { Problem } from '../nodes/problem.ts'
import type { Nanos } from '../time/clock.ts'
import type { Operation, Pair } from './operation.ts'
import { pairs } from './pairing.ts'

/** Messages of one kind, sent and received. */
export interface MessageStatistics {
  readonly sent: number
  readonly received: number
}

/** What the network carried. */
export interface NetworkStatistics {
  readonly all: MessageStatistics
  /** Messages that involve a client. */
  readonly clients: MessageStatistics
  /** Messages between nodes, and between nodes and services. */
  readonly servers: MessageStatistics & { readonly perOperation: number }
  /** Messages of every kind for each operation of a client. */
  readonly perOperation: number
  /** Messages that did not arrive, by reason. */
  readonly lost: NetworkCounts['lost']
  readonly duplicated: number
  readonly delayed: number
  /** Replies that came after their client had given up. */
  readonly lateReplies: number
  /** Second replies, and replies to nothing. */
  readonly unexpectedReplies: number
}

/** What was seen in a run, as plain data that can be handed to another thread. */
export interface RunRecord {
  readonly operations: readonly Operation[]
  /** Where everything was written; undefined when nothing was. */
  readonly folder: string | undefined
  readonly network: NetworkStatistics
  readonly faults: readonly FaultReport[]
  readonly problems: readonly Problem[]
  readonly problemCounts: Readonly<Record<string, number>>
  /** Why the run ended before its time, if it did. */
  readonly cutShort: string | undefined
  readonly duration: Nanos
}

/** What a history is made of. */
export interface Recording extends RunRecord {
  /** Name of the workload, or 'scenario'. */
  readonly workload: string
  readonly seed: number | string
  /** The options of the run, for a reader. */
  readonly options: Readonly<Record<string, unknown>>
  /** How to run it again: an option, an environment variable, a command. */
  readonly replay: string
  /** Judges the history, asked at most once. */
  readonly judge: (history: History) => Verdict
  /** Why this run proves nothing, however good it looks; undefined when it does. */
  readonly doubt: (history: History) => string | undefined
}

/** On every history, also on one from the package's other format (ESM, CommonJS), whose class is another one. */
const BRAND = Symbol.for('@jepsen-ts/maelstrom/History')

export class History implements Iterable<Operation> {
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  static {
    Object.defineProperty(History.prototype, BRAND, { value: true })
  }

  readonly #recording: Recording
  #pairs: readonly Pair[] | undefined
  #statistics: Statistics | undefined
  #verdict: Verdict | undefined

  constructor(recording: Recording) {
    this.#recording = recording
  }

  /** Every operation of clients and nemesis, in order. */
  get operations(): readonly Operation[] {
    return this.#recording.operations
  }

  get length(): number {
    return this.operations.length
  }

  [Symbol.iterator](): Iterator<Operation> {
    return this.operations[Symbol.iterator]()
  }

  /** Each invocation of a client with its completion. */
  get pairs(): readonly Pair[] {
    this.#pairs ??= pairs(this.operations.filter(operation => typeof operation.process === 'number'))
    return this.#pairs
  }

  /** Operations by function and outcome, and latency quantiles in milliseconds. */
  get stats(): Statistics {
    this.#statistics ??= statistics(this.operations)
    return this.#statistics
  }

  get network(): NetworkStatistics {
    return this.#recording.network
  }

  /** The one number that the run derives from; `cluster({ seed })` repeats its draws. */
  get seed(): number | string {
    return this.#recording.seed
  }

  /** The folder with `history.jsonl`, `messages.jsonl`, `results.json` and the rest. */
  get folder(): string | undefined {
    return this.#recording.folder
  }

  get workload(): string {
    return this.#recording.workload
  }

  /** What each fault did. */
  get faults(): readonly FaultReport[] {
    return this.#recording.faults
  }

  /** Crashes, lines that are no message, and the like; at most ten of each kind for each node. */
  get problems(): readonly Problem[] {
    return this.#recording.problems
  }

  /** How often each kind of problem happened, by `node kind`. */
  get problemCounts(): Readonly<Record<string, number>> {
    return this.#recording.problemCounts
  }

  /** Why the run ended before its time, if it did. */
  get cutShort(): string | undefined {
    return this.#recording.cutShort
  }

  get options(): Readonly<Record<string, unknown>> {
    return this.#recording.options
  }

  /** Nanoseconds from the start of the run to its end. */
  get duration(): Nanos {
    return this.#recording.duration
  }

  /** How to run exactly this again. */
  get replay(): string {
    return this.#recording.replay
  }

  /** The verdict of the workload's own checker together with what every run is judged by. */
  get verdict(): Verdict {
    this.#verdict ??= this.#recording.judge(this)
    return this.#verdict
  }

  /** Why this run proves nothing, however good it looks: nothing succeeded, its faults hit nothing, it was cut short. */
  get doubt(): string | undefined {
    return this.#recording.doubt(this)
  }

  /** The whole history is long; a test runner that prints it should not drown the message. */
  toJSON(): Record<string, unknown> {
    const { workload, seed, folder } = this
    return { workload, seed, folder, operations: this.length }
  }
}

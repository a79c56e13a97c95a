/**
 * Carries out what a generator says: keeps the workers, asks on behalf of those that are free, and records each operation's beginning and
 * end. A worker whose operation ends `info` goes on as a new process, because the old one may still be busy for ever.
 */

import type { Operation, OperationError, OperationType } from '../history/operation.ts'
import type { Random } from '../random.ts'
import type { Clock, Nanos, Timer } from '../time/clock.ts'
import type { Draft, Generator, Worker } from './generator.ts'

/** How an operation ended. `value` defaults to the invocation's. */
export interface Completion<V = unknown> {
  readonly type?: Exclude<OperationType, 'invoke'>
  readonly value?: V
  readonly error?: OperationError
}

export interface InterpreterOptions {
  readonly clock: Clock
  readonly random: Random
  readonly workers: WorkerState[]
  /** Performs an operation; a rejection ends the whole run. */
  readonly perform: (worker: WorkerState, draft: Draft) => Promise<Completion>
  /** Records the beginning (`completion` undefined) or the end of an operation. */
  readonly record: (worker: Worker, draft: Draft, completion: Completion | undefined) => Operation
}

/** A worker; `process` changes when it crashes. */
export interface WorkerState extends Worker {
  process: number
  busy: boolean
}

export function makeWorkers(concurrency: number, nodes: readonly string[]): WorkerState[] {
  return Array.from({ length: concurrency }, (_, thread) => ({
    thread,
    process: thread,
    node: nodes[thread % nodes.length]!,
    busy: false,
  }))
}

export class Interpreter {
  readonly #options: InterpreterOptions
  #stopped = false
  #wake: (() => void) | undefined

  constructor(options: InterpreterOptions) {
    this.#options = options
  }

  /** Asks for nothing more; operations that are under way still end. */
  stop(): void {
    this.#stopped = true
    this.#wake?.()
  }

  /** Runs a generator until it is done for every worker and nothing is under way. */
  run(generator: Generator): Promise<void> {
    const { clock, random, workers, perform, record } = this.#options
    const done = new Set<number>()
    const salt = random.int(2 ** 32)
    let free = workers.length
    let timer: Timer | undefined
    let timerAt: Nanos = Number.POSITIVE_INFINITY
    return new Promise<void>((resolve, reject) => {
      let over = false
      const finish = (settle: () => void) => {
        over = true
        timer?.cancel()
        this.#wake = undefined
        clock.settle()
        settle()
      }
      const performed = (worker: WorkerState, draft: Draft): Promise<Completion> => {
        try {
          return perform(worker, draft)
        } catch (error) {
          // A workload whose `invoke` is not async may throw here and now.
          return Promise.reject(error)
        }
      }
      const start = (worker: WorkerState, draft: Draft) => {
        worker.busy = true
        record(worker, draft, undefined)
        clock.settle()
        performed(worker, draft).then(
          completion => {
            const recorded = record(worker, draft, completion)
            if (completion.type === 'info') worker.process += workers.length
            worker.busy = false
            free++
            pump(recorded)
          },
          (error: unknown) => finish(() => reject(error)),
        )
      }
      /** A generator that throws ends the run, wherever it was asked from: nobody would hear of it inside a timer. */
      const pump = (completion?: Operation) => {
        if (over) return
        try {
          if (completion !== undefined) generator.observe?.(completion)
          ask()
        } catch (error) {
          finish(() => reject(error))
        }
      }
      const ask = () => {
        const now = clock.now()
        let earliest: Nanos = Number.POSITIVE_INFINITY
        // Any free worker may be the next: otherwise the first ones would do all the work at low rates. Which one follows from the seed and the time alone,
        // and not from how many were asked before, so that a run from which operations are left out stays like the run that it comes from.
        let at = mixed(salt, now) % workers.length
        for (let asked = 0; asked < workers.length && free > 0 && !this.#stopped; asked++, at++) {
          const worker = workers[at % workers.length]!
          while (!worker.busy && !done.has(worker.thread) && !this.#stopped) {
            const next = generator.next(worker, now)
            if (typeof next === 'object') {
              free--
              start(worker, next)
            } else if (next === undefined) done.add(worker.thread)
            else {
              earliest = Math.min(earliest, next)
              break
            }
          }
        }
        const idle = free === workers.length
        // Nothing is under way and nothing has a time: then nothing will ever change.
        if (idle && (this.#stopped || earliest === Number.POSITIVE_INFINITY)) {
          finish(resolve)
          return
        }
        if (!this.#stopped && earliest !== Number.POSITIVE_INFINITY && earliest !== timerAt) {
          timer?.cancel()
          timerAt = earliest
          timer = clock.after(earliest - now, () => {
            timerAt = Number.POSITIVE_INFINITY
            pump()
          })
        }
      }
      this.#wake = pump
      pump()
    })
  }
}

/** A number from 0 to 2^31 - 1 that looks random, of a salt and a time (murmur3's finaliser over both halves of the time). */
function mixed(salt: number, time: Nanos): number {
  let h = salt ^ (time % 2 ** 32) ^ Math.imul(Math.floor(time / 2 ** 32), 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 1
}

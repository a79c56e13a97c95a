/**
 * Independent keys: the workers are divided into groups, each group works on a key of its own, and when about `processLimit` processes have
 * used a key (crashed operations make checking costly) its group goes on with a fresh one.
 */

import type { Draft, Generator, Worker } from './generator.ts'

export interface IndependentOptions<V> {
  /** Workers in all. */
  readonly concurrency: number
  /** Workers that share a key. */
  readonly groupSize: number
  /** Processes after which a key is retired. */
  readonly processLimit: number
  /** What the workers of a group do to its key; `member` counts the worker within its group from 0. */
  readonly perKey: (key: number, worker: Worker, member: number) => Draft<V>
}

/** Drafts whose value is `[key, value]`; keys are 0, 1, 2, … */
export function independent<V>(options: IndependentOptions<V>): Generator<readonly [number, V | null]> {
  const groupSize = Math.max(1, Math.min(options.groupSize, options.concurrency))
  const groups = Math.max(1, Math.floor(options.concurrency / groupSize))
  let nextKey = 0
  const states = Array.from({ length: groups }, () => ({ key: nextKey++, processes: new Set<number>() }))
  return {
    next(worker) {
      // Workers that are left over join the last group.
      const group = Math.min(groups - 1, Math.floor(worker.thread / groupSize))
      const state = states[group]!
      if (!state.processes.has(worker.process)) {
        if (state.processes.size >= options.processLimit) {
          state.key = nextKey++
          state.processes.clear()
        }
        state.processes.add(worker.process)
      }
      const { f, value } = options.perKey(state.key, worker, worker.thread - group * groupSize)
      return { f, value: [state.key, value ?? null] as const }
    },
  }
}

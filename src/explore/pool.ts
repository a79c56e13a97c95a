/** Threads that carry out runs side by side. Each run is deterministic, so which thread carries it out does not matter. */

import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { pointing } from '../explanations/pointer.ts'
import type { RunRecord } from '../history/history.ts'
import type { ClusterOptions } from '../options.ts'

export interface RunRequest {
  readonly number: number
  readonly options: ClusterOptions
}

export interface RunReply {
  readonly number: number
  readonly record?: RunRecord
  readonly error?: { readonly name: string; readonly message: string }
}

interface Waiting {
  readonly resolve: (record: RunRecord) => void
  readonly reject: (error: Error) => void
}

/** Where the threads' program lies: beside this file, as source in a clone, built in the published package. */
function workerProgram(): URL | undefined {
  const source = new URL('./worker-source.mjs', import.meta.url)
  if (existsSync(source)) {
    // The threads run the sources as the command line does, with the paths of our own tsconfig.json.
    process.env.TSX_TSCONFIG_PATH ??= fileURLToPath(new URL('../../tsconfig.json', import.meta.url))
    return source
  }
  return ['./explore-worker.js', '../explore-worker.js']
    .map(path => new URL(path, import.meta.url))
    .find(url => existsSync(url))
}

/** Whether options can be handed to another thread: a node that is a function, a workload of one's own or a signal cannot. */
export function canBeHandedOver({ node, workload, signal }: ClusterOptions): boolean {
  return node === undefined && signal === undefined && typeof workload === 'string'
}

/** The run was given up, because nobody waits for it any more. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError'
  constructor() {
    super(pointing('PoolClosedError', 'The threads of explore() were closed.'))
  }
}

export class RunPool {
  readonly #workers: Worker[]
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  private constructor(workers: Worker[]) {
    this.#workers = workers
    for (const worker of workers) {
      worker.on('message', ({ number, record, error }: RunReply) => {
        const waiting = this.#waiting.get(number)
        this.#waiting.delete(number)
        if (record !== undefined) waiting?.resolve(record)
        else waiting?.reject(Object.assign(new Error(error?.message), { name: error?.name ?? 'Error' }))
      })
      const lost = (why: string) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`a thread of explore() ended: ${why}`))
        this.#waiting.clear()
      }
      worker.on('error', error => lost(error instanceof Error ? error.message : String(error)))
      // The threads must not keep a test runner alive whose test has ended.
      worker.unref()
    }
  }

  /** As many threads as there are processors; undefined where threads cannot be had, and runs are carried out in this one. */
  static start(threads = availableParallelism()): RunPool | undefined {
    const program = workerProgram()
    if (program === undefined || threads < 2) return undefined
    // Of a run nothing is left but its record: with room for all of it, less is copied by the garbage collector.
    const resourceLimits = { maxYoungGenerationSizeMb: 96 }
    return new RunPool(Array.from({ length: threads }, () => new Worker(program, { execArgv: [], resourceLimits })))
  }

  get size(): number {
    return this.#workers.length
  }

  run(options: ClusterOptions): Promise<RunRecord> {
    const number = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject })
      this.#workers[number % this.#workers.length]!.postMessage({ number, options } satisfies RunRequest)
    })
  }

  async close(): Promise<void> {
    for (const { reject } of this.#waiting.values()) reject(new PoolClosedError())
    this.#waiting.clear()
    await Promise.all(this.#workers.map(worker => worker.terminate()))
  }
}

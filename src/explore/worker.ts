/** A thread that carries out runs in virtual time for `explore()`: options in, what was seen out. */

import { parentPort } from 'node:worker_threads'
import { recordRun } from '../cluster.ts'
import { type ClusterOptions, resolveOptions } from '../options.ts'
import type { RunReply, RunRequest } from './pool.ts'

// One after the other: two that take turns would both take twice as long, and hold twice the memory.
let last = Promise.resolve()
parentPort?.on('message', ({ number, options }: RunRequest) => {
  last = last.then(() => answer(number, options))
})

async function answer(number: number, options: ClusterOptions): Promise<void> {
  let reply: RunReply
  try {
    const record = await recordRun(
      resolveOptions(options, () => 0),
      {},
      undefined,
    )
    reply = { number, record }
  } catch (error) {
    reply = {
      number,
      error:
        error instanceof Error
          ? { name: error.name, message: error.message }
          : { name: 'Error', message: String(error) },
    }
  }
  parentPort?.postMessage(reply)
}

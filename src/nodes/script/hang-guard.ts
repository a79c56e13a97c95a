/**
 * A limit of real time for whatever runs nodes in virtual time: an endless loop in a node's program would otherwise stop the test runner
 * too, timeouts included. One guard may cover thousands of events, which makes its thread cheap.
 */

import vm from 'node:vm'
import { answerable, whoRuns } from './rejections.ts'

/** Something that runs in the host's stack and can be blamed for not giving way. */
export interface Hangable {
  hang(limit: number): void
}

const NAME = '__maelstrom_guarded__'
let script: vm.Script | undefined
let pending: () => void = () => {}

function guard(): vm.Script {
  if (script === undefined) {
    const main = vm.runInThisContext('globalThis') as object
    Object.defineProperty(main, NAME, { value: () => pending(), configurable: true })
    script = new vm.Script(`${NAME}()`, { filename: 'maelstrom:guard' })
  }
  return script
}

/**
 * Runs `action` (some events of a virtual clock, say). If it takes more than `limit` milliseconds of the host's time, it is broken off, and
 * the node that runs at that moment crashes with that reason; if none does, throws.
 */
export function guarded(action: () => void, limit: number): void {
  pending = action
  const before = whoRuns()
  try {
    guard().runInThisContext({ timeout: limit })
  } catch (error) {
    const culprit = whoRuns()
    answerable(before)
    if (
      (error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT' ||
      culprit === undefined ||
      !('hang' in culprit)
    )
      throw error
    ;(culprit as unknown as Hangable).hang(limit)
  } finally {
    pending = () => {}
  }
}

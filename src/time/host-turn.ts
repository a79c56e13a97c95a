/**
 * The host's own turns, from the inside: what waits in its queues (ticks, then promise reactions, then rejections that nobody handles) can be run now, without
 * waiting for its event loop to come round. That is fifty times quicker than a turn of the loop, and what a simulation does after nearly every event.
 */

import vm from 'node:vm'

/** A macrotask of the host. Taken when the module loads, so that fakes installed later do not bite. */
export const hostTurn = setImmediate

/**
 * What Node itself calls between two timers or two immediates (lib/internal/process/task_queues.js, runNextTicks; Node 20 to 24). Undocumented, so where it is
 * missing `runReactions` says no. The host's own `process`: a test runner may have put another in its place.
 */
const runNextTicks = (vm.runInThisContext('process') as { _tickCallback?: () => void })._tickCallback

/** Whether the stack below is a macrotask of ours: within a promise reaction the others cannot be run. */
let open = false

/** Runs `action`, which may then use `runReactions`; must itself be called from a macrotask. */
export function withReactions(action: () => void): void {
  open = true
  try {
    action()
  } finally {
    open = false
  }
}

/** Runs all that waits in the host's queues. False when it cannot be done here; then only a turn of the host's loop will. */
export function runReactions(): boolean {
  if (!open || runNextTicks === undefined) return false
  open = false
  runNextTicks()
  open = true
  return true
}

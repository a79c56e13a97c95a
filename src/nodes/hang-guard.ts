/**
 * A limit of real time for whatever runs nodes in virtual time: an endless loop in a node's program would otherwise stop the test runner
 * too, timeouts included. One guard covers thousands of events, which makes its thread cheap.
 */

import vm from 'node:vm'
import { pointing } from '../explanations/pointer.ts'
import { answerable, whoRuns } from './rejections.ts'

/** A node of this process ran on and on. There is no run to judge: when it is broken off depends on the host. */
export class NodeHangError extends Error {
  override readonly name = 'NodeHangError'
  /** The node that ran when the limit was reached. */
  readonly node: string
  constructor(node: string, doing: string, limit: number) {
    super(
      pointing(
        'NodeHangError',
        `${node} did not give way for ${limit / 1000} s of real time, ${doing}: probably an endless loop. ` +
          'In virtual time a node shares a thread with all others, and time stands still until it waits for something.',
      ),
    )
    this.node = node
  }
}

/** What a node is about that was given this line, or none: it was woken. */
export function doingWith(line: string | undefined): string {
  if (line === undefined) return 'in a timer or callback'
  return `while it handled ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`
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
 * Runs `action` (some events of a virtual clock, say). If it takes more than `limit` milliseconds of the host's time, it is broken off, without its finally
 * blocks, and what waits in the host's queues is dropped.
 * @throws {NodeHangError} then, if a node is to blame.
 */
export function guarded(action: () => void, limit: number): void {
  pending = action
  const before = whoRuns()
  try {
    guard().runInThisContext({ timeout: limit })
  } catch (error) {
    const culprit = whoRuns()
    answerable(before)
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT' || culprit === undefined) throw error
    culprit.abandon()
    throw new NodeHangError(culprit.id, culprit.doing, limit)
  } finally {
    pending = () => {}
  }
}

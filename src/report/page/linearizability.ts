/** For stores of keys: the longest legal orders of the operations on a key that fails, and where every continuation fails. */

import { join } from 'node:path'
import { checkLinearizable, kv, pageData, renderFragment } from '@jepsen-ts/linearize'
import { readHistory } from '../../history/files.ts'
import { isClient } from '../../history/pairing.ts'
import type { RunData } from '../run-data.ts'

/** Milliseconds; the run has been judged already, and this picture is worth no more. */
const TIME_LIMIT = 2_000
/** Keys on a page. */
const SHOWN = 5

export interface Explanation {
  /** HTML that stands by itself, scripts and styles included. */
  readonly fragment?: string
  /** Why there is none. */
  readonly note?: string
}

/** Undefined where linearizability is not the question, or where nothing is wrong with it. */
export function explainKeys(run: RunData, timeLimit = TIME_LIMIT): Explanation | undefined {
  const failing = run.anomalies.filter(({ type }) => type === 'nonlinearizable')
  if (failing.length === 0) return undefined
  const model = kv()
  const keys = new Set(failing.map(({ operations }) => keyOf(run.operations[operations[0] ?? -1]?.asked)))
  const history = readHistory(join(run.folder, 'history.jsonl')).filter(
    operation => isClient(operation) && keys.has(keyOf(JSON.stringify(operation.value))),
  )
  const result = checkLinearizable(model, history, { core: true, exhaustive: true, timeLimit })
  const partitions = result.partitions.filter(({ valid }) => valid === false).slice(0, SHOWN)
  if (partitions.length === 0)
    return {
      note:
        result.valid === 'unknown'
          ? `The longest legal orders are not drawn: they could not be found again within ${timeLimit / 1000} s.`
          : 'The longest legal orders are not drawn: the run was judged against another model than that of lin-kv.',
    }
  const data = pageData([{ model, result: { ...result, partitions } as never }], 'Legal orders')
  return { fragment: renderFragment(data) }
}

/** Of `[key, …]`. */
function keyOf(value: string | undefined): string {
  try {
    const parsed = JSON.parse(value ?? '') as unknown
    return Array.isArray(parsed) ? JSON.stringify(parsed[0]) : ''
  } catch {
    return ''
  }
}

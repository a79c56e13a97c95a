// isolation check --workload kafka

import type { Operation } from '../history.ts'
import { checkLog, explainLog, type LogResult, type SubscribedBy } from '../log/index.ts'
import { listOf } from './verdict.ts'
import { type FlagValues, UsageError, type WorkloadCommand } from './workload.ts'

export const kafka: WorkloadCommand = {
  name: 'kafka',
  flags: { 'ww-deps': { type: 'boolean' }, 'sub-via': { type: 'string' }, 'all-errors': { type: 'boolean' } },
  help: {
    'ww-deps': 'the order of offsets is an order of the sending transactions too',
    'sub-via': 'how clients came to their keys: assign, subscribe or both (assign)',
    'all-errors': 'all evidence, not just the most telling of each type',
  },
  models: false,
  unjudged: { errorTypes: [], badErrorTypes: [], errors: {} },
  check(history, flags) {
    const result = checkLog(history, {
      subVia: subscribedBy(flags),
      wwDeps: flags['ww-deps'] === true,
      allErrors: flags['all-errors'] === true,
    })
    return {
      valid: result.valid,
      json: logJson(history, result),
      text: explainLog(result),
      why: result.badErrorTypes.join(', '),
    }
  },
}

function subscribedBy(flags: FlagValues): SubscribedBy[] {
  const words = listOf(flags['sub-via']) ?? ['assign']
  const odd = words.find(word => word !== 'assign' && word !== 'subscribe')
  if (odd !== undefined) throw new UsageError(`--sub-via ${odd}? It takes assign, subscribe, or both with a comma.`)
  return words as SubscribedBy[]
}

/** The result with evidence as Jepsen writes it: operations by their index, fields with hyphens, `unseen` as one map. */
export function logJson(history: readonly Operation[], result: LogResult): object {
  const positions = new Map(history.map((operation, position) => [operation as unknown, operation.index ?? position]))
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (positions.has(value)) return positions.get(value)
    if (Array.isArray(value)) return value.map(plain)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
  }
  const fields = (evidence: object) =>
    Object.fromEntries(Object.entries(evidence).map(([name, value]) => [hyphenated(name), plain(value)]))
  const { valid, errorTypes, badErrorTypes, errors, counts, worstRealtimeLag, infoCauses, size } = result
  const written = Object.entries(errors).map(([type, list]) => [
    type,
    type === 'unseen' ? fields(list![0]!) : list!.map(fields),
  ])
  return {
    valid,
    errorTypes,
    badErrorTypes,
    worstRealtimeLag,
    errors: Object.fromEntries(written),
    counts,
    infoCauses,
    size,
  }
}

function hyphenated(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

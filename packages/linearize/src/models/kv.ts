/** A map from keys to values, each key checked on its own: `read`, `write`, `cas`, `append`, `delete`. */
import { InvalidEventError, UnsupportedOperationError } from '../errors.ts'
import { type Event, ILLEGAL, type Model, type PartitionKey, type RegisterStep } from '../types.ts'
import { sameValue } from '../values.ts'
import { casOutcome } from './cas-register.ts'
import {
  applyStep,
  casStep,
  casValues,
  describeRegisterOperation,
  readStep,
  unknownCas,
  whyNot,
  writeStep,
} from './register-steps.ts'
import { show } from './text.ts'

export interface KvInput {
  /** `get` is `read`, `put` is `write`. */
  readonly f: 'read' | 'get' | 'write' | 'put' | 'cas' | 'append' | 'delete'
  readonly key: PartitionKey
  /** Of a `cas`: `[from, to]`. */
  readonly value?: unknown
  /** Of a `cas`: also succeeds when the key is missing, and then creates it with `to`. */
  readonly createIfNotExists?: boolean
}

export interface KvOptions {
  /** What a key holds that was never written, and what a read of it returns. Default null. */
  readonly missing?: unknown
  /** As in `casRegister`. */
  readonly failedCas?: 'nothing' | 'differs'
}

const KNOWN = ['read', 'get', 'write', 'put', 'cas', 'append', 'delete']

/**
 * Outputs are those of the value alone: what a read returned, `false` for a `cas` that failed because the value differed. `append` puts a string behind
 * a string, or an element behind a list. As Jepsen events an operation's `value` is `[key, value]`, that of a `cas` `[key, [from, to]]`.
 */
export function kv(options: KvOptions = {}): Model<unknown, KvInput, unknown> {
  const name = 'kv'
  const { missing = null, failedCas = 'nothing' } = options
  const toStep = (input: KvInput, output: unknown): RegisterStep | undefined => {
    switch (input.f) {
      case 'read':
      case 'get':
        return readStep(output)
      case 'write':
      case 'put':
        return writeStep(input.value)
      case 'delete':
        return writeStep(missing)
      case 'cas':
        return input.createIfNotExists ? undefined : casStep(name, input.value, output)
      case 'append':
        return undefined
      default:
        throw new UnsupportedOperationError(name, input.f, KNOWN)
    }
  }
  const append = (state: unknown, value: unknown) => {
    if (Array.isArray(state)) return [...state, value]
    if (typeof state === 'string' && !sameValue(state, missing)) return state + String(value)
    return typeof value === 'string' ? (typeof state === 'string' ? state + value : value) : [value]
  }
  return {
    name,
    init: () => missing,
    partition: input => input.key,
    step: (state, input, output) => {
      const step = toStep(input, output)
      if (step !== undefined) return applyStep(state, step)
      if (input.f === 'append') return append(state, input.value)
      const [from, to] = casValues(name, input.value)
      const succeeds = sameValue(state, from) || (input.createIfNotExists === true && sameValue(state, missing))
      if (output === undefined) return succeeds ? to : unknownCas(name, state, input.value)
      return succeeds === (output === false) ? ILLEGAL : succeeds ? to : state
    },
    register: toStep,
    pure: (input, output) => input.f === 'read' || input.f === 'get' || (input.f === 'cas' && output === false),
    overwrites: input => input.f === 'write' || input.f === 'put' || input.f === 'delete',
    extends: input => input.f === 'append',
    doomed: (state, input, output) =>
      (input.f === 'read' || input.f === 'get') &&
      output !== undefined &&
      !sameValue(state, missing) &&
      !beginsWith(output, state),
    describe: (input, output) => `${describeRegisterOperation(input.f, input.value, output)} at ${show(input.key)}`,
    describeState: show,
    explain: (state, input, output) =>
      whyNot(`key ${show(input.key)}`, state, toStep(input, output) ?? casStepOf(name, input, output)),
    fromEvents: (invocation, completion) => {
      const [key, value] = keyed(invocation)
      const input = { f: invocation.f, key, value } as KvInput
      const inner = { ...invocation, value }
      const outer = completion === undefined ? undefined : { ...completion, value: valueIn(completion, key) }
      return casOutcome(input, input.f, inner, outer, failedCas)
    },
  }
}

function casStepOf(model: string, input: KvInput, output: unknown): RegisterStep | undefined {
  return input.f === 'cas' ? casStep(model, input.value, output) : undefined
}

function keyed(event: Event): [PartitionKey, unknown] {
  const { value } = event
  if (Array.isArray(value) && value.length >= 1 && (typeof value[0] !== 'object' || value[0] === null)) {
    return [value[0] as PartitionKey, value[1]]
  }
  throw new InvalidEventError(
    `An event of a key-value history needs a value [key, value]; ${event.f} of process ${event.process} has ${show(value)}.`,
    event.index ?? -1,
  )
}

/** The value part of a completion: `[key, value]`, or nothing. */
function valueIn(event: Event, key: PartitionKey): unknown {
  const { value } = event
  return Array.isArray(value) && value.length >= 1 && sameValue(value[0], key) ? value[1] : undefined
}

/** Whether appending to `start` can lead to `whole`. */
function beginsWith(whole: unknown, start: unknown): boolean {
  if (typeof start === 'string' && typeof whole === 'string') return whole.startsWith(start)
  if (!Array.isArray(start) || !Array.isArray(whole)) return true
  return start.length <= whole.length && start.every((element, i) => sameValue(element, whole[i]))
}

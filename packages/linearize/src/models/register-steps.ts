/** What a read, a write and a compare-and-set mean to a register: shared by every model whose state is one value. */
import { UnsupportedOperationError } from '../errors.ts'
import { ILLEGAL, type Illegal, type RegisterStep } from '../types.ts'
import { sameValue } from '../values.ts'
import { show } from './text.ts'

const NOTHING: RegisterStep = { kind: 'nothing' }

export const readStep = (output: unknown): RegisterStep =>
  output === undefined ? NOTHING : { kind: 'read', value: output }

export const writeStep = (value: unknown): RegisterStep => ({ kind: 'write', value })

/**
 * A compare-and-set of `[from, to]`. Output `false` tells that the value differed, any other output that it succeeded. `undefined` when nobody knows
 * whether it did: then it is none of the steps.
 */
export function casStep(model: string, value: unknown, output: unknown): RegisterStep | undefined {
  const [from, to] = casValues(model, value)
  if (output === false) return { kind: 'differs', value: from }
  return output === undefined ? undefined : { kind: 'cas', from, value: to }
}

/** The next value of a register that holds `state`. */
export function applyStep(state: unknown, step: RegisterStep): unknown | Illegal {
  switch (step.kind) {
    case 'read':
      return sameValue(state, step.value) ? state : ILLEGAL
    case 'differs':
      return sameValue(state, step.value) ? ILLEGAL : state
    case 'write':
      return step.value
    case 'cas':
      return sameValue(state, step.from) ? step.value : ILLEGAL
    case 'nothing':
      return state
  }
}

/** A compare-and-set whose outcome is unknown: it took effect exactly if it could. */
export function unknownCas(model: string, state: unknown, value: unknown): unknown {
  const [from, to] = casValues(model, value)
  return sameValue(state, from) ? to : state
}

export function casValues(model: string, value: unknown): readonly [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return value as [unknown, unknown]
  throw new UnsupportedOperationError(model, { f: 'cas', value }, ['cas with a value [from, to]'])
}

export function whyNot(holder: string, state: unknown, step: RegisterStep | undefined): string {
  switch (step?.kind) {
    case 'read':
      return `${holder} holds ${show(state)}, not ${show(step.value)}`
    case 'differs':
      return `${holder} holds ${show(state)}, so the compare-and-set would have succeeded`
    case 'cas':
      return `${holder} holds ${show(state)}, not ${show(step.from)}`
    default:
      return `${holder} holds ${show(state)}`
  }
}

export function describeRegisterOperation(f: string, value: unknown, output: unknown): string {
  if (f === 'read' || f === 'get') return `${f} → ${show(output)}`
  if (f !== 'cas' || !Array.isArray(value)) return `${f} ${show(value)}`
  const text = `cas ${show(value[0])} → ${show(value[1])}`
  return output === false ? `${text} (failed)` : output === undefined ? `${text} ?` : text
}

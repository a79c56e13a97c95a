/** A register with compare-and-set: `read`, `write`, `cas`. */
import { UnsupportedOperationError } from '../errors.ts'
import { okValue } from '../history/events.ts'
import type { Event, Model, RegisterStep } from '../types.ts'
import {
  applyStep,
  casStep,
  describeRegisterOperation,
  readStep,
  unknownCas,
  whyNot,
  writeStep,
} from './register-steps.ts'
import { show } from './text.ts'

export interface CasRegisterInput {
  readonly f: 'read' | 'write' | 'cas'
  /** Of a `cas`: `[from, to]`. */
  readonly value?: unknown
}

export interface CasRegisterOptions {
  /** What the register holds at first. Default null. */
  readonly initial?: unknown
  /**
   * What a `cas` that failed tells: `'nothing'` (the default: it may have failed for any reason), or that the register held another value (`'differs'`).
   */
  readonly failedCas?: 'nothing' | 'differs'
}

/**
 * `cas [from, to]` replaces `from` by `to` and fails when the register holds something else. Its output is `false` when it failed because the
 * value differed, and anything else when it succeeded. A `read` of null means that the register held null; a read whose result is unknown has
 * no output.
 */
export function casRegister(options: CasRegisterOptions = {}): Model<unknown, CasRegisterInput, unknown> {
  const name = 'cas-register'
  const { initial = null, failedCas = 'nothing' } = options
  const toStep = (input: CasRegisterInput, output: unknown): RegisterStep | undefined => {
    switch (input.f) {
      case 'read':
        return readStep(output)
      case 'write':
        return writeStep(input.value)
      case 'cas':
        return casStep(name, input.value, output)
      default:
        throw new UnsupportedOperationError(name, input.f, ['read', 'write', 'cas'])
    }
  }
  return {
    name,
    init: () => initial,
    step: (state, input, output) => {
      const step = toStep(input, output)
      return step === undefined ? unknownCas(name, state, input.value) : applyStep(state, step)
    },
    register: toStep,
    pure: (input, output) => input.f === 'read' || (input.f === 'cas' && output === false),
    overwrites: input => input.f === 'write',
    describe: (input, output) => describeRegisterOperation(input.f, input.value, output),
    describeState: show,
    explain: (state, input, output) => whyNot('the register', state, toStep(input, output)),
    fromEvents: (invocation, completion) => {
      const input = { f: invocation.f, value: invocation.value } as CasRegisterInput
      return casOutcome(input, input.f, invocation, completion, failedCas)
    },
  }
}

/** The output of a `read`, `write` or `cas` that came as events; `undefined` leaves the operation out. */
export function casOutcome<I>(
  input: I,
  f: string,
  invocation: Event,
  completion: Event | undefined,
  failedCas: 'nothing' | 'differs',
): { input: I; output?: unknown } | undefined {
  if (completion?.type === 'fail') return f === 'cas' && failedCas === 'differs' ? { input, output: false } : undefined
  if (completion?.type !== 'ok') return { input }
  return { input, output: okValue(invocation, completion) }
}

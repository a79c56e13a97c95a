/** A register: `read` and `write`. */
import { UnsupportedOperationError } from '../errors.ts'
import type { Model, RegisterStep } from '../types.ts'
import { applyStep, describeRegisterOperation, readStep, whyNot, writeStep } from './register-steps.ts'
import { show } from './text.ts'

export interface RegisterInput {
  readonly f: 'read' | 'write'
  readonly value?: unknown
}

/** `read` returns what the register holds, `write` replaces it. It starts out as `initial` (null). */
export function register(options: { initial?: unknown } = {}): Model<unknown, RegisterInput, unknown> {
  const name = 'register'
  const { initial = null } = options
  const toStep = (input: RegisterInput, output: unknown): RegisterStep => {
    if (input.f === 'read') return readStep(output)
    if (input.f === 'write') return writeStep(input.value)
    throw new UnsupportedOperationError(name, input.f, ['read', 'write'])
  }
  return {
    name,
    init: () => initial,
    step: (state, input, output) => applyStep(state, toStep(input, output)),
    register: toStep,
    pure: input => input.f === 'read',
    overwrites: input => input.f === 'write',
    describe: (input, output) => describeRegisterOperation(input.f, input.value, output),
    describeState: show,
    explain: (state, input, output) => whyNot('the register', state, toStep(input, output)),
  }
}

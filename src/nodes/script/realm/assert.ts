/** node:assert: the host's comparisons, this realm's errors and promises. */

import { coded, localError } from './errors.ts'

const host = bridge.host.assert
// biome-ignore lint/suspicious/noExplicitAny: assertions take anything
type AnyFunction = (...args: any[]) => any

export class AssertionError extends Error {
  readonly code = 'ERR_ASSERTION'
  readonly generatedMessage: boolean
  readonly actual: unknown
  readonly expected: unknown
  readonly operator: string
  constructor(options: {
    message?: string
    actual?: unknown
    expected?: unknown
    operator?: string
    generatedMessage?: boolean
  }) {
    super(options.message ?? new host.AssertionError(options).message)
    this.name = 'AssertionError'
    this.generatedMessage = options.generatedMessage ?? options.message === undefined
    this.actual = options.actual
    this.expected = options.expected
    this.operator = options.operator ?? ''
  }
}

function failure(error: unknown): unknown {
  return error instanceof host.AssertionError ? new AssertionError(error as object) : localError(error)
}

function check(fn: AnyFunction): AnyFunction {
  return (...args: unknown[]) => {
    try {
      fn(...args)
    } catch (error) {
      throw failure(error)
    }
  }
}

// The host would look up the expression in a file of its own.
function ok(value: unknown, message?: string | Error): void {
  if (value) return
  if (message instanceof Error) throw message
  throw new AssertionError({
    message: message ?? 'The expression evaluated to a falsy value',
    generatedMessage: message === undefined,
    actual: value,
    expected: true,
    operator: '==',
  })
}

async function outcome(subject: Promise<unknown> | (() => Promise<unknown>)): Promise<() => void> {
  const promise = typeof subject === 'function' ? subject() : subject
  if (typeof promise?.then !== 'function') {
    throw coded(
      'ERR_INVALID_ARG_TYPE',
      'The "promiseFn" argument must be of type function or an instance of Promise',
      'TypeError',
    )
  }
  return promise.then(
    () => () => {},
    (error: unknown) => () => {
      throw error
    },
  )
}

const names = [
  'equal',
  'notEqual',
  'deepEqual',
  'notDeepEqual',
  'strictEqual',
  'notStrictEqual',
  'deepStrictEqual',
  'notDeepStrictEqual',
  'partialDeepStrictEqual',
  'throws',
  'doesNotThrow',
  'ifError',
  'match',
  'doesNotMatch',
  'fail',
] as const
const checks: Record<string, AnyFunction> = {}
for (const name of names) {
  const fn = (host as unknown as Record<string, AnyFunction | undefined>)[name]
  if (fn !== undefined) checks[name] = check(fn)
}

const common = {
  ...checks,
  ok,
  AssertionError,
  rejects: async (subject: Promise<unknown>, ...rest: unknown[]) => checks.throws!(await outcome(subject), ...rest),
  doesNotReject: async (subject: Promise<unknown>, ...rest: unknown[]) =>
    checks.doesNotThrow!(await outcome(subject), ...rest),
}

const strict = Object.assign((value: unknown, message?: string | Error) => ok(value, message), common, {
  equal: checks.strictEqual,
  notEqual: checks.notStrictEqual,
  deepEqual: checks.deepStrictEqual,
  notDeepEqual: checks.notDeepStrictEqual,
})
export const assert = Object.assign((value: unknown, message?: string | Error) => ok(value, message), common, {
  strict,
})
Object.assign(strict, { strict })

/** node:util: what renders text is the host's; what makes promises, functions or errors is made here. */

import { TextDecoder, TextEncoder } from './buffer.ts'
import { coded, lift, local } from './errors.ts'
import { AbortController, type AbortSignal, abortError } from './event-target.ts'
import { nextTick } from './loop.ts'
import { process } from './process.ts'

const { util } = bridge.host
// biome-ignore lint/suspicious/noExplicitAny: these functions take functions of any shape
type AnyFunction = (this: any, ...args: any[]) => any
const custom = Symbol.for('nodejs.util.promisify.custom')

function promisify(original: AnyFunction): AnyFunction {
  if (typeof original !== 'function')
    throw coded('ERR_INVALID_ARG_TYPE', 'The "original" argument must be of type function', 'TypeError')
  const own = (original as unknown as Record<symbol, AnyFunction | undefined>)[custom]
  if (own !== undefined) return own
  const promised = function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)))
    })
  }
  Object.setPrototypeOf(promised, Object.getPrototypeOf(original))
  return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original))
}

function callbackify(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const callback = args.pop() as AnyFunction
    original.apply(this, args).then(
      (value: unknown) => nextTick(callback as (...args: never[]) => unknown, null, value),
      (error: unknown) => {
        const reason = error || Object.assign(new Error('Promise was rejected with a falsy value'), { reason: error })
        nextTick(callback as (...args: never[]) => unknown, reason)
      },
    )
  }
}

function deprecate<F extends AnyFunction>(fn: F, message: string, code = ''): F {
  let warned = false
  return function (this: unknown, ...args: unknown[]) {
    if (!warned) process.emitWarning(`${code === '' ? '' : `[${code}] `}${message}`, 'DeprecationWarning')
    warned = true
    return new.target === undefined ? fn.apply(this, args) : Reflect.construct(fn, args, new.target as never)
  } as unknown as F
}

function inherits(child: AnyFunction, parent: AnyFunction): void {
  Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true })
  Object.setPrototypeOf(child.prototype, parent.prototype)
}

const debuglog = Object.assign(() => Object.assign(() => {}, { enabled: false }), {})

const renderers = [
  'format',
  'formatWithOptions',
  'inspect',
  'stripVTControlCharacters',
  'toUSVString',
  'styleText',
  'getSystemErrorName',
] as const
const rendering: Record<string, unknown> = {}
for (const name of renderers) {
  const value = (util as unknown as Record<string, unknown>)[name]
  if (typeof value === 'function') rendering[name] = Object.assign(lift(value as AnyFunction), value)
}
Object.assign(rendering.inspect as object, { custom: util.inspect.custom, defaultOptions: util.inspect.defaultOptions })

const types = Object.fromEntries(Object.entries(util.types).map(([name, test]) => [name, test]))

export const utilModule = {
  ...rendering,
  promisify: Object.assign(promisify, { custom }),
  callbackify,
  deprecate,
  inherits,
  debuglog,
  debug: debuglog,
  types,
  isDeepStrictEqual: util.isDeepStrictEqual,
  parseArgs: (options: { args?: string[] } = {}) =>
    local(lift(util.parseArgs as AnyFunction)({ ...options, args: options.args ?? process.argv.slice(2) })),
  TextEncoder,
  TextDecoder,
  aborted: (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) reject(abortError(signal))
      else signal.addEventListener('abort', () => resolve(), { once: true })
    }),
  transferableAbortController: () => new AbortController(),
  transferableAbortSignal: (signal: AbortSignal) => signal,
  isArray: Array.isArray,
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isFunction: (value: unknown) => typeof value === 'function',
  isNull: (value: unknown) => value === null,
  isNumber: (value: unknown) => typeof value === 'number',
  isObject: (value: unknown) => value !== null && typeof value === 'object',
  isString: (value: unknown) => typeof value === 'string',
  isUndefined: (value: unknown) => value === undefined,
  isError: (value: unknown) => value instanceof Error,
  isRegExp: types.isRegExp,
  isDate: types.isDate,
}

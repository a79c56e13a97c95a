/** The built-in models by name. Adding one is a file and a line here. */
import type { Model } from '../types.ts'
import { bank } from './bank.ts'
import { casRegister } from './cas-register.ts'
import { counter } from './counter.ts'
import { fencedLock } from './fenced-lock.ts'
import { kv } from './kv.ts'
import { mutex } from './mutex.ts'
import { priorityQueue } from './priority-queue.ts'
import { queue } from './queue.ts'
import { register } from './register.ts'
import { set } from './set.ts'
import { stack } from './stack.ts'

/** Makes each built-in model with its defaults. The keys are the names that `--model` takes. */
export const models = {
  register,
  'cas-register': casRegister,
  kv,
  set,
  counter,
  queue,
  stack,
  'priority-queue': priorityQueue,
  mutex,
  'fenced-lock': fencedLock,
  bank,
} as const satisfies Record<string, () => Model>

export type ModelName = keyof typeof models

export * from './bank.ts'
export { type CasRegisterInput, type CasRegisterOptions, casRegister } from './cas-register.ts'
export * from './counter.ts'
export * from './fenced-lock.ts'
export * from './kv.ts'
export * from './mutex.ts'
export * from './nondeterministic.ts'
export * from './priority-queue.ts'
export * from './queue.ts'
export * from './register.ts'
export * from './set.ts'
export * from './stack.ts'

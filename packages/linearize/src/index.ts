/** `@jepsen-ts/linearize`: all that users import, and nothing else. */
export { checkLinearizable, checkLinearizableAsync } from './check.ts'
export * from './errors.ts'
export * from './explain/index.ts'
export * from './models/index.ts'
export * from './page/index.ts'
export * from './sequential/index.ts'
export * from './session/index.ts'
export * from './types.ts'

// Replicated logs: sends, polls, and what readers may rely on.

export { checkLog, type LogResult } from './check.ts'
export type { Consumption } from './consumption.ts'
export type * from './evidence.ts'
export { type ExplainLogOptions, explainLog } from './explain.ts'
export type { RealtimeLag } from './lag.ts'
export type { UnseenPoint } from './unseen.ts'

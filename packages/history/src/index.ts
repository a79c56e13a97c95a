// Jepsen histories: the operations that clients performed, in and out as JSON lines and as EDN, and paired.

export { formatEdn } from './edn-format.ts'
export { formatJsonLines } from './json.ts'
export type { Operation, OperationType } from './operation.ts'
export { IllFormedHistoryError, type OperationPair, pair } from './pair.ts'
export { HistoryParseError, parseHistory } from './parse.ts'
export { readHistory } from './read.ts'

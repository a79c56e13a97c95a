// One entry of a history.

/** `invoke` opens an operation; `ok` it happened; `fail` it did not happen; `info` nobody knows. */
export type OperationType = 'invoke' | 'ok' | 'fail' | 'info'

/**
 * One entry of a history, as Jepsen writes it: what a process began (`invoke`), or how that ended.
 * `process` is a number for clients and a word, such as `nemesis`, for everything else. `index` counts the entries of a
 * history, `time` is whole nanoseconds since the run began (-1 where the file does not say). Integers beyond
 * 2⁵³ are bigints. Whatever else the file says of an operation is kept under its own name.
 */
export interface Operation<Value = unknown> {
  readonly index: number
  readonly time: number
  readonly type: OperationType
  readonly process: number | string
  readonly f: string
  readonly value: Value
  readonly error?: unknown
  readonly [extra: string]: unknown
}

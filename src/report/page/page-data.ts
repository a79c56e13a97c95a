/**
 * What the page's program is given: a run in columns, small enough to be embedded. Written by `packRun` in Node, read by ./client in a browser, so this
 * file knows neither of them.
 */

/** Who has a line in the diagram. `engine`: the clients by which the engine itself prepares nodes and asks whether they have settled. */
export type LaneKind = 'node' | 'service' | 'client' | 'engine'

/** A stretch of time, in nanoseconds since the run began. */
export type Span = readonly [from: number, to: number]

/** Fates of a message; a number in `PackedMessages.fate` is a position here. */
export type FateName =
  | 'received'
  | 'partition'
  | 'loss'
  | 'node-down'
  | 'node-stuck'
  | 'unknown-destination'
  | 'in-flight'

/** Messages in columns, in order of sending. */
export interface PackedMessages {
  /** Each as what it adds to the one before. */
  readonly id: readonly number[]
  /** Nanoseconds, each as what it adds to the one before. */
  readonly sent: readonly number[]
  /** Nanoseconds under way; 0 where the message did not arrive. */
  readonly took: readonly number[]
  /** Positions in `lanes`. */
  readonly src: readonly number[]
  readonly dest: readonly number[]
  /** Positions in `types`. */
  readonly type: readonly number[]
  /** Positions in `fates`. */
  readonly fate: readonly number[]
  /** Duplicates: the position of the copy and that of the message that it is a copy of (-1: not here). */
  readonly copies: readonly (readonly [copy: number, original: number])[]
  /** For replies: how many messages before this one the request stands; 0: this is no reply, or its request is not here. */
  readonly request: readonly number[]
}

export interface PackedOperations {
  readonly index: readonly number[]
  readonly process: readonly number[]
  /** Positions in `names`. */
  readonly f: readonly number[]
  readonly node: readonly number[]
  readonly invoked: readonly number[]
  /** -1: never. */
  readonly completed: readonly number[]
  /** 0 ok, 1 fail, 2 info, 3 open. */
  readonly outcome: readonly number[]
  readonly asked: readonly string[]
  readonly got: readonly string[]
  /** Why it did not end ok: `timeout`, `precondition-failed: 0 is 1, not 0`; sparse. */
  readonly error: Readonly<Record<number, string>>
  /** Those of the final phase. */
  readonly final: readonly number[]
}

/** What is worth opening the diagram at. */
export interface PackedAnomaly {
  readonly type: string
  /** Positions of operations. */
  readonly operations: readonly number[]
  /** Positions of messages that carried the element in question. */
  readonly messages?: readonly number[]
}

export interface PackedLog {
  readonly node: string
  readonly lines: readonly string[]
  /** When each line was written, where that is known. */
  readonly times?: readonly number[]
  /** How many lines before these are left out. */
  readonly omitted: number
}

export interface PageData {
  /** Nanoseconds. */
  readonly duration: number
  readonly lanes: readonly { readonly id: string; readonly kind: LaneKind }[]
  readonly types: readonly string[]
  readonly fates: readonly FateName[]
  /** Names of functions and nodes. */
  readonly names: readonly string[]
  readonly messages: PackedMessages
  readonly operations: PackedOperations
  readonly faults: readonly { readonly name: string; readonly text: string; readonly span: Span }[]
  /** When a node did not run. */
  readonly downtimes: readonly { readonly lane: number; readonly why: string; readonly span: Span }[]
  /** Stretches whose messages are not here. */
  readonly omitted: readonly { readonly messages: number; readonly span: Span }[]
  readonly anomalies: readonly PackedAnomaly[]
  /** Where the diagram opens. */
  readonly opening: Span
  readonly logs: readonly PackedLog[]
}

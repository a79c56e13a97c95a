/** Switches for the tests: force one engine, or turn off one reduction, to find out which one lied. */
import type { EngineName } from '../types.ts'

export interface EngineOptions {
  /** Run this engine alone; `undefined` runs the portfolio. */
  readonly engine?: Exclude<EngineName, 'trivial'>
  /** Use the hints of the model (`register`, `pure`, `overwrites`). Without them the next three do nothing. */
  readonly hints: boolean
  /** Take a pure operation as soon as it is legal, without branching. */
  readonly eager: boolean
  /** A hidden blind write may count as done or not: one configuration for both. */
  readonly optional: boolean
  /** Try an overwrite early only if a pending operation wants what it leaves. Needs `optional`. */
  readonly wanted: boolean
  /** Among identical pending operations try only the one that returns first. */
  readonly symmetry: boolean
  /** Drop configurations that another one dominates. */
  readonly dominance: boolean
  /** Drop crashed operations whose effect nobody can want. */
  readonly prune: boolean
  /** Drop configurations in which an open operation is doomed. */
  readonly doom: boolean
  /** Also look at the next operation to be called. Needs `doom`. */
  readonly ahead: boolean
  /** Widths of the just-in-time search, in turn. */
  readonly beams: readonly number[]
  /** Configurations of the first round. */
  readonly budget: number
}

export const ALL_REDUCTIONS: EngineOptions = {
  hints: true,
  eager: true,
  optional: true,
  wanted: true,
  symmetry: true,
  dominance: true,
  prune: true,
  doom: true,
  ahead: true,
  beams: [1, 16, 256, Number.POSITIVE_INFINITY],
  budget: 2000,
}

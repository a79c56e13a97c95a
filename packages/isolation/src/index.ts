// @jepsen-ts/isolation: which isolation a store really gave its transactions, and which of them prove it.

export { checkGraph, type Dependency, type GraphOptions, UnknownDependencyKindError } from './check-graph.ts'
export type { CycleAnomaly, CycleExistsAnomaly, Step } from './cycle-anomaly.ts'
export type { CycleAnomalies } from './cycles.ts'
export {
  DuplicateWriteError,
  HistoryError,
  OverlappingOperationsError,
  UnknownMicroOperationError,
  UnwrittenElementError,
} from './errors.ts'
export { explain, explainAnomaly, explainCycle, meaningOf, toDot } from './explain.ts'
export type { EdgeKind } from './graph/index.ts'
export type { Operation } from './history.ts'
export {
  type AnomalyName,
  type AnyModelName,
  boundary,
  findModel,
  type ModelName,
  modelNamed,
  modelNames,
  modelsRuledOutBy,
  prohibitedAnomalies,
  strongestModels,
  UnknownModelError,
  weakestModels,
} from './lattice/index.ts'
export { checkListAppend, type ListAppendResult } from './list-append/check.ts'
export * from './log/index.ts'
export type { CheckOptions, ReportedAnomaly, RwRegisterOptions } from './options.ts'
export { type CheckResult, UnknownAnomalyError, type UnsearchedType } from './result.ts'
export { checkRwRegister, type RwRegisterResult } from './rw-register/check.ts'

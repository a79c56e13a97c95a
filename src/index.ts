/** All that users import, and nothing else. */

export { HistoryParseError } from '@jepsen-ts/history'
export type { Anomaly, Validity, Verdict } from './checkers/verdict.ts'
export { CancelledError, type Client, MalformedReplyError } from './clients/client.ts'
export type { Rpc, Rpcs } from './clients/rpc.ts'
export { cluster } from './cluster.ts'
export { schedule } from './explore/arbitrary.ts'
export { type Exploration, ExplorationFailedError, type ExploreOptions, explore } from './explore/explore.ts'
export { ShardFormatError } from './explore/shard.ts'
export * from './generators/generator.ts'
export type { Completion } from './generators/interpreter.ts'
export { readHistory } from './history/files.ts'
export { History, type NetworkStatistics } from './history/history.ts'
export type { Operation, OperationError, OperationType, Pair, Process } from './history/operation.ts'
export { IllFormedHistoryError } from './history/pairing.ts'
export type { FaultReport } from './nemesis/nemesis.ts'
export { ERROR_CODES, RpcError } from './network/errors.ts'
export { type JournalRecord, readJournal } from './network/journal.ts'
export { NotSimulatedError } from './nodes/choose-host.ts'
export { NodeHangError } from './nodes/hang-guard.ts'
export { NodeStartError } from './nodes/node.ts'
export type { Problem } from './nodes/problem.ts'
export { ProgramError } from './nodes/program-error.ts'
export { type ClusterOptions, OptionsError } from './options.ts'
export { type Random, random } from './random.ts'
export { SetupError } from './run.ts'
export type { Scenario, ScenarioClient, Steering } from './scenario.ts'
export { formatSchedule, parseSchedule, ReplayFormatError, type Schedule } from './schedule.ts'
export { MILLISECOND, type Nanos, SECOND } from './time/clock.ts'
export type { Duration } from './time/duration.ts'
export { StalledSimulationError } from './time/virtual-clock.ts'
export {
  type DraftSource,
  defineWorkload,
  type Workload,
  type WorkloadContext,
  type WorkloadDefinition,
} from './workloads/workload.ts'

/** Results as the objects that `--json` prints: complete enough to act on, small enough to read. */
import { describe, type SomeModel, spanOf } from '../explain/words.ts'
import type { SequentialResult } from '../sequential/index.ts'
import type { SessionResult } from '../session/index.ts'
import type { LinearizabilityResult, Operation } from '../types.ts'

/** An operation of a result. `call` and `return` are nanoseconds if the history has times, otherwise positions; `return` is null for one that never returned. */
function operationJson(model: SomeModel, operation: Operation) {
  const span = spanOf(operation)
  const { invocation, completion } = operation.events ?? {}
  return {
    process: operation.process,
    operation: describe(model, operation),
    call: span.call,
    return: Number.isFinite(span.return) ? span.return : null,
    ...(invocation?.index === undefined ? {} : { index: invocation.index }),
    ...(completion?.index === undefined ? {} : { completionIndex: completion.index }),
  }
}

export function linearizableJson(file: string, model: SomeModel, result: LinearizabilityResult) {
  const { valid, cause, partitions, statistics } = result
  const tell = (i: number) => operationJson(model, result.operations[i]!)
  const failures = partitions
    .filter(partition => partition.valid === false)
    .map(({ key, failure, core, coreIsMinimal }) => ({
      ...(key === undefined ? {} : { key }),
      ...(failure === undefined
        ? {}
        : {
            operation: tell(failure.operation),
            states: [
              ...new Set(failure.prefixes.map(({ state }) => model.describeState?.(state) ?? JSON.stringify(state))),
            ],
          }),
      ...(core === undefined ? {} : { core: core.map(tell), coreIsMinimal }),
    }))
  return {
    file,
    valid,
    consistency: 'linearizable',
    model: model.name,
    ...(cause === undefined ? {} : { cause }),
    ...(failures.length === 0 ? {} : { failures }),
    operations: statistics.operations,
    partitions: statistics.partitions,
    configurations: statistics.configurations,
    milliseconds: Math.round(statistics.milliseconds * 1000) / 1000,
  }
}

export function sequentialJson(file: string, model: SomeModel, result: SequentialResult) {
  const { valid, cause, core, failure, statistics } = result
  const tell = (i: number) => operationJson(model, result.operations[i]!)
  const cycle = failure?.cycle?.map(({ before, after, because }) => ({
    before: tell(before),
    after: tell(after),
    because,
  }))
  return {
    file,
    valid,
    consistency: 'sequential',
    model: model.name,
    ...(cause === undefined ? {} : { cause }),
    ...(core === undefined ? {} : { core: core.map(tell) }),
    ...(cycle === undefined ? {} : { cycle }),
    operations: statistics.operations,
    configurations: statistics.configurations,
    milliseconds: Math.round(statistics.milliseconds * 1000) / 1000,
  }
}

export function sessionJson(file: string, model: SomeModel, result: SessionResult) {
  const { valid, cause, guarantees, violations } = result
  const tell = (i: number) => operationJson(model, result.operations[i]!)
  return {
    file,
    valid,
    consistency: 'session',
    model: model.name,
    ...(cause === undefined ? {} : { cause }),
    guarantees,
    ...(violations.length === 0
      ? {}
      : { violations: violations.map(violation => ({ ...violation, operations: violation.operations.map(tell) })) }),
    operations: result.operations.length,
  }
}

/** A history as sequential consistency sees it: one program for each process, and no times. */

import { type AnyModel, type Machine, machineFor } from '../engines/machine.ts'
import { callOrder, columnsOf } from '../history/columns.ts'
import type { Operation, PartitionKey, Process } from '../types.ts'

export interface Programs {
  readonly model: AnyModel
  readonly operations: readonly Operation[]
  /** The operations of each process, in its order. Only the last one may have crashed. */
  readonly chains: readonly (readonly number[])[]
  /** For each operation its chain, its position there, its partition, and its number within the partition. -1 for those left out. */
  readonly chainOf: Int32Array
  readonly positionOf: Int32Array
  readonly partOf: Int32Array
  readonly numberOf: Int32Array
  readonly machines: readonly Machine[]
  readonly keys: readonly (PartitionKey | undefined)[]
  /** 1 for operations that may not have happened. */
  readonly optional: Uint8Array
}

/** Programs of some of the operations (default: all). */
export function toPrograms(
  model: AnyModel,
  operations: readonly Operation[],
  verify: boolean,
  only?: readonly number[],
): Programs {
  const order =
    only === undefined
      ? callOrder(operations)
      : [...only].sort((a, b) => operations[a]!.call - operations[b]!.call || a - b)
  const n = operations.length
  const [chainOf, positionOf, partOf, numberOf] = [0, 0, 0, 0].map(() => new Int32Array(n).fill(-1)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  const optional = new Uint8Array(n)
  const chains: number[][] = []
  const byProcess = new Map<Process, number>()
  const parts: number[][] = []
  const byKey = new Map<PartitionKey | undefined, number>()
  for (const i of order) {
    const { process, input, output } = operations[i]!
    optional[i] = Number.isFinite(operations[i]!.return ?? Number.POSITIVE_INFINITY) ? 0 : 1
    // What may not have happened, changes nothing and tells nothing is as good as absent.
    if (optional[i] && model.pure?.(input, output)) continue
    let chain = process === undefined ? undefined : byProcess.get(process)
    if (chain === undefined) {
      chain = chains.push([]) - 1
      if (process !== undefined) byProcess.set(process, chain)
    }
    chainOf[i] = chain
    positionOf[i] = chains[chain]!.push(i) - 1
    const key = model.partition?.(input)
    let part = byKey.get(key)
    if (part === undefined) {
      part = parts.push([]) - 1
      byKey.set(key, part)
    }
    partOf[i] = part
    numberOf[i] = parts[part]!.push(i) - 1
  }
  const columns = columnsOf(model, operations, { hints: true, verify })
  const machines = parts.map(part => machineFor(model, columns, part, { hints: true, verify }))
  return {
    model,
    operations,
    chains,
    chainOf,
    positionOf,
    partOf,
    numberOf,
    machines,
    keys: [...byKey.keys()],
    optional,
  }
}

/** A legal order from a linearization of each key. */
import { checkLinearizable } from '../check.ts'
import type { Programs } from './programs.ts'

/** `undefined`: there is none, or it was not found in time. */
export function linearizationOf(programs: Programs, milliseconds: number): number[] | undefined {
  const { model, operations, chains } = programs
  // Operations of one process that touch are concurrent to a linearization, but ordered here.
  const touching = chains.some(chain =>
    chain.some((i, k) => k > 0 && operations[chain[k - 1]!]!.return === operations[i]!.call),
  )
  if (milliseconds <= 0 || touching) return undefined
  const options = { witness: true, explain: false, timeLimit: milliseconds, verifyModel: false }
  const { valid, partitions } = checkLinearizable(model, operations, options)
  return valid === true
    ? merge(
        programs,
        partitions.map(({ witness }) => witness!),
      )
    : undefined
}

/** One order from those of the keys and those of the processes; real time makes them compatible (linearizability is local). */
function merge({ chains, operations }: Programs, orders: readonly (readonly number[])[]): number[] {
  const next = new Map<number, number[]>()
  const waiting = new Int32Array(operations.length)
  const follow = (list: readonly number[]) => {
    for (let k = 1; k < list.length; k++) {
      next.set(list[k - 1]!, [...(next.get(list[k - 1]!) ?? []), list[k]!])
      waiting[list[k]!]!++
    }
  }
  const present = new Set(orders.flat())
  for (const order of orders) follow(order)
  for (const chain of chains) follow(chain.filter(i => present.has(i)))
  const ready = [...present].filter(i => waiting[i] === 0)
  const merged: number[] = []
  for (let i = ready.pop(); i !== undefined; i = ready.pop()) {
    merged.push(i)
    for (const later of next.get(i) ?? []) if (--waiting[later]! === 0) ready.push(later)
  }
  return merged
}

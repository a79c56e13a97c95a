/** Crashed operations: counted by class instead of each having a slot, and left out when nobody can want their effect. */
import { DIFFERS } from '../history/columns.ts'
import { type Machine, RegisterMachine } from './machine.ts'
import { NEVER, type Timeline } from './timeline.ts'

export interface CrashedClasses {
  /** The class of each crashed operation; -1 for those that returned, or were left out. */
  readonly classOf: Int32Array
  /** One operation of each class. */
  readonly sample: Int32Array
  /** Position of the event after which nobody can want the class any more. */
  readonly until: Int32Array
}

/** A count must fit a byte. */
const MOST = 255

export function crashedClasses(timeline: Timeline, prune: boolean): CrashedClasses {
  const { machine, events } = timeline
  const crashed: number[] = []
  const at: number[] = []
  for (let position = 0; position < events.length; position++) {
    const event = events[position]!
    if ((event & 1) === 0 && timeline.slot[event >> 1] === -1) {
      crashed.push(event >> 1)
      at.push(position)
    }
  }
  const classOf = new Int32Array(crashed.length === 0 ? 0 : timeline.size).fill(-1)
  const sample: number[] = []
  const until: number[] = []
  const sizes: number[] = []
  const wantedUntil = prune && crashed.length > 0 ? lastWanted(timeline, machine) : undefined
  crashed.forEach((operation, i) => {
    const last = wantedUntil?.(operation) ?? NEVER
    if (last < at[i]!) return
    let id = sample.findIndex((other, c) => sizes[c]! < MOST && machine.same(other, operation))
    if (id < 0) {
      id = sample.push(operation) - 1
      until.push(last)
      sizes.push(0)
    }
    sizes[id]!++
    classOf[operation] = id
  })
  return { classOf, sample: Int32Array.from(sample), until: Int32Array.from(until) }
}

/** For registers: the position of the last return of an operation that can follow on what a crashed one leaves. */
function lastWanted(timeline: Timeline, machine: Machine): ((operation: number) => number) | undefined {
  if (!(machine instanceof RegisterMachine)) return undefined
  const { from, to, kind } = machine
  const byValue = new Int32Array(machine.states()).fill(-1)
  // Operations that succeed on anything but one value: the last one, and the last one with another value.
  let differs = -1
  let differsFrom = -1
  let differsElse = -1
  const { returnAt } = timeline
  for (let q = 0; q < timeline.size; q++) {
    const value = from[q]!
    if (value < 0) continue
    const at = returnAt[q]!
    if (machine.pure[q] === 1 && at === NEVER) continue
    if (kind[q] !== DIFFERS) {
      if (at > byValue[value]!) byValue[value] = at
    } else if (value === differsFrom) {
      differs = Math.max(differs, at)
    } else if (at > differs) {
      differsElse = differs
      differs = at
      differsFrom = value
    } else {
      differsElse = Math.max(differsElse, at)
    }
  }
  return operation => {
    const value = to[operation]!
    return Math.max(byValue[value]!, value === differsFrom ? differsElse : differs)
  }
}

/**
 * Configurations that lead nowhere although every open operation has time left: what an operation needs can no longer come about. For models that
 * say what is doomed and what only extends the state, such as a map with appends.
 */
import type { Machine } from './machine.ts'
import type { RowLayout } from './rows.ts'
import { NEVER, type Timeline } from './timeline.ts'

/** What there is to look at: the open operations. */
interface Open {
  readonly timeline: Timeline
  readonly layout: RowLayout
  /** A bit for each slot. */
  readonly pending: Int32Array
  /** The operation in each slot. */
  readonly occupant: Int32Array
}

export class Doom {
  private readonly open: Open
  private readonly machine: Machine
  private readonly rescues: Uint8Array
  /** For each position the next call of an operation that rescues what is doomed. */
  private readonly nextRescue: Int32Array
  /** For each position the next operation to be called that returns and never changes the state; `undefined` not to look ahead. */
  private readonly nextTelling: Int32Array | undefined

  /** `undefined` if the model does not know of doom. */
  static of(open: Open, ahead: boolean): Doom | undefined {
    const { rescues } = open.timeline.machine
    return rescues === undefined ? undefined : new Doom(open, rescues, ahead)
  }

  private constructor(open: Open, rescues: Uint8Array, ahead: boolean) {
    this.open = open
    this.machine = open.timeline.machine
    this.rescues = rescues
    this.nextRescue = rescuesAhead(open.timeline, rescues)
    this.nextTelling = ahead ? tellingAhead(open.timeline) : undefined
  }

  /**
   * Whether some open operation other than `except`, or the next one to be called that tells something, can never become legal after `state`, the row
   * at `offset` telling what is done.
   */
  isDoomed(state: number, data: Int32Array, offset: number, position: number, except: number): boolean {
    const { machine, rescues } = this
    const { pending, occupant, layout, timeline } = this.open
    let until = NEVER
    for (let w = 0; w < layout.words; w++) {
      for (let open = pending[w]! & ~data[offset + 1 + w]!; open !== 0; open &= open - 1) {
        const operation = occupant[w * 32 + 31 - Math.clz32(open & -open)]!
        if (operation === except) continue
        if (rescues[operation] === 1) return false
        if (timeline.returnAt[operation]! < until && machine.doomed(state, operation))
          until = timeline.returnAt[operation]!
      }
    }
    const rescue = this.nextRescue[position]!
    if (until < NEVER && rescue > until) return true
    const ahead = this.nextTelling?.[position] ?? -1
    return ahead >= 0 && rescue > timeline.returnAt[ahead]! && machine.doomed(state, ahead)
  }
}

/** A crashed operation may rescue at any time after its call. */
function rescuesAhead({ events, slot }: Timeline, rescues: Uint8Array): Int32Array {
  const next = new Int32Array(events.length)
  let at = NEVER
  for (let position = events.length - 1; position >= 0; position--) {
    next[position] = at
    const event = events[position]!
    if ((event & 1) === 0 && rescues[event >> 1] === 1) at = position
  }
  const crashed = events.findIndex(event => (event & 1) === 0 && rescues[event >> 1] === 1 && slot[event >> 1] === -1)
  if (crashed >= 0) next.fill(-1, crashed)
  return next
}

function tellingAhead({ events, slot, machine }: Timeline): Int32Array {
  const next = new Int32Array(events.length)
  let ahead = -1
  for (let position = events.length - 1; position >= 0; position--) {
    next[position] = ahead
    const operation = events[position]! >> 1
    const isCall = (events[position]! & 1) === 0
    if (isCall && slot[operation] !== -1 && machine.pure[operation] === 1) ahead = operation
  }
  return next
}

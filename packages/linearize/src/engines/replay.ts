/**
 * A path of the search into an order of operations. The search notes only what it chose: the operations that it took at once, and the writes that it
 * counted as done unseen, are put where they belong by going through the history again.
 */
import { ROOT } from './paths.ts'
import type { Window } from './window.ts'

/** The order of the operations that a path leads through, up to and including the choices before event `end`. */
export function replay(window: Window, path: number, end = window.timeline.events.length): number[] {
  return new Replay(window, end).order(path === ROOT ? [] : window.paths.steppedTo(path))
}

class Replay {
  private readonly window: Window
  private readonly end: number
  private state: number
  /** The order so far, as a doubly linked list behind node 0. A node is an operation and the event before which it happened. */
  private readonly operationOf: number[] = [-1]
  private readonly pointOf: number[] = [-1]
  private readonly before: number[] = [0]
  private readonly after: number[] = [0]
  private readonly open = new Set<number>()
  private readonly crashed = new Map<number, number[]>()
  private readonly done: Uint8Array
  /** Open writes that may count as done: the node right before which each could have happened. */
  private readonly unseen = new Map<number, number>()

  constructor(window: Window, end: number) {
    this.window = window
    this.end = end
    this.state = window.machine.initial
    this.done = new Uint8Array(window.timeline.size)
  }

  order(steps: readonly { step: number; position: number }[]): number[] {
    const { timeline, crashed } = this.window
    const { events, slot } = timeline
    let next = 0
    for (let position = 0; position <= Math.min(this.end, events.length - 1); position++) {
      const event = events[position]!
      const operation = event >> 1
      if ((event & 1) === 0) {
        if (slot[operation]! >= 0) this.open.add(operation)
        else this.crash(crashed.classOf[operation]!, operation)
        continue
      }
      this.close(position)
      for (; next < steps.length && steps[next]!.position === position; next++) this.take(steps[next]!.step, position)
      if (position === this.end) break
      if (this.done[operation] === 0) this.settle(operation, position)
      this.open.delete(operation)
      this.unseen.delete(operation)
    }
    return this.withIdle()
  }

  private crash(id: number, operation: number): void {
    if (id < 0) return
    const waiting = this.crashed.get(id)
    if (waiting === undefined) this.crashed.set(id, [operation])
    else waiting.push(operation)
  }

  private take(step: number, position: number): void {
    const operation = step >= 0 ? step : this.crashed.get(-1 - step)!.shift()!
    if (this.done[operation] === 1) return
    const { machine } = this.window
    const from = this.state
    this.state = machine.step(from, operation)
    const node = this.insert(operation, 0, position)
    const overwrites = machine.target[operation]! >= 0
    for (const other of this.open) {
      if (this.done[other] === 1 || machine.target[other]! < 0) continue
      if (overwrites || machine.target[other] === from) this.unseen.set(other, node)
    }
    this.close(position)
  }

  /** Takes the pure operations that are legal. */
  private close(position: number): void {
    const { machine } = this.window
    for (const operation of this.open) {
      if (this.done[operation] === 1 || machine.pure[operation] === 0) continue
      if (machine.step(this.state, operation) >= 0) this.insert(operation, 0, position)
    }
  }

  /** An operation returns that was not chosen: it writes what is there now, or happened unseen. */
  private settle(operation: number, position: number): void {
    if (this.window.machine.target[operation] === this.state) {
      this.insert(operation, 0, position)
      return
    }
    const node = this.unseen.get(operation)
    if (node === undefined) throw new Error(`Operation ${operation} is missing in the path of the search.`)
    this.insert(operation, node, this.pointOf[node]!)
  }

  /** Puts an operation before a node; before node 0 is at the end. */
  private insert(operation: number, before: number, point: number): number {
    const node = this.operationOf.push(operation) - 1
    this.pointOf.push(point)
    const behind = this.before[before]!
    this.before.push(behind)
    this.after.push(before)
    this.after[behind] = node
    this.before[before] = node
    this.done[operation] = 1
    return node
  }

  /** The order, and among it the operations that tell nothing, each where it was called. */
  private withIdle(): number[] {
    const order: number[] = []
    const idle = this.window.timeline.idle.filter(({ position }) => position <= this.end)
    let next = 0
    for (let node = this.after[0]!; node !== 0; node = this.after[node]!) {
      while (next < idle.length && idle[next]!.position <= this.pointOf[node]!) order.push(idle[next++]!.operation)
      order.push(this.operationOf[node]!)
    }
    while (next < idle.length) order.push(idle[next++]!.operation)
    return order
  }
}

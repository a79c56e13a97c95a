/** A priority queue of timed actions, first by time, then in the order in which they were asked for. */

import type { Nanos, Timer } from './clock.ts'

/** An action that waits for its time. */
export class TimedAction implements Timer {
  readonly at: Nanos
  readonly order: number
  action: (() => void) | undefined
  readonly #queue: EventQueue

  constructor(at: Nanos, order: number, action: () => void, queue: EventQueue) {
    this.at = at
    this.order = order
    this.action = action
    this.#queue = queue
  }

  cancel(): void {
    if (this.action === undefined) return
    this.action = undefined
    this.#queue.noteCancelled()
  }
}

function before(a: TimedAction, b: TimedAction): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

/** Binary heap. Cancelled entries stay until they surface or outnumber the rest: most timeouts are cancelled, and this makes that O(1). */
export class EventQueue {
  #heap: TimedAction[] = []
  #order = 0
  #cancelled = 0

  add(at: Nanos, action: () => void): TimedAction {
    const entry = new TimedAction(at, this.#order++, action, this)
    this.#heap.push(entry)
    this.#up(this.#heap.length - 1)
    return entry
  }

  /** The earliest entry that was not cancelled, left in place. */
  peek(): TimedAction | undefined {
    while (this.#heap.length > 0 && this.#heap[0]!.action === undefined) {
      this.#removeFirst()
      this.#cancelled--
    }
    return this.#heap[0]
  }

  /** Takes out the earliest entry that was not cancelled. */
  pop(): TimedAction | undefined {
    const first = this.peek()
    if (first !== undefined) this.#removeFirst()
    return first
  }

  noteCancelled(): void {
    this.#cancelled++
    if (this.#cancelled > 1024 && this.#cancelled * 2 > this.#heap.length) this.#compact()
  }

  #compact(): void {
    // A list in order of (time, order) is a heap already.
    this.#heap = this.#heap.filter(entry => entry.action !== undefined).sort((a, b) => a.at - b.at || a.order - b.order)
    this.#cancelled = 0
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#down(0)
  }

  #up(from: number): void {
    const heap = this.#heap
    const entry = heap[from]!
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(entry, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = entry
  }

  #down(from: number): void {
    const heap = this.#heap
    const entry = heap[from]!
    let i = from
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, entry)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = entry
  }
}

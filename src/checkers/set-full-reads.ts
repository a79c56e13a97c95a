/**
 * What the reads of a history say about each element: the evidence of the set-full checker.
 *
 * The definition updates every element at every read, which is quadratic. Here reads are taken from the last invoked to the
 * first, so that the first one that holds an element is the last that does, and likewise for lacking it. An element that all reads
 * so far hold waits in a linked list for the read that lacks it. A read visits its own entries and that list, where each visit is
 * either of an element that it holds or the last visit of an element that it lacks: all in all one step an entry, and one an element.
 */

import type { Operation, Pair } from '../history/operation.ts'
import { attempts, isClient } from '../history/pairing.ts'
import { type JsonKey, jsonKey } from '../json.ts'
import { MILLISECOND, type Nanos } from '../time/clock.ts'
import { MalformedOperationError } from './verdict.ts'

/** An ok read, whose completion holds the list. */
export interface Read {
  readonly invocation: Operation
  readonly completion: Operation
  /** Position among the ok reads, in order of invocation. */
  readonly position: number
}

/** What became of an element that was added. */
export interface ElementFate {
  readonly element: unknown
  /** The first attempt to add it. */
  readonly added: Pair
  /** The first ok completion of an add of it. */
  readonly acknowledged: Operation | undefined
  /** The completion, of an add or a read, since which it is known to be there. */
  readonly known: Operation | undefined
  /** Of the reads that hold it, and of those completed after its add that lack it, the last invoked. */
  readonly lastPresent: Read | undefined
  readonly lastAbsent: Read | undefined
  readonly outcome: 'stable' | 'lost' | 'never-read'
  /** Whole ms from known to just after `lastAbsent`, at least 0; only of stable elements. */
  readonly stableLatency: number | undefined
  /** Whole ms from known to just after `lastPresent`, at least 0; only of lost elements. */
  readonly lostLatency: number | undefined
  /** The greatest number of times that one read holds it; 0 when none does. */
  readonly duplicated: number
  /** The first invoked read that holds it more than once. */
  readonly duplicatedIn: Read | undefined
}

/** An element that reads hold and that nobody ever added. */
export interface Stranger {
  readonly element: unknown
  /** The first invoked read that holds it, and how many do. */
  readonly heldBy: Read
  readonly reads: number
  readonly duplicated: number
  readonly duplicatedIn: Read | undefined
}

export interface Fates {
  /** In order of their first add. */
  readonly elements: readonly ElementFate[]
  /** The ok reads, in order of invocation. */
  readonly reads: readonly Read[]
  readonly unexpected: readonly Stranger[]
}

/** Finds out the fate of each element. Operations of the nemesis are left out. */
export function readFates(operations: Iterable<Operation>, add: string, read: string): Fates {
  const { elements, reads } = collect(operations, add, read)
  const n = elements.length
  const idOf = elementIds(elements)

  const lastPresent = new Int32Array(n).fill(-1)
  const lastAbsent = new Int32Array(n).fill(-1)
  const knownAt = Float64Array.from(elements, ({ acknowledged }) => acknowledged?.index ?? Infinity)
  const knownBy = new Int32Array(n).fill(-1)
  const seenIn = new Int32Array(n).fill(-1)
  const repeats = new Repeats(n)
  const strangers = new Strangers()
  // The elements that still wait for a read that lacks them: next[id] is the one after `id`, next[n] the first, n the end.
  const next = Int32Array.from({ length: n + 1 }, (_, id) => (id === n ? 0 : id + 1))

  for (let r = reads.length - 1; r >= 0; r--) {
    const { completion } = reads[r]!
    const list = completion.value as readonly unknown[]
    const completedAt = completion.index
    // Elements are numbered in order of their adds: a read says nothing about those added after it was completed.
    const limit = firstAfter(elements, completedAt)
    for (let i = 0; i < list.length; i++) {
      const id = idOf(list[i])
      if (id < 0) strangers.seen(list[i], r)
      else if (id < limit) {
        const seen = seenIn[id]!
        if (seen === r) repeats.count(id)
        else {
          if (seen < 0) lastPresent[id] = r
          seenIn[id] = r
          if (completedAt < knownAt[id]!) {
            knownAt[id] = completedAt
            knownBy[id] = r
          }
        }
      }
    }
    repeats.settle(r)
    let before = n
    for (let id = next[n]!; id < limit; id = next[id]!) {
      if (seenIn[id] === r) before = id
      else {
        lastAbsent[id] = r
        next[before] = next[id]!
      }
    }
  }

  const at = (r: number) => (r < 0 ? undefined : reads[r])
  return {
    reads,
    unexpected: strangers.list(reads),
    elements: elements.map(({ element, added, acknowledged }, id) => {
      const known = at(knownBy[id]!)?.completion ?? acknowledged
      const present = at(lastPresent[id]!)
      const absent = at(lastAbsent[id]!)
      const outcome = judge(known, present, absent)
      return {
        element,
        added,
        acknowledged,
        known,
        lastPresent: present,
        lastAbsent: absent,
        outcome,
        stableLatency: outcome === 'stable' ? millisUntilAfter(absent, known!) : undefined,
        lostLatency: outcome === 'lost' ? millisUntilAfter(present, known!) : undefined,
        duplicated: repeats.most[id]! + (present ? 1 : 0),
        duplicatedIn: at(repeats.first[id]!),
      }
    }),
  }
}

function judge(
  known: Operation | undefined,
  present: Read | undefined,
  absent: Read | undefined,
): ElementFate['outcome'] {
  const presentAt = present?.position ?? -1
  const absentAt = absent?.position ?? -1
  if (absentAt < presentAt) return 'stable'
  return known && absent && known.index < absent.invocation.index ? 'lost' : 'never-read'
}

/** From `known` to a nanosecond after the read was invoked, or to the beginning of time when there is no such read. */
function millisUntilAfter(read: Read | undefined, known: Operation): number {
  const until: Nanos = read ? read.invocation.time + 1 : 0
  return Math.floor(Math.max(0, until - known.time) / MILLISECOND)
}

interface Added {
  readonly element: unknown
  readonly added: Pair
  acknowledged: Operation | undefined
}

/** The elements in order of their first adds, and the ok reads in order of invocation. */
function collect(operations: Iterable<Operation>, add: string, read: string) {
  const elements = new Map<JsonKey, Added>()
  const reads: Read[] = []
  for (const pair of attempts(clientOperations(operations))) {
    const { invocation, completion } = pair
    if (invocation.f === add) {
      const key = jsonKey(invocation.value)
      const entry = elements.get(key) ?? { element: invocation.value, added: pair, acknowledged: undefined }
      elements.set(key, entry)
      if (completion?.type === 'ok' && !(entry.acknowledged && entry.acknowledged.index < completion.index)) {
        entry.acknowledged = completion
      }
    } else if (invocation.f === read && completion?.type === 'ok') {
      if (!Array.isArray(completion.value)) throw new MalformedOperationError(completion, 'a list of elements')
      reads.push({ invocation, completion, position: reads.length })
    }
  }
  return { elements: [...elements.values()], reads }
}

function* clientOperations(operations: Iterable<Operation>): Generator<Operation> {
  for (const op of operations) if (isClient(op)) yield op
}

/** How many elements were added before the operation at `index`. */
function firstAfter(elements: readonly Added[], index: number): number {
  let low = 0
  let high = elements.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (elements[middle]!.added.invocation.index < index) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The number of an element by its value, -1 for strangers. Workloads mostly add 0, 1, 2, …: a table of the small whole numbers
 * answers in a nanosecond where a Map takes twenty, and reads make this the hottest line of the checker.
 */
function elementIds(elements: readonly Added[]): (element: unknown) => number {
  const size = 4 * elements.length + 1024
  const small = new Int32Array(size).fill(-1)
  const others = new Map<JsonKey, number>()
  elements.forEach(({ element }, id) => {
    if (typeof element === 'number' && Number.isInteger(element) && element >= 0 && element < size) small[element] = id
    else others.set(jsonKey(element), id)
  })
  return element => {
    if (typeof element === 'number' && element >= 0 && element < size) {
      const id = small[element]
      if (id !== undefined) return id
    }
    return others.get(jsonKey(element)) ?? -1
  }
}

/** Counts how often one read holds the same element again. */
class Repeats {
  /** By element: the most repetitions in one read, and the first invoked read that has any. */
  readonly most: Int32Array
  readonly first: Int32Array
  readonly #now: Int32Array
  #touched: number[] = []

  constructor(elements: number) {
    this.most = new Int32Array(elements)
    this.first = new Int32Array(elements).fill(-1)
    this.#now = new Int32Array(elements)
  }

  count(id: number): void {
    if (this.#now[id] === 0) this.#touched.push(id)
    this.#now[id]! += 1
  }

  /** The read is over; reads come from the last to the first. */
  settle(read: number): void {
    if (this.#touched.length === 0) return
    for (const id of this.#touched) {
      if (this.#now[id]! > this.most[id]!) this.most[id] = this.#now[id]!
      this.first[id] = read
      this.#now[id] = 0
    }
    this.#touched = []
  }
}

/** What is counted of a stranger, reads coming from the last to the first: `read` is the one where it was seen last, of `reads`. */
interface StrangerSeen {
  readonly element: unknown
  read: number
  reads: number
  times: number
  most: number
  first: number
}

/** Elements that nobody added. */
class Strangers {
  readonly #known = new Map<JsonKey, StrangerSeen>()

  seen(element: unknown, read: number): void {
    const key = jsonKey(element)
    const stranger = this.#known.get(key)
    if (!stranger) {
      this.#known.set(key, { element, read, reads: 1, times: 1, most: 1, first: -1 })
      return
    }
    if (stranger.read !== read) stranger.reads++
    stranger.times = stranger.read === read ? stranger.times + 1 : 1
    stranger.read = read
    stranger.most = Math.max(stranger.most, stranger.times)
    if (stranger.times > 1) stranger.first = read
  }

  list(reads: readonly Read[]): Stranger[] {
    return Array.from(this.#known.values(), ({ element, read, reads: holding, most, first }) => ({
      element,
      heldBy: reads[read]!,
      reads: holding,
      duplicated: most,
      duplicatedIn: first < 0 ? undefined : reads[first],
    }))
  }
}

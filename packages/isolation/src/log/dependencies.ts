// Which operation depends on which: it read what the other sent (wr), it sent what comes next in the log (ww), it began when
// the other had ended. What is read says nothing of what is sent later, so there are no rw dependencies.

import type { ExplainStep, Fact } from '../cycle-anomaly.ts'
import {
  type CompactSink,
  Graph,
  type ImplicitEdges,
  type Members,
  RealtimeOrder,
  type Timeline,
  WR,
  WW,
} from '../graph/index.ts'
import { FAIL, OK, show } from '../history.ts'
import { orderFact } from '../order-fact.ts'
import { NONE } from './order.ts'
import { POLLS, SENDS } from './read.ts'
import { clientOf, type LogStory } from './story.ts'

/** The dependencies between sends, polls and transactions. */
export function logDependencies(story: LogStory, wwDeps: boolean): Graph {
  const { transactions } = story.history
  const graph = new Graph(transactions.count, wwDeps ? story.order.message.length + 16 : 16)
  const timeline = timelineOf(story)
  graph.addImplicit(new WriteRead(story, timeline))
  if (wwDeps) addWriteWrite(graph, story)
  graph.addImplicit(new RealtimeOrder(timeline))
  return graph
}

/**
 * Whether there can be no cycle, found without looking for one. Where no operation both sends and polls, take each send to happen when it began,
 * and each poll when it ended: then real time goes forward, and so does every message, unless it was read before its send began.
 */
export function surelyAcyclic({ history }: LogStory): boolean {
  const { transactions, sends, polls, writer } = history
  const { invokedAt, completedAt } = transactions
  for (let t = 0; t < transactions.count; t++) {
    if (polls.from[t] === polls.from[t + 1]) continue
    if (sends.from[t] !== sends.from[t + 1]) return false
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const w = writer[polls.message[r]!]!
      if (w !== NONE && transactions.type[w] !== FAIL && invokedAt[w]! > completedAt[t]!) return false
    }
  }
  return true
}

/** Assignments are no part of the order: they read and write nothing. */
function timelineOf({ history: { transactions, kind } }: LogStory): Timeline {
  const invokedAt = transactions.invokedAt.slice()
  const ok = transactions.ok.slice()
  for (let t = 0; t < kind.length; t++) {
    if ((kind[t]! & (SENDS | POLLS)) !== 0) continue
    invokedAt[t] = NONE
    ok[t] = 0
  }
  return { invokedAt, completedAt: transactions.completedAt, ok }
}

/**
 * Writer before reader. There are as many of these as messages were read; but where the writer had ended before the reader began, real
 * time says the same, so that the components are found without.
 */
class WriteRead implements ImplicitEdges {
  readonly #story: LogStory
  readonly #timeline: Timeline

  constructor(story: LogStory, timeline: Timeline) {
    this.#story = story
    this.#timeline = timeline
  }

  get empty(): boolean {
    const { transactions } = this.#story.history
    for (let t = 0; t < transactions.count; t++) for (const _ of this.#writersFor(t)) return false
    return true
  }

  compact(sink: CompactSink): void {
    const { invokedAt, completedAt, ok } = this.#timeline
    const { transactions, polls, writer } = this.#story.history
    for (let t = 0; t < transactions.count; t++) {
      if (transactions.type[t] === FAIL) continue
      let last = NONE
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
        const w = writer[polls.message[r]!]!
        if (w === NONE || w === last || w === t || transactions.type[w] === FAIL) continue
        last = w
        if (ok[w] !== 1 || completedAt[w]! > invokedAt[t]!) sink.edge(w, t)
      }
    }
  }

  expand(members: Members, emit: (from: number, to: number, bits: number) => void): void {
    for (const t of members.vertices) for (const w of this.#writersFor(t)) if (members.has(w)) emit(w, t, WR)
  }

  *#writersFor(t: number): Generator<number> {
    const { transactions, polls, writer } = this.#story.history
    if (transactions.type[t] === FAIL) return
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const w = writer[polls.message[r]!]!
      if (w !== NONE && w !== t && transactions.type[w] !== FAIL) yield w
    }
  }
}

/** Writer of the previous message before the writer of a message, at the place that counts of those that stand at several. */
function addWriteWrite(graph: Graph, { history, order }: LogStory): void {
  const { transactions, writer } = history
  for (let key = 0; key < history.keys.length; key++) {
    for (let place = order.start[key]! + 1; place < order.start[key + 1]!; place++) {
      const message = order.message[place]!
      if (order.place[message] !== place) continue
      const [a, b] = [writer[order.message[place - 1]!]!, writer[message]!]
      if (a !== NONE && b !== NONE && transactions.type[a] !== FAIL && transactions.type[b] !== FAIL)
        graph.addEdge(a, b, WW)
    }
  }
}

/** States the fact behind a step, from the arrays that the dependencies come from. */
export function explainStep(story: LogStory): ExplainStep {
  const { history, order } = story
  const { transactions, polls, sends, writer } = history
  return (from, to, kind, a, b): Fact => {
    if (kind === 'wr') {
      for (let r = polls.from[to]!; r < polls.from[to + 1]!; r++) {
        const m = polls.message[r]!
        if (writer[m] !== from) continue
        const [key, value] = [story.key(m), story.value(m)]
        const because = `${b} polled message ${show(value)} of key ${key}, which ${a} had sent, so ${a} came before ${b}.`
        return { because, key, value }
      }
    }
    if (kind === 'ww') {
      for (let s = sends.from[to]!; s < sends.from[to + 1]!; s++) {
        const m = sends.message[s]!
        const place = order.place[m]!
        if (place === NONE || place === order.start[history.keyOf[m]!]) continue
        const before = order.message[place - 1]!
        if (writer[before] !== from) continue
        const [key, value, nextValue] = [story.key(m), story.value(before), story.value(m)]
        const because = `message ${show(nextValue)} of ${b} follows message ${show(value)} of ${a} in key ${key} (offsets ${order.offset[place - 1]} and ${order.offset[place]}), so ${a} came before ${b}.`
        return { because, key, value, nextValue }
      }
    }
    return orderFact(transactions, from, kind, a, b)
  }
}

/** What an operation did, on one line: `c3 sent 17 to key 0, ok`. */
export function deed(story: LogStory, t: number): string {
  const { transactions, sends, polls } = story.history
  const parts: string[] = []
  for (let s = sends.from[t]!; s < Math.min(sends.from[t + 1]!, sends.from[t]! + 4); s++) {
    const m = sends.message[s]!
    const place = story.order.place[m]!
    parts.push(
      `sent ${story.shown(m)} to key ${story.key(m)}${place === NONE ? '' : ` (offset ${story.order.offset[place]})`}`,
    )
  }
  const sent = sends.from[t + 1]! - sends.from[t]!
  if (sent > 4) parts.push(`and ${sent - 4} more`)
  const read = polls.from[t + 1]! - polls.from[t]!
  if (read > 0) {
    const some = Array.from(polls.message.subarray(polls.from[t]!, Math.min(polls.from[t + 1]!, polls.from[t]! + 4)))
    parts.push(
      `polled ${some.map(m => `${story.shown(m)} of key ${story.key(m)}`).join(', ')}${read > 4 ? `, and ${read - 4} more` : ''}`,
    )
  }
  const fate = transactions.type[t] === OK ? 'ok' : 'info'
  return `${clientOf(story.operation(t))} ${parts.join('; ') || 'polled nothing'}, ${fate}`
}

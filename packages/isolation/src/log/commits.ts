// Whether committed offsets go back: a client that is newly assigned a key begins where somebody committed, and not before what had been
// committed by then. It begins with the offset it is told, so the first message it polls shows what that was, at least.

import { INFO, OK, type Operation } from '../history.ts'
import { type Collected, collect } from './collect.ts'
import type { CommitRegression } from './evidence.ts'
import { HighestOffsets } from './highest-offsets.ts'
import { ASSIGNS, POLLS } from './read.ts'
import { aligned, atTime, clientOf, type LogStory } from './story.ts'

/** An offset that a poll committed; it may be what is committed until another commit that began after it has ended. */
interface Commit {
  readonly t: number
  readonly offset: number
  readonly ended: number
}

/** A new assignment of a key: what may have been committed when the client asked. */
interface Question {
  readonly assignment: number
  /** When the client had its answer: commits that began later do not count. */
  readonly until: number
  /** The lowest of the offsets that may have been the committed one. */
  lowest: Commit
}

/**
 * Clients commit the highest offset of each poll before it ends, and go on from the committed offset where an assignment gives them a key that
 * they did not have. Commits of polls whose outcome is unknown may take effect at any time, and are given the benefit of the doubt; but what they
 * commit lies behind what their client had polled before, or not before what it had begun with.
 */
export function commitRegressions(story: LogStory, limit: number): Collected<CommitRegression> {
  const { transactions, kind, polls, keys, keyOf, assigned } = story.history
  const { type, process, invokedAt, completedAt } = transactions
  const highest = new HighestOffsets(story.history)
  const live = keys.map((): Commit[] => [])
  const questions = keys.map((): Question[] => [])
  const held = new Map<number, ReadonlySet<number>>()
  const open = new Map<number, Map<number, Question>>()
  /** The highest offset that each process has polled of the keys that it holds. */
  const reached = new Map<number, Map<number, number>>()
  const answers: {
    readonly question: Question
    readonly poll: number
    readonly began: number
    readonly key: number
  }[] = []

  const ask = (t: number): void => {
    const before = held.get(process[t]!)
    const asked = open.get(process[t]!) ?? new Map<number, Question>()
    const keysNow = new Set(assigned.get(t))
    for (const key of asked.keys()) if (!keysNow.has(key)) asked.delete(key)
    for (const key of keysNow) {
      asked.delete(key)
      if (before?.has(key) === true || live[key]!.length === 0) continue
      const lowest = live[key]!.reduce((a, b) => (b.offset < a.offset ? b : a))
      const question = { assignment: t, until: completedAt[t]!, lowest }
      questions[key]!.push(question)
      asked.set(key, question)
    }
    open.set(process[t]!, asked)
  }
  const assign = (t: number): void => {
    const keysNow = assigned.get(t) ?? []
    const before = fromBeginning(story.operation(t)) ? undefined : reached.get(process[t]!)
    const kept = keysNow.flatMap((key): [number, number][] => (before?.has(key) ? [[key, before.get(key)!]] : []))
    reached.set(process[t]!, new Map(kept))
    held.set(process[t]!, new Set(keysNow))
  }
  const commit = (key: number, made: Commit, began: number): void => {
    const asked = questions[key]!
    for (let i = asked.length - 1; i >= 0 && asked[i]!.until > began; i--) {
      if (made.offset < asked[i]!.lowest.offset) asked[i]!.lowest = made
    }
    // One that may never take effect takes the place of none.
    if (made.ended !== Number.POSITIVE_INFINITY) live[key] = live[key]!.filter(({ ended }) => ended > began)
    live[key]!.push(made)
  }
  const answer = (t: number): void => {
    const asked = open.get(process[t]!)
    if (asked === undefined || asked.size === 0) return
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const key = keyOf[polls.message[r]!]!
      const question = asked.get(key)
      if (question === undefined) continue
      asked.delete(key)
      answers.push({ question, poll: t, began: polls.offset[r]!, key })
    }
  }

  for (const event of eventsOf(story)) {
    const t = Math.abs(event) - 1
    if (event < 0) {
      if (type[t] === OK && !fromBeginning(story.operation(t))) ask(t)
      else if (type[t] === OK) open.delete(process[t]!)
    } else if ((kind[t]! & ASSIGNS) !== 0) {
      if (type[t] === OK) assign(t)
    } else if (type[t] === OK) {
      answer(t)
      const own = reached.get(process[t]!)
      for (const key of highest.keysOf(t)) {
        const offset = highest.at(key)
        commit(key, { t, offset, ended: completedAt[t]! }, invokedAt[t]!)
        own?.set(key, Math.max(offset, own.get(key) ?? offset))
      }
    } else if (type[t] === INFO) {
      // What it returned nobody knows, but only from where on.
      const [own, asked] = [reached.get(process[t]!), open.get(process[t]!)]
      for (const key of held.get(process[t]!) ?? []) {
        const before = own?.get(key)
        const offset = before !== undefined ? before + 1 : (asked?.get(key)?.lowest.offset ?? Number.NEGATIVE_INFINITY)
        commit(key, { t, offset, ended: Number.POSITIVE_INFINITY }, invokedAt[t]!)
      }
    }
  }
  const back = answers.filter(({ question, began }) => began < question.lowest.offset)
  return collect(back, limit, ({ question, poll, began, key }) => {
    const committed = question.lowest.offset
    const [name, ops] = [keys[key]!, [question.lowest.t, question.assignment, poll].map(t => story.operation(t))]
    const [first, second, third] = ops as [Operation, Operation, Operation]
    const [committer, asker] = [story.who(question.lowest.t), story.who(question.assignment)]
    return {
      key: name,
      committed,
      began,
      ops: [first, second, third],
      message: `${clientOf(first)} had committed offset ${committed} of key ${name}, but ${clientOf(second)}, which was assigned the key afterwards, had to begin at offset ${began}.`,
      story: aligned([
        [committer, atTime(first).trim(), `polled and committed up to offset ${committed}`],
        [asker, atTime(second).trim(), `was assigned key ${name}`],
        [story.who(poll), atTime(third).trim(), `polled from offset ${began}`, '✗ goes back'],
      ]),
    }
  })
}

/** Invocations of assignments as -(t + 1), completions of assignments and polls as t + 1, in order of the history. */
function eventsOf({ history: { transactions, kind } }: LogStory): Int32Array {
  const { count, invokedAt, completedAt } = transactions
  let length = 0
  for (let t = 0; t < count; t++) length = Math.max(length, invokedAt[t]! + 1, completedAt[t]! + 1)
  const events = new Int32Array(length)
  for (let t = 0; t < count; t++) {
    // What never ended began last, as far as anybody knows: it cannot have committed before.
    if ((kind[t]! & (ASSIGNS | POLLS)) === 0 || completedAt[t]! < 0) continue
    if ((kind[t]! & ASSIGNS) !== 0 && invokedAt[t]! >= 0) events[invokedAt[t]!] = -(t + 1)
    events[completedAt[t]!] = t + 1
  }
  return events.filter(event => event !== 0)
}

/** Assignments of the final phase begin at the beginning, whatever is committed. */
function fromBeginning(operation: Operation): boolean {
  return (operation as { readonly final?: boolean }).final === true
}

// Whether each process goes through a key message by message: from one operation to the next, and within an operation.

import { INFO, OK, show } from '../history.ts'
import { type Collected, collect } from './collect.ts'
import type { InternalNonmonotonic, InternalSkip, Nonmonotonic, Skip } from './evidence.ts'
import { distance, NONE } from './order.ts'
import { ASSIGNS, POLLS, SENDS, SUBSCRIBES } from './read.ts'
import { atTime, clientOf, type LogStory } from './story.ts'

/** Two messages of a key, one after the other, that are not neighbours in the version order. */
interface Step {
  readonly before: number
  readonly after: number
  /** The operations of either message; the same one within an operation. */
  readonly from: number
  readonly to: number
  readonly delta: number
}

export interface StepErrors {
  readonly 'poll-skip': Collected<Skip>
  readonly 'nonmonotonic-poll': Collected<Nonmonotonic>
  readonly 'nonmonotonic-send': Collected<Nonmonotonic>
  readonly 'int-poll-skip': Collected<InternalSkip>
  readonly 'int-nonmonotonic-poll': Collected<InternalNonmonotonic>
  readonly 'int-send-skip': Collected<InternalSkip>
  readonly 'int-nonmonotonic-send': Collected<InternalNonmonotonic>
}

/** The last operation of a process on each key, and its last message there. */
type Memory = Map<number, { t: number; message: number }>

const SHOWN_SKIPPED = 1000
/** As many as a story has lines for. */
const SHOWN_BETWEEN = 4

export function stepErrors(story: LogStory, limit: number): StepErrors {
  const { transactions, ends, kind, sends, polls, keys, keyOf, assigned } = story.history
  const { count, type, process } = transactions
  const polled = new Walk(story, keys.length)
  const sent = new Walk(story, keys.length)
  const memories = new Map<number, { readonly polls: Memory; readonly sends: Memory }>()
  for (let t = 0; t < count; t++) {
    const what = kind[t]!
    if (what === 0) continue
    let memory = memories.get(process[t]!)
    if (memory === undefined) {
      memory = { polls: new Map(), sends: new Map() }
      memories.set(process[t]!, memory)
    }
    const happened = type[t] === OK || type[t] === INFO
    if ((what & (ASSIGNS | SUBSCRIBES)) !== 0) {
      if (happened) forget(memory, new Set(assigned.get(t)))
      continue
    }
    if ((what & POLLS) !== 0) {
      const exempt = rebalanced(story, t)
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
        const m = polls.message[r]!
        polled.step(t, m, memory.polls, exempt?.has(keys[keyOf[m]!]!) === true)
      }
      polled.end(t, memory.polls, type[t] === OK)
    }
    if ((what & SENDS) !== 0) {
      for (let s = sends.from[t]!; s < sends.from[t + 1]!; s++) {
        sent.step(t, sends.message[s]!, happened ? memory.sends : undefined, false)
      }
      sent.end(t, memory.sends, happened)
    }
    if (ends[t] === 1) memories.delete(process[t]!)
  }
  const highest = (a: Step, b: Step) => b.delta - a.delta
  const lowest = (a: Step, b: Step) => a.delta - b.delta
  const skips = (steps: readonly Step[]) => steps.filter(({ delta }) => delta > 1)
  const returns = (steps: readonly Step[]) => steps.filter(({ delta }) => delta < 1)
  return {
    'poll-skip': collect(skips(polled.between), limit, step => skip(story, step), highest),
    'nonmonotonic-poll': collect(returns(polled.between), limit, step => nonmonotonic(story, step, false), lowest),
    'nonmonotonic-send': collect(returns(sent.between), limit, step => nonmonotonic(story, step, true), lowest),
    'int-poll-skip': collect(skips(polled.within), limit, step => internalSkip(story, step, false), highest),
    'int-nonmonotonic-poll': collect(
      returns(polled.within),
      limit,
      step => internalNonmonotonic(story, step, false),
      lowest,
    ),
    'int-send-skip': collect(skips(sent.within), limit, step => internalSkip(story, step, true), highest),
    'int-nonmonotonic-send': collect(
      returns(sent.within),
      limit,
      step => internalNonmonotonic(story, step, true),
      lowest,
    ),
  }
}

/** Goes through the messages of one operation after the other and notes every step that is not to the next message. */
class Walk {
  readonly between: Step[] = []
  readonly within: Step[] = []
  readonly #story: LogStory
  /** The operation that touched each key last, and its last message there. */
  readonly #toucher: Int32Array
  readonly #message: Int32Array
  readonly #touched: number[] = []

  constructor(story: LogStory, keyCount: number) {
    this.#story = story
    this.#toucher = new Int32Array(keyCount).fill(NONE)
    this.#message = new Int32Array(keyCount)
  }

  step(t: number, message: number, memory: Memory | undefined, exempt: boolean): void {
    const key = this.#story.history.keyOf[message]!
    if (this.#toucher[key] === t) {
      if (!exempt) this.#note(this.within, t, this.#message[key]!, t, message)
    } else {
      this.#toucher[key] = t
      this.#touched.push(key)
      const last = memory?.get(key)
      if (last !== undefined) this.#note(this.between, last.t, last.message, t, message)
    }
    this.#message[key] = message
  }

  /** Ends the operation; if it counts, its last messages are what the process remembers. */
  end(t: number, memory: Memory, counts: boolean): void {
    if (counts) {
      for (const key of this.#touched) {
        const last = memory.get(key)
        if (last === undefined) memory.set(key, { t, message: this.#message[key]! })
        else {
          last.t = t
          last.message = this.#message[key]!
        }
      }
    }
    this.#touched.length = 0
  }

  #note(steps: Step[], from: number, before: number, to: number, after: number): void {
    const delta = distance(this.#story.order, before, after)
    if (delta !== 1) steps.push({ before, after, from, to, delta })
  }
}

function forget({ polls, sends }: { polls: Memory; sends: Memory }, kept: ReadonlySet<number>): void {
  for (const memory of [polls, sends]) for (const key of memory.keys()) if (!kept.has(key)) memory.delete(key)
}

/** Keys that were taken from the process, or given to it, while the operation was under way. */
function rebalanced(story: LogStory, t: number): ReadonlySet<string> | undefined {
  const log = (story.operation(t) as { readonly 'rebalance-log'?: unknown })['rebalance-log']
  if (!Array.isArray(log)) return undefined
  return new Set(
    log.flatMap((entry: { keys?: unknown } | null) => (Array.isArray(entry?.keys) ? entry.keys.map(String) : [])),
  )
}

function skippedBy({ order, history }: LogStory, { before, after }: Step): unknown[] {
  const [from, to] = [order.place[before]!, order.place[after]!]
  return Array.from(order.message.subarray(from + 1, Math.min(to, from + 1 + SHOWN_SKIPPED)), m => history.payloads[m])
}

function common(story: LogStory, step: Step) {
  const values = [story.value(step.before), story.value(step.after)] as const
  return { key: story.key(step.after), delta: step.delta, values }
}

function skip(story: LogStory, step: Step): Skip {
  const { from, to, before, after } = step
  const base = common(story, step)
  const skipped = skippedBy(story, step)
  const [first, second] = [story.operation(from), story.operation(to)]
  return {
    ...base,
    skipped,
    ops: [first, second],
    message: `${clientOf(second)} polled key ${base.key} up to message ${show(base.values[0])}, and${atTime(second)} went on with ${show(base.values[1])}: ${missing(step, skipped)} between.`,
    story: [
      ...story.sessions([
        { t: from, near: before },
        { t: to, near: after, mark: `✗ skips ${step.delta - 1}` },
      ]),
      '',
      ...logBetween(story, step, '✗ skipped'),
    ],
  }
}

function nonmonotonic(story: LogStory, step: Step, sent: boolean): Nonmonotonic {
  const { from, to, before, after } = step
  const base = common(story, step)
  const [first, second] = [story.operation(from), story.operation(to)]
  const did = sent ? 'sent' : 'polled'
  return {
    ...base,
    ops: [first, second],
    message: `${clientOf(second)} ${did} message ${show(base.values[0])} of key ${base.key}, and then${atTime(second)} ${show(base.values[1])}, which ${backwards(step)}.`,
    story: [
      ...story.sessions([
        { t: from, near: before, sent },
        { t: to, near: after, sent, mark: '✗ goes back' },
      ]),
      '',
      ...logBetween(story, step, ''),
    ],
  }
}

function internalSkip(story: LogStory, step: Step, sent: boolean): InternalSkip {
  const base = common(story, step)
  const skipped = skippedBy(story, step)
  const op = story.operation(step.to)
  const others = sent ? 'others stand' : missing(step, skipped)
  return {
    ...base,
    skipped,
    op,
    message: `One operation of ${clientOf(op)}${atTime(op)} ${sent ? 'sent' : 'polled'} message ${show(base.values[0])} of key ${base.key} and right after it ${show(base.values[1])}: ${others} between.`,
    story: [...story.sessions([{ t: step.to, near: step.after, sent }]), '', ...logBetween(story, step, '✗ skipped')],
  }
}

function internalNonmonotonic(story: LogStory, step: Step, sent: boolean): InternalNonmonotonic {
  const base = common(story, step)
  const op = story.operation(step.to)
  return {
    ...base,
    op,
    message: `One operation of ${clientOf(op)}${atTime(op)} ${sent ? 'sent' : 'polled'} message ${show(base.values[0])} of key ${base.key} and right after it ${show(base.values[1])}, which ${backwards(step)}.`,
    story: [
      ...story.sessions([{ t: step.to, near: step.after, sent, mark: '✗ goes back' }]),
      '',
      ...logBetween(story, step, ''),
    ],
  }
}

function missing({ delta }: Step, skipped: readonly unknown[]): string {
  if (delta > 6) return `${delta - 1} messages are missing`
  return `${skipped.map(show).join(', ')} ${delta === 2 ? 'is' : 'are'} missing`
}

function backwards({ before, after, delta }: Step): string {
  return before === after ? 'is the same' : delta === 0 ? 'has the same offset' : `lies ${-delta} before it`
}

/** The log from one message of a step to the other. */
function logBetween(story: LogStory, { before, after, delta }: Step, skippedMark: string): string[] {
  const { order, history } = story
  const [low, high] = [
    Math.min(order.place[before]!, order.place[after]!),
    Math.max(order.place[before]!, order.place[after]!),
  ]
  const marks = new Map<number, string>()
  const places = [low, high]
  for (let place = low + 1; place < Math.min(high, low + SHOWN_BETWEEN); place++) {
    places.push(place)
    if (delta > 1) marks.set(order.message[place]!, skippedMark)
  }
  return story.log(history.keyOf[after]!, places, marks)
}

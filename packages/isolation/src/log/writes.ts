// Messages and those who sent them: lost, read although their send failed, read too early, or sent by nobody.

import { FAIL, INFO, OK, show } from '../history.ts'
import { type Collected, collect } from './collect.ts'
import type { AbortedRead, GarbageRead, LostWrite, PrecommittedRead } from './evidence.ts'
import { type Facts, NONE } from './order.ts'
import { POLLS, SENDS } from './read.ts'
import { atTime, clientOf, type LogStory } from './story.ts'

/**
 * Messages that took effect and that nobody read, before a message that somebody did. A log is read in order, so the reader must have passed
 * them over. What lies behind everything that was read may still be read later, and is no concern of this.
 */
export function lostWrites(story: LogStory, { readOk, committed }: Facts, limit: number): Collected<LostWrite> {
  const { history, order } = story
  const { keyOf, messageCount, writer } = history
  const bound = new Int32Array(history.keys.length).fill(NONE)
  for (let m = 0; m < messageCount; m++) {
    if (readOk[m] === 1 && order.first[m]! > bound[keyOf[m]!]!) bound[keyOf[m]!] = order.first[m]!
  }
  const lost: number[] = []
  for (let m = 0; m < messageCount; m++) {
    if (readOk[m] === 1 || order.last[m] === NONE || order.last[m]! > bound[keyOf[m]!]!) continue
    if (writer[m] !== NONE && committed[writer[m]!] === 1) lost.push(m)
  }
  return collect(lost, limit, m => {
    const key = keyOf[m]!
    const place = order.last[m]!
    const farthest = [...(order.conflicts.get(bound[key]!) ?? [order.message[bound[key]!]!])].find(
      other => readOk[other] === 1 && order.first[other] === bound[key],
    )!
    const reader = story.readers(farthest)[0]!
    const [name, value, by] = [history.keys[key]!, story.value(m), story.operation(writer[m]!)]
    const acknowledged =
      history.transactions.type[writer[m]!] === OK
        ? `was acknowledged to ${clientOf(by)}${atTime(by)}`
        : `took effect, since other messages of its operation were read,`
    return {
      key: name,
      value,
      index: story.indexOf(m, place),
      maxReadIndex: story.indexOf(m, bound[key]!),
      maxRead: story.operation(reader),
      writer: by,
      message: `Message ${show(value)} of key ${name} is lost: at offset ${order.offset[place]} it ${acknowledged}, readers have gone on to offset ${order.offset[bound[key]!]}, and none of them saw it.`,
      story: story.log(key, [place, bound[key]!], new Map([[m, '✗ lost']])),
    }
  })
}

/** Messages whose send failed, and which were read all the same (Adya's G1a), each with its readers. */
export function abortedReads(story: LogStory, limit: number): Collected<AbortedRead> {
  const { transactions, writer } = story.history
  const found: [number, number][] = []
  eachPolled(story, (t, m) => {
    if (transactions.type[t] === OK && writer[m] !== NONE && transactions.type[writer[m]!] === FAIL) found.push([t, m])
  })
  return collect(found, limit, ([t, m]) => {
    const [key, value, reader] = [story.key(m), story.value(m), story.operation(t)]
    const by = story.operation(writer[m]!)
    return {
      key,
      value,
      writer: by,
      reader,
      message: `${clientOf(reader)} read message ${show(value)} of key ${key}${atTime(reader)}, but the send of it by ${clientOf(by)} had failed.`,
      story: around(story, m, '✗ failed'),
    }
  })
}

/** Operations that read what they send themselves, each with the first such message. */
export function precommittedReads(story: LogStory, limit: number): Collected<PrecommittedRead> {
  const { kind, sends, polls } = story.history
  const found: [number, number][] = []
  for (let t = 0; t < kind.length; t++) {
    if (kind[t] !== (SENDS | POLLS) || polls.from[t] === polls.from[t + 1]) continue
    const read = new Set(polls.message.subarray(polls.from[t], polls.from[t + 1]))
    const own = sends.message.subarray(sends.from[t], sends.from[t + 1]).find(m => read.has(m))
    if (own !== undefined) found.push([t, own])
  }
  return collect(found, limit, ([t, m]) => {
    const [key, value, op] = [story.key(m), story.value(m), story.operation(t)]
    return {
      key,
      value,
      op,
      message: `A transaction of ${clientOf(op)}${atTime(op)} read message ${show(value)} of key ${key}, which it was only about to send.`,
      story: around(story, m, '✗ read by its own transaction'),
    }
  })
}

/** Messages that were read and that nobody sent. */
export function garbageReads(story: LogStory, limit: number): Collected<GarbageRead> {
  const { transactions, polls, writer } = story.history
  const found: [number, number, number][] = []
  eachPolled(story, (t, m, r) => {
    if (writer[m] === NONE && transactions.type[t]! <= INFO) found.push([t, m, r])
  })
  return collect(found, limit, ([t, m, r]) => {
    const [key, value, reader] = [story.key(m), story.value(m), story.operation(t)]
    return {
      key,
      value,
      offset: polls.offset[r]!,
      reader,
      message: `${clientOf(reader)} read message ${show(value)} of key ${key}${atTime(reader)}, which nobody ever sent.`,
      story: around(story, m, '✗ from nowhere'),
    }
  })
}

/** Each message that an operation polled, once for each operation and message. */
function eachPolled({ history }: LogStory, visit: (t: number, message: number, read: number) => void): void {
  const { transactions, polls, messageCount } = history
  const lastReader = new Int32Array(messageCount).fill(NONE)
  for (let t = 0; t < transactions.count; t++) {
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const m = polls.message[r]!
      if (lastReader[m] === t) continue
      lastReader[m] = t
      visit(t, m, r)
    }
  }
}

function around(story: LogStory, message: number, mark: string): string[] {
  const place = story.order.last[message]!
  return place === NONE ? [] : story.log(story.history.keyOf[message]!, [place], new Map([[message, mark]]))
}

// Acknowledged messages that no poll has returned yet: over time, and at the end.

import { OK, show } from '../history.ts'
import type { Collected } from './collect.ts'
import type { Unseen } from './evidence.ts'
import { NONE } from './order.ts'
import { POLLS, SENDS } from './read.ts'
import type { LogStory } from './story.ts'

/** How many acknowledged messages had not been polled at one moment. */
export interface UnseenPoint {
  /** When an operation ended ok. */
  readonly time: number
  readonly total: number
  /** By key; keys without any are left out. */
  readonly unseen: Readonly<Record<string, number>>
}

export interface UnseenFindings {
  readonly series: readonly UnseenPoint[]
  readonly error: Collected<Unseen>
}

const SHOWN_MESSAGES = 32
const SHOWN_IN_STORY = 3

/**
 * @param points how many moments the series has at most; the last one is always the end
 * @param jepsen whether messages of a key without acknowledged sends count at the operation that is first to poll it
 */
export function unseenMessages(story: LogStory, points: number, allErrors: boolean, jepsen: boolean): UnseenFindings {
  const { transactions, kind, sends, polls, keys, keyOf, messageCount } = story.history
  const { count, type, operations } = transactions
  const sent = new Uint8Array(messageCount)
  const seen = new Uint8Array(messageCount)
  const unseen = new Unseens(keys)
  const known = new Uint8Array(keys.length)
  let last = NONE
  let moments = 0
  for (let t = 0; t < count; t++) {
    if (type[t] !== OK || (kind[t]! & (SENDS | POLLS)) === 0) continue
    last = t
    moments++
  }
  const every = Math.max(1, Math.ceil(moments / points))
  const series: UnseenPoint[] = []
  let moment = 0
  for (let t = 0; t <= last; t++) {
    if (type[t] !== OK || (kind[t]! & (SENDS | POLLS)) === 0) continue
    for (let s = sends.from[t]!; s < sends.from[t + 1]!; s++) {
      const m = sends.message[s]!
      known[keyOf[m]!] = 1
      if (sent[m] === 0 && seen[m] === 0) unseen.add(keyOf[m]!, 1)
      sent[m] = 1
    }
    for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
      const m = polls.message[r]!
      if (seen[m] === 0 && sent[m] === 1) unseen.add(keyOf[m]!, -1)
      seen[m] = 1
    }
    if (t === last || moment % every === 0) series.push({ time: operations[t]!.time ?? -1, ...unseen.now() })
    moment++
    if (jepsen) {
      // A key without acknowledged sends is new to Jepsen's bookkeeping only once.
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) {
        const m = polls.message[r]!
        if (t === last && known[keyOf[m]!] === 0 && sent[m] === 0) {
          sent[m] = 1
          seen[m] = 0
          unseen.add(keyOf[m]!, 1)
        }
      }
      for (let r = polls.from[t]!; r < polls.from[t + 1]!; r++) known[keyOf[polls.message[r]!]!] = 1
    }
  }
  const { total, unseen: byKey } = unseen.now()
  if (total === 0) return { series, error: { count: 0, evidence: [] } }
  const missing = new Map<string, number[]>()
  for (let m = 0; m < messageCount; m++) {
    if (sent[m] === 0 || seen[m] === 1) continue
    const name = keys[keyOf[m]!]!
    const list = missing.get(name)
    if (list === undefined) missing.set(name, [m])
    else if (allErrors || list.length < SHOWN_MESSAGES) list.push(m)
  }
  const first = [...missing.values()].flat().slice(0, SHOWN_IN_STORY)
  const [example] = first
  const keysWord = missing.size === 1 ? `key ${[...missing.keys()][0]}` : `${missing.size} keys`
  const evidence: Unseen = {
    time: operations[last]!.time ?? -1,
    unseen: byKey,
    messages: Object.fromEntries([...missing].map(([name, list]) => [name, list.map(m => story.value(m))])),
    ops: story.involved(first, 0),
    message:
      total === 1
        ? `Message ${show(story.value(example!))} of key ${story.key(example!)} was acknowledged, and nobody ever polled it.`
        : `${total} acknowledged messages of ${keysWord} were never polled by anybody, among them message ${show(story.value(example!))} of key ${story.key(example!)}.`,
    story: storyOf(story, first),
  }
  return { series, error: { count: total, evidence: [evidence] } }
}

function storyOf(story: LogStory, messages: readonly number[]): string[] {
  const [example] = messages
  if (example === undefined) return []
  const key = story.history.keyOf[example]!
  const own = messages.filter(m => story.history.keyOf[m] === key)
  const placed = own.map(m => story.order.last[m]!).filter(place => place !== NONE)
  if (placed.length > 0) return story.log(key, placed, new Map(own.map(m => [m, '✗ never polled'])))
  return own.map(m => `${story.shown(m)}  ${story.sentBy(m)}`)
}

/** Counts by key, of which nearly all are zero nearly always. */
class Unseens {
  readonly #keys: readonly string[]
  readonly #counts: Map<number, number> = new Map()
  #total = 0

  constructor(keys: readonly string[]) {
    this.#keys = keys
  }

  add(key: number, more: number): void {
    const count = (this.#counts.get(key) ?? 0) + more
    if (count === 0) this.#counts.delete(key)
    else this.#counts.set(key, count)
    this.#total += more
  }

  now(): { total: number; unseen: Record<string, number> } {
    const unseen = Object.fromEntries([...this.#counts].map(([key, count]) => [this.#keys[key]!, count]))
    return { total: this.#total, unseen }
  }
}

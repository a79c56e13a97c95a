// What is wrong with the logs themselves: an offset with several messages, a message with several offsets.

import { show } from '../history.ts'
import { type Collected, collect } from './collect.ts'
import type { Duplicate, InconsistentOffset } from './evidence.ts'
import type { LogStory } from './story.ts'

export function inconsistentOffsets(story: LogStory, limit: number): Collected<InconsistentOffset> {
  const { order, history } = story
  return collect(
    [...order.conflicts],
    limit,
    ([place, messages]) => {
      const all = [...messages].sort((a, b) => a - b)
      const key = history.keyOf[all[0]!]!
      const offset = order.offset[place]!
      const [name, values] = [history.keys[key]!, all.map(m => story.value(m))]
      return {
        key: name,
        offset,
        index: place - order.start[key]!,
        values,
        ops: story.involved(all, 0),
        message: `Offset ${offset} of key ${name} was given to ${values.length} messages: ${some(values)}.`,
        story: story.log(key, [place], new Map(all.slice(1).map(m => [m, '✗ the same offset again']))),
      }
    },
    ([, a], [, b]) => a.size - b.size,
  )
}

export function duplicates(story: LogStory, limit: number): Collected<Duplicate> {
  const { order, history } = story
  return collect(
    [...order.places],
    limit,
    ([message, places]) => {
      const all = [...places].sort((a, b) => a - b)
      const key = history.keyOf[message]!
      const [name, value] = [history.keys[key]!, story.value(message)]
      const offsets = all.map(place => order.offset[place]!)
      return {
        key: name,
        value,
        count: all.length,
        offsets,
        ops: story.involved([message], 2),
        message: `Message ${show(value)} of key ${name} stands at ${all.length} offsets: ${some(offsets)}.`,
        story: story.log(key, all, new Map([[message, '✗']])),
      }
    },
    ([, a], [, b]) => a.size - b.size,
  )
}

function some(values: readonly unknown[]): string {
  return values.slice(0, 8).map(show).join(', ') + (values.length > 8 ? ', …' : '')
}

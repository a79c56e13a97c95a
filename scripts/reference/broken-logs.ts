/** Two logs, each with one mistake, for the matchers of logs: the examples of ours that make these mistakes need several nodes and more luck. */

import { defineNode } from '../../src/nodes/sdk.ts'

interface Log {
  readonly messages: Map<number, unknown>
  next: number
}

/** A log for each key. `keeps` says which offsets are stored at all, `shows` which ones a poll that has more to return may leave out. */
const brokenLog = (keeps: (offset: number) => boolean, shows: (offset: number) => boolean) =>
  defineNode(({ on }) => {
    const logs = new Map<string, Log>()
    const committed = new Map<string, number>()
    const logOf = (key: string) => {
      const log = logs.get(key) ?? { messages: new Map(), next: 0 }
      logs.set(key, log)
      return log
    }
    on('send', ({ key, msg }) => {
      const log = logOf(key)
      const offset = log.next++
      if (keeps(offset)) log.messages.set(offset, msg)
      return { offset }
    })
    on('poll', ({ offsets }) => {
      const msgs = Object.entries(offsets as Record<string, number>).map(([key, from]) => {
        const all = [...logOf(key).messages].filter(([offset]) => offset >= from)
        return [key, all.filter(([offset], i) => i === all.length - 1 || i === 0 || shows(offset)).slice(0, 5)]
      })
      return { msgs: Object.fromEntries(msgs) }
    })
    on('commit_offsets', ({ offsets }) => {
      for (const [key, offset] of Object.entries(offsets as Record<string, number>)) committed.set(key, offset)
      return {}
    })
    on('list_committed_offsets', ({ keys }) => ({
      offsets: Object.fromEntries(
        (keys as string[]).filter(key => committed.has(key)).map(key => [key, committed.get(key)]),
      ),
    }))
  })

/** Acknowledges a message that it does not keep. */
export const forgetfulLog = brokenLog(
  offset => offset !== 3,
  () => true,
)

/** Leaves out a message that it has. */
export const skippingLog = brokenLog(
  () => true,
  offset => offset % 5 !== 3,
)

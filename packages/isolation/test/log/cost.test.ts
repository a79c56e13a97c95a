// What a log costs does not depend on its offsets. Counted, not timed: the places that the checker keeps.

import { describe, expect, it } from 'vitest'
import { factsOf, orderLogs } from '../../src/log/order.ts'
import { readLog } from '../../src/log/read.ts'
import { simulate } from './simulator.ts'

const bytes = (shape: { readonly firstOffset: number; readonly largestGap: number }) => {
  const { history } = simulate({ seed: 3, clients: 4, operations: 3000, keys: 5, ...shape })
  const log = readLog(history)
  const order = orderLogs(log, factsOf(log))
  const arrays = [log.sends, log.polls, order].flatMap(Object.values).filter(ArrayBuffer.isView)
  return { places: order.offset.length, bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) }
}

describe('a log with offsets in the billions', () => {
  const dense = bytes({ firstOffset: 0, largestGap: 1 })

  it('takes the memory of a dense one', () => {
    expect(dense.places).toBeGreaterThan(500)
    expect(bytes({ firstOffset: 5_000_000_000, largestGap: 1 })).toEqual(dense)
  })

  it('and with gaps of up to a million takes no more for each message', () => {
    const sparse = bytes({ firstOffset: 5_000_000_000, largestGap: 1_000_000 })
    expect(sparse.bytes / sparse.places).toBeLessThan((dense.bytes / dense.places) * 1.2)
  })
})

/** lin-kv: keys that vanish, which linearizability alone does not see. */

import { describe, expect, it } from 'vitest'
import { checkLinKv } from '../../src/checkers/lin-kv.ts'
import type { Operation } from '../../src/history/operation.ts'
import { SECOND } from '../../src/time/clock.ts'

type Entry = readonly [process: number, type: Operation['type'], f: string, value: unknown, code?: number]

const history = (...entries: readonly Entry[]): Operation[] =>
  entries.map(([process, type, f, value, code], index) => ({
    index,
    time: index * SECOND,
    process,
    type,
    f,
    value,
    node: `n${process + 1}`,
    ...(code === undefined ? {} : { error: { code, name: code === 20 ? 'key-does-not-exist' : 'other' } }),
  }))

const write: Entry[] = [
  [0, 'invoke', 'write', [3, 1]],
  [0, 'ok', 'write', [3, 1]],
]
const readsNothing = (process: number, code = 20): Entry[] => [
  [process, 'invoke', 'read', [3, null]],
  [process, 'fail', 'read', [3, null], code],
]

describe('a read that is told that there is no such key', () => {
  it('is an anomaly when the key had been acknowledged before, and the evidence is the two operations', () => {
    const operations = history(...write, ...readsNothing(1))
    const { valid, anomalies } = checkLinKv(operations)
    expect(valid).toBe(false)
    expect(anomalies).toMatchObject([{ type: 'lost-key', operations }])
    expect(anomalies[0]!.message).toBe(
      "c1's read at n2 (2.000 s) was told that there is no key 3, although c0's write at n1 (0.000 s) had been acknowledged before (1.000 s); nothing deletes keys.",
    )
  })

  it('is right before anything was written, and while the write is under way', () => {
    expect(checkLinKv(history(...readsNothing(1), ...write)).valid).toBe(true)
    const [began, ended] = write as [Entry, Entry]
    expect(checkLinKv(history(began, ...readsNothing(1), ended)).valid).toBe(true)
    const [asked, told] = readsNothing(1) as [Entry, Entry]
    expect(checkLinKv(history(began, asked, ended, told)).valid).toBe(true)
  })

  it('is right after a write that failed, or whose end nobody knows', () => {
    for (const type of ['fail', 'info'] as const)
      expect(checkLinKv(history(write[0]!, [0, type, 'write', [3, 1]], ...readsNothing(1))).valid).toBe(true)
  })

  it('is right when another key was written, or when the read failed for another reason', () => {
    const other: Entry[] = [
      [0, 'invoke', 'write', [4, 1]],
      [0, 'ok', 'write', [4, 1]],
    ]
    expect(checkLinKv(history(...other, ...readsNothing(1))).valid).toBe(true)
    expect(checkLinKv(history(...write, ...readsNothing(1, 11))).valid).toBe(true)
  })

  it('is told once for each key', () => {
    expect(checkLinKv(history(...write, ...readsNothing(1), ...readsNothing(2))).anomalies).toHaveLength(1)
  })
})

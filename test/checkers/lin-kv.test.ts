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

  it('is right after a read of null, which shows no key', () => {
    const nothing: Entry[] = [
      [0, 'invoke', 'read', [3, null]],
      [0, 'ok', 'read', [3, null]],
    ]
    expect(checkLinKv(history(...nothing, ...readsNothing(1)))).toMatchObject({ valid: true, anomalies: [] })
    expect(checkLinKv(history(...nothing, ...write, ...readsNothing(1))).anomalies).toMatchObject([
      { type: 'lost-key', operations: [{ index: 2 }, { index: 3 }, { index: 4 }, { index: 5 }] },
    ])
  })

  it.each<[string, Entry]>([
    ['delete', [2, 'invoke', 'delete', [3]]],
    ['write of null', [2, 'invoke', 'write', [3, null]]],
    ['cas to null', [2, 'invoke', 'cas', [3, [1, null]]]],
  ])('is right where a %s may have removed it', (_what, removal) => {
    expect(checkLinKv(history(...write, removal, ...readsNothing(1))).anomalies).toEqual([])
  })

  it('is told once for each key', () => {
    expect(checkLinKv(history(...write, ...readsNothing(1), ...readsNothing(2))).anomalies).toHaveLength(1)
  })
})

describe('a cas that is told that there is no such key', () => {
  const cas = (process: number, code = 20): [Entry, Entry] => [
    [process, 'invoke', 'cas', [3, [1, 2]]],
    [process, 'fail', 'cas', [3, [1, 2]], code],
  ]

  it('is an anomaly when the key had been acknowledged before', () => {
    const operations = history(...write, ...cas(1))
    const { valid, anomalies } = checkLinKv(operations)
    expect(valid).toBe(false)
    expect(anomalies).toMatchObject([{ type: 'lost-key', operations }])
    expect(anomalies[0]!.message).toBe(
      "c1's cas at n2 (2.000 s) was told that there is no key 3, although c0's write at n1 (0.000 s) had been acknowledged before (1.000 s); nothing deletes keys.",
    )
  })

  it('is right before the write was acknowledged, and when it failed for another reason', () => {
    const [asked, told] = cas(1)
    expect(checkLinKv(history(...cas(1), ...write)).valid).toBe(true)
    expect(checkLinKv(history(write[0]!, asked, write[1]!, told)).valid).toBe(true)
    expect(checkLinKv(history(...write, ...cas(1, 22))).valid).toBe(true)
  })
})

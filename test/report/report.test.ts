/** What is printed of runs: space-time diagrams, stories. */

import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/history/operation.ts'
import { spaceTime } from '../../src/report/space-time.ts'
import { MILLISECOND } from '../../src/time/clock.ts'

let index = 0
const op = (type: Operation['type'], process: number, f: string, value: unknown, ms: number): Operation => ({
  index: index++,
  type,
  process,
  f,
  value,
  time: ms * MILLISECOND,
  node: 'n1',
})

describe('a space-time diagram', () => {
  const lines = spaceTime([
    op('invoke', 0, 'write', 4, 0),
    op('invoke', 1, 'read', null, 50),
    op('ok', 0, 'write', 4, 100),
    op('ok', 1, 'read', 4, 200),
    op('invoke', 2, 'write', 5, 210),
    op('info', 2, 'write', 5, 400),
  ])

  it('has an axis from the first invocation to the last completion, and a row for each operation', () => {
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^ +0\.000 s +0\.400 s$/)
  })

  it('names client and node, the operation with its result, and the outcome', () => {
    expect(lines[1]).toMatch(/^c0 at n1 {2}├ write 4 ─+┤ ok$/)
    expect(lines[2]).toMatch(/^c1 at n1 +├ read → 4 ─+┤ ok$/)
    expect(lines[3]).toMatch(/^c2 at n1 +├ write 5 ─+┤ no answer$/)
  })

  it('draws bars to scale: what begins later stands further right, what overlaps in time overlaps', () => {
    const left = (line: string) => line.indexOf('├')
    const right = (line: string) => line.indexOf('┤')
    const [, write, read, last] = lines as [string, string, string, string]
    expect(left(read)).toBeGreaterThan(left(write))
    expect(left(read)).toBeLessThan(right(write))
    expect(left(last)).toBeGreaterThan(right(read))
  })

  it('is empty without operations of clients', () => {
    expect(spaceTime([])).toEqual([])
  })

  it('says what is wrong with an operation beside its row, in one column, and calls it as its story does', () => {
    const first = op('invoke', 0, 'read', null, 0)
    const second = op('invoke', 1, 'read', null, 90)
    const operations = [first, op('ok', 0, 'read', [1, 2], 10), second, op('ok', 1, 'read', [1], 100)]
    const rows = spaceTime(operations, {
      notes: { [first.index]: 'has 2', [operations[3]!.index]: '✗ 2 is missing' },
      names: { [second.index]: 'T2' },
    })
    expect(rows[1]).toMatch(/read → \[1 2\] ok +has 2$/)
    expect(rows[2]).toMatch(/T2 ├─+┤ ok +✗ 2 is missing$/)
    expect(rows[1]!.indexOf('has')).toBe(rows[2]!.indexOf('✗'))
  })

  it('puts a label that has no room within a late bar before it, so that lines stay short', () => {
    const long = Array.from({ length: 200 }, (_, i) => i)
    const operations = [
      op('invoke', 0, 'broadcast', 1, 0),
      op('ok', 0, 'broadcast', 1, 1),
      op('invoke', 1, 'read', null, 999),
      op('ok', 1, 'read', long, 1000),
    ]
    for (const row of spaceTime(operations)) expect(row.length).toBeLessThan(80)
    expect(spaceTime(operations)[2]).toMatch(/ read → \[200 elements, the last 198 199\] ├┤ ok$/)
  })

  it('names the key, and why an operation failed', () => {
    const failed = { ...op('fail', 1, 'read', [7, null], 20), error: { code: 20, name: 'key-does-not-exist' } }
    const rows = spaceTime([
      op('invoke', 0, 'write', [7, 2], 0),
      op('ok', 0, 'write', [7, 2], 5),
      op('invoke', 1, 'read', [7, null], 10),
      failed as Operation,
    ])
    expect(rows[1]).toMatch(/write 7 = 2/)
    expect(rows[2]).toMatch(/read 7 .*┤ failed: key-does-not-exist$/)
  })

  it('draws a completion that stands alone as a moment', () => {
    expect(spaceTime([op('ok', 0, 'generate', 'x', 5), op('ok', 1, 'generate', 'x', 9)])).toHaveLength(3)
  })
})

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
})

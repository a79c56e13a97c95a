/** The stretch in view never leaves its axis, and zooming keeps the place under the pointer. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moved, type Stretch, showing, within, zoomed } from '../../../src/report/page/client/window.ts'

const bounds = { from: -10, to: 990, shortest: 4 }
const place = fc.double({ min: -2_000, max: 2_000, noNaN: true })
const stretches = fc
  .tuple(place, fc.double({ min: 0.01, max: 3_000, noNaN: true }))
  .map(([from, length]): Stretch => ({ from, to: from + length }))
const good = ({ from, to }: Stretch) => {
  expect(from).toBeGreaterThanOrEqual(bounds.from - 1e-6)
  expect(to).toBeLessThanOrEqual(bounds.to + 1e-6)
  expect(to - from).toBeGreaterThanOrEqual(bounds.shortest - 1e-6)
}

describe('the stretch in view', () => {
  it('stays within its bounds however it is moved and zoomed', () => {
    fc.assert(
      fc.property(stretches, place, fc.double({ min: 0.01, max: 100, noNaN: true }), (stretch, by, factor) => {
        const start = within(stretch, bounds)
        for (const next of [
          start,
          moved(start, by, bounds),
          zoomed(start, factor, by, bounds),
          showing(start, by, bounds),
        ])
          good(next)
      }),
    )
  })

  it('is left alone when it is within them', () => {
    expect(within({ from: 5, to: 60 }, bounds)).toEqual({ from: 5, to: 60 })
  })

  it('keeps the place under the pointer when it is zoomed', () => {
    const before = { from: 400, to: 500 }
    const after = zoomed(before, 0.5, 425, bounds)
    expect(after).toEqual({ from: 412.5, to: 462.5 })
    expect((425 - after.from) / (after.to - after.from)).toBe(0.25)
  })

  it('moves no further than needed to show a place', () => {
    expect(showing({ from: 100, to: 200 }, 150, bounds)).toEqual({ from: 100, to: 200 })
    expect(showing({ from: 100, to: 200 }, 300, bounds)).toEqual({ from: 210, to: 310 })
    expect(showing({ from: 100, to: 200 }, 50, bounds)).toEqual({ from: 40, to: 140 })
  })
})

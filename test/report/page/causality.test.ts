/** Cause and effect against the definition: what can be reached by steps of happened-before. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causesOf, effectsOf, type Traffic } from '../../../src/report/page/client/causality.ts'

const LANES = 4

interface Sent {
  readonly src: number
  readonly dest: number
  readonly sent: number
  readonly received: number
  readonly arrived: boolean
}

/** Every event has a moment of its own: the positions in a shuffled order, each message received after it was sent. */
const traffics = fc
  .array(
    fc.record({ src: fc.nat(LANES - 1), dest: fc.nat(LANES - 1), arrived: fc.boolean(), a: fc.nat(), b: fc.nat() }),
    {
      maxLength: 14,
    },
  )
  .map(list => {
    const moments = list.flatMap(({ a, b }, i) => [
      { at: a % 997, i, end: false },
      { at: b % 997, i, end: true },
    ])
    moments.sort((x, y) => x.at - y.at || x.i - y.i)
    const places = list.map((_, i) => moments.flatMap((moment, place) => (moment.i === i ? [place] : [])))
    return list
      .map(
        ({ src, dest, arrived }, i): Sent => ({ src, dest, arrived, sent: places[i]![0]!, received: places[i]![1]! }),
      )
      .sort((x, y) => x.sent - y.sent)
  })

const columns = (list: readonly Sent[]): Traffic => ({
  count: list.length,
  src: list.map(({ src }) => src),
  dest: list.map(({ dest }) => dest),
  sent: list.map(({ sent }) => sent),
  received: list.map(({ received }) => received),
  arrived: list.map(({ arrived }) => Number(arrived)),
  byArrival: list.map((_, i) => i).sort((a, b) => list[a]!.received - list[b]!.received),
})

/** One message before another: it arrived where the other was sent, and before that. */
const leads = (a: Sent, b: Sent) => a.arrived && a.dest === b.src && a.received <= b.sent

/** The closure, by trying until nothing changes. */
function closure(list: readonly Sent[], first: (m: Sent) => boolean, next: (a: Sent, b: Sent) => boolean): number[] {
  const found = new Set(list.filter(first))
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const m of list) if ([...found].some(other => next(other, m))) found.add(m)
  }
  return list.map(m => Number(found.has(m)))
}

describe('causality', () => {
  it('finds as causes exactly the messages from which a path leads to the event', () => {
    fc.assert(
      fc.property(traffics, fc.nat(LANES - 1), fc.nat(30), (list, lane, time) => {
        const expected = closure(
          list,
          m => m.arrived && m.dest === lane && m.received <= time,
          (later, m) => leads(m, later),
        )
        expect([...causesOf(columns(list), LANES, lane, time)]).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('finds as effects exactly the messages to which a path leads from the event', () => {
    fc.assert(
      fc.property(traffics, fc.nat(LANES - 1), fc.nat(30), (list, lane, time) => {
        const expected = closure(list, m => m.src === lane && m.sent >= time, leads)
        expect([...effectsOf(columns(list), LANES, lane, time)]).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })
})

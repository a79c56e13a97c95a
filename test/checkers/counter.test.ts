import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCounter, checkCounterBounds } from '../../src/checkers/counter.ts'
import { contains, nearest, type Range, shiftedUnion } from '../../src/checkers/ranges.ts'
import { type Entry, history } from './histories.ts'

const final = { final: true, node: 'n1' }
const acked = (delta: number, process = 1): Entry => [process, 'ok', 'add', delta]
const unsure = (delta: number, process = 2): Entry => [process, 'info', 'add', delta]
const finalRead = (value: unknown): Entry => [5, 'ok', 'read', value, final]

describe('checkCounter', () => {
  it('accepts the sum of the acknowledged adds, and nothing else', () => {
    const operations = (value: unknown) => history(acked(3), acked(-1), finalRead(value))
    expect(checkCounter(operations(2))).toMatchObject({ valid: true, figures: { acceptable: [[2, 2]], errors: [] } })
    const wrong = checkCounter(operations(3))
    expect(wrong).toMatchObject({ valid: false, figures: { 'final-reads': [3], errors: [{ opIndex: 2 }] } })
    expect(wrong.anomalies[0]!.message).toBe(
      "c5's final read at n1 (0.002 s) is 3, but the 2 acknowledged adds sum to 2: 1 too many. 3 is what the adds above 0 sum to, without the others.",
    )
  })

  it('names the indeterminate adds and the nearest sum that they can reach', () => {
    const { anomalies } = checkCounter(
      history(acked(10), unsure(5), unsure(-1), unsure(-1), finalRead(11), finalRead('x')),
    )
    expect(anomalies.map(({ message }) => message)).toEqual([
      "c5's final read at n1 (0.004 s) is 11, but the 1 acknowledged add sums to 10 and the 3 indeterminate adds (5, -1, -1) may make that 8…10, 13…15: 1 too many for 10.",
      `c5's final read at n1 (0.005 s) is "x", but the 1 acknowledged add sums to 10 and the 3 indeterminate adds (5, -1, -1) may make that 8…10, 13…15: it is no number.`,
    ])
  })

  it('takes an add that the history does not complete for indeterminate, and one that failed for not done', () => {
    const operations = history([1, 'invoke', 'add', 4], [2, 'invoke', 'add', 7], [2, 'fail', 'add', 7], finalRead(4))
    expect(checkCounter(operations)).toMatchObject({
      valid: true,
      figures: {
        acceptable: [
          [0, 0],
          [4, 4],
        ],
      },
    })
  })

  it('judges final reads only, and knows nothing without one', () => {
    expect(checkCounter(history(acked(1), [1, 'ok', 'read', 99], finalRead(1))).valid).toBe(true)
    expect(checkCounter(history(acked(1), [1, 'ok', 'read', 1]))).toMatchObject({
      valid: 'unknown',
      reason: expect.stringContaining('no final read succeeded'),
    })
  })

  it('keeps a thousand indeterminate adds as few ranges', () => {
    const adds = Array.from({ length: 1_000 }, (_, i) => unsure((i % 10) - 5, i))
    expect(checkCounter(history(...adds, [2_000, 'ok', 'read', 0, final])).figures.acceptable).toEqual([[-1500, 1000]])
  })

  it('does not depend on the order of the indeterminate adds to keep their sums together', () => {
    const adds = Array.from({ length: 20 }, (_, i) => unsure(2 ** (19 - i), i))
    expect(checkCounter(history(...adds, [99, 'ok', 'read', 12_345, final]))).toMatchObject({
      valid: true,
      figures: { acceptable: [[0, 2 ** 20 - 1]] },
    })
  })

  it('says so when the sums are too scattered to keep, but still knows what is out of reach', () => {
    const adds = Array.from({ length: 30 }, (_, i) => unsure(3 ** i, i))
    const judged = (value: number) =>
      checkCounter(history(...adds, [99, 'ok', 'read', value, final]), { maxRanges: 1_000 })
    expect(judged(5)).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('too many separate sums') })
    expect(judged(-1).valid).toBe(false)
    expect(judged(3 ** 30).valid).toBe(false)
  })

  it('rejects an add of something that is no integer', () => {
    expect(() => checkCounter(history(acked(0.5)))).toThrow(
      "c1's add (0.000 s), index 0, has the value 0.5 where an integer belongs.",
    )
  })

  it('accepts exactly the sums of subsets', () => {
    const deltas = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(deltas, deltas, (sure, maybe) => {
        const base = sure.reduce((a, b) => a + b, 0)
        const sums = new Set(
          Array.from({ length: 2 ** maybe.length }, (_, subset) =>
            maybe.reduce((sum, delta, i) => sum + (subset & (1 << i) ? delta : 0), base),
          ),
        )
        const operations = history(...sure.map(delta => acked(delta)), ...maybe.map((delta, i) => unsure(delta, i + 2)))
        const acceptable = checkCounter(operations).figures.acceptable as Range[]
        const members = acceptable.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, i) => low + i))
        expect(members).toEqual([...sums].sort((a, b) => a - b))
        acceptable.forEach(([low], i) => {
          if (i > 0) expect(low).toBeGreaterThan(acceptable[i - 1]![1] + 1)
        })
      }),
    )
  })
})

describe('ranges', () => {
  it('contain their members only, and know the nearest', () => {
    const union = fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 6 }).map(deltas => {
      let ranges: Range[] = [[0, 0]]
      for (const delta of deltas) ranges = shiftedUnion(ranges, delta)
      return ranges
    })
    fc.assert(
      fc.property(union, fc.integer({ min: -200, max: 200 }), (ranges, value) => {
        const members = ranges.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, i) => low + i))
        expect(contains(ranges, value)).toBe(members.includes(value))
        const least = Math.min(...members.map(member => Math.abs(member - value)))
        expect(Math.abs(nearest(ranges, value) - value)).toBe(least)
        expect(contains(ranges, value + 0.5)).toBe(false)
      }),
    )
  })
})

describe('where a wrong count shows first', () => {
  const at = (process: number, node: string, f: string, value: unknown): Entry[] => [
    [process, 'invoke', f, f === 'add' ? value : null, { node }],
    [process, 'ok', f, value, { node }],
  ]
  const last: Entry = [9, 'ok', 'read', -99, { node: 'n1', final: true }]
  const told = (...entries: Entry[]) => checkCounter(history(...entries, last)).anomalies[0]!

  it.each<[string, Entry[], RegExp]>([
    [
      'more than anybody asked for',
      [...at(1, 'n1', 'add', 2), ...at(2, 'n2', 'read', 3)],
      /c2's read at n2 \(0\.003 s\): it is 3, but all that was asked for by then is at most 2\.$/,
    ],
    [
      'less than the node itself acknowledged',
      [...at(1, 'n2', 'add', 5), ...at(2, 'n2', 'read', 4)],
      /c2's read at n2 \(0\.003 s\): it is 4, but n2 itself had acknowledged 5\.$/,
    ],
    [
      'a value that goes back where nothing is taken away',
      [...at(1, 'n2', 'add', 5), ...at(2, 'n1', 'read', 5), ...at(3, 'n1', 'read', 0)],
      /c3's read at n1 \(0\.005 s\): it went back from 5 to 0, though nothing is taken away\.$/,
    ],
  ])('is a read of %s', (_, entries, sentence) => {
    const { message, operations, notes } = told(...entries)
    expect(message).toMatch(sentence)
    // The read, and what is wrong with it, are drawn beside the final one.
    expect(operations.at(-1)).toMatchObject({ value: -99 })
    expect(Object.values(notes ?? {})).toEqual([expect.stringMatching(/^✗/)])
  })

  it('is nowhere when a delay explains every read', () => {
    const { message, notes } = told(...at(1, 'n2', 'add', 5), ...at(2, 'n1', 'read', 0), ...at(3, 'n2', 'read', 5))
    expect(message).not.toMatch(/shows first/)
    expect(notes).toBeUndefined()
  })

  it('is the sum of all sizes, where signs are left out', () => {
    const { anomalies } = checkCounter(
      history(...at(1, 'n1', 'add', 4), ...at(2, 'n1', 'add', -3), [9, 'ok', 'read', 7, { node: 'n1', final: true }]),
    )
    expect(anomalies[0]!.message).toMatch(/7 is what the adds sum to when their signs are left out\.$/)
  })
})

describe('checkCounterBounds', () => {
  it('explains a read outside of its bounds', () => {
    const { valid, anomalies } = checkCounterBounds(
      history([1, 'invoke', 'add', 2], [1, 'ok', 'add', 2], [3, 'invoke', 'read'], [3, 'ok', 'read', 1]),
    )
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toBe(
      "c3's read (0.003 s) is 1, but the counter was at least 2 when it was invoked and at most 2 when it was completed.",
    )
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([2, 3])
  })

  it('counts indeterminate adds for the upper bound only, for ever', () => {
    const operations = (value: number) =>
      history([1, 'invoke', 'add', 5], [1, 'info', 'add', null], [2, 'invoke', 'read'], [2, 'ok', 'read', value])
    expect(checkCounterBounds(operations(0)).figures.reads).toEqual([[0, 0, 5]])
    expect(checkCounterBounds(operations(5)).valid).toBe(true)
    expect(checkCounterBounds(operations(6)).valid).toBe(false)
  })

  it('lets negative adds lower the bounds', () => {
    const operations = history(
      [1, 'invoke', 'add', -3],
      [2, 'invoke', 'read'],
      [1, 'ok', 'add', -3],
      [2, 'ok', 'read', -3],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', 0],
    )
    expect(checkCounterBounds(operations).figures).toEqual({
      reads: [
        [-3, -3, -3],
        [-3, 0, -3],
      ],
      errors: [[-3, 0, -3]],
    })
  })
})

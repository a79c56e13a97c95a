import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCycles } from '../../src/graph/index.ts'
import { logDependencies, surelyAcyclic } from '../../src/log/dependencies.ts'
import { checkLog, explainLog } from '../../src/log/index.ts'
import { factsOf, orderLogs } from '../../src/log/order.ts'
import { readLog } from '../../src/log/read.ts'
import { LogStory } from '../../src/log/story.ts'
import { type Fault, type SimulatorOptions, simulate } from './simulator.ts'

const shapes = fc.record({
  seed: fc.integer(),
  clients: fc.integer({ min: 1, max: 8 }),
  operations: fc.integer({ min: 40, max: 400 }),
  keys: fc.integer({ min: 1, max: 4 }),
  firstOffset: fc.constantFrom(0, 1, 5_000_000_000),
  largestGap: fc.constantFrom(1, 3, 1_000_000_000),
  messagesPerKey: fc.constantFrom(20, 1_000_000),
})

/** Whatever a correct log does, be it with gaps or with offsets in the billions. */
const options = { compatibility: 'none' } as const

describe('a correct log', () => {
  it('never shows an error', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, wwDeps) => {
        const result = checkLog(simulate(shape).history, { ...options, wwDeps })
        expect(result.errorTypes).toEqual([])
        expect(result.valid).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is judged alike whatever its offsets are, as long as their order is the same', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const dense = checkLog(simulate({ ...shape, firstOffset: 0, largestGap: 1 }).history)
        const sparse = checkLog(stretched({ ...shape, firstOffset: 0, largestGap: 1 }))
        expect(sparse.errorTypes).toEqual(dense.errorTypes)
        expect(sparse.consumption).toEqual(dense.consumption)
        expect(sparse.unseen).toEqual(dense.unseen)
      }),
      { numRuns: 50 },
    )
  })
})

/** The same history with offset n as 7n² + 10⁹. */
function stretched(shape: SimulatorOptions) {
  const offset = (n: number) => 7 * n * n + 1e9
  return simulate(shape).history.map(operation => ({
    ...operation,
    value:
      operation.f === 'assign' || operation.value === null
        ? operation.value
        : (operation.value as [string, ...unknown[]][]).map(([f, first, second]) =>
            f === 'send'
              ? [f, first, Array.isArray(second) ? [offset(second[0] as number), second[1]] : second]
              : first === undefined
                ? [f]
                : [
                    f,
                    Object.fromEntries(
                      Object.entries(first as Record<string, [number, number][]>).map(([key, pairs]) => [
                        key,
                        pairs.map(([n, value]) => [offset(n), value]),
                      ]),
                    ),
                  ],
          ),
  }))
}

/** For each fault the errors of which it causes at least one. */
const symptoms: Record<Fault, readonly string[]> = {
  lost: ['lost-write', 'unseen'],
  'same-offset': ['inconsistent-offsets', 'unseen'],
  duplicate: ['duplicate'],
  skip: ['int-poll-skip'],
  rewind: ['nonmonotonic-poll', 'int-nonmonotonic-poll'],
  reorder: ['int-nonmonotonic-poll'],
  aborted: ['G1a'],
  garbage: ['garbage-read'],
  backwards: ['int-nonmonotonic-send'],
  precommitted: ['precommitted-read'],
}

describe('a log with a planted fault', () => {
  it.each(Object.entries(symptoms))('%s: is found out', (fault, types) => {
    let planted = 0
    fc.assert(
      fc.property(shapes, shape => {
        const { history, planted: struck } = simulate({ ...shape, fault: fault as Fault })
        if (!struck) return
        planted++
        const result = checkLog(history, options)
        expect(result.valid).toBe(false)
        expect(types.some(type => result.errorTypes.includes(type as never))).toBe(true)
        expect(explainLog(result)).toContain('✗')
      }),
      { numRuns: 60 },
    )
    expect(planted).toBeGreaterThan(20)
  })
})

describe('the shortcut past the search for cycles', () => {
  it('is taken only where there are none', () => {
    let taken = 0
    fc.assert(
      fc.property(
        shapes,
        fc.constantFrom<Fault>('garbage', 'precommitted', 'aborted'),
        fc.nat(),
        (shape, fault, moved) => {
          const { history } = simulate({ ...shape, fault })
          // A poll that is moved back before the sends that it read makes cycles of all kinds.
          const polls = history.flatMap(({ type, f }, i) => (type === 'ok' && f === 'poll' ? [i] : []))
          const from = polls[moved % polls.length]!
          const begun = history.findLastIndex(({ process }, i) => i < from && process === history[from]!.process)
          const [ok] = history.splice(from, 1)
          const [invocation] = history.splice(begun, 1)
          const poll = [invocation!, ok!].map(operation => ({ ...operation, process: 1_000_000 }))
          history.splice(moved % (begun + 1), 0, ...poll)
          const log = readLog(history.map((operation, index) => ({ ...operation, index })))
          const story = new LogStory(log, orderLogs(log, factsOf(log)))
          if (!surelyAcyclic(story)) return
          taken++
          expect(findCycles(logDependencies(story, false))).toEqual({ cycles: [], cycleExists: [], unsearched: [] })
        },
      ),
      { numRuns: 100 },
    )
    expect(taken).toBeGreaterThan(10)
  })
})

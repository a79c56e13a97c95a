import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnyModelName, checkListAppend, checkRwRegister, explain, type RwRegisterOptions } from '../src/index.ts'
import { type Level, type StoreOptions, simulate, type Workload } from './store.ts'

const promises: Record<Level, AnyModelName[]> = {
  serial: ['serializable'],
  strict: ['strict-serializable', 'strong-session-serializable'],
  snapshot: ['strong-snapshot-isolation', 'snapshot-isolation'],
  'repeatable-read': ['repeatable-read', 'strict-serializable'],
  'read-committed': ['read-committed'],
  'read-uncommitted': ['read-uncommitted'],
}
/** What may be assumed of keys under each level, for the order of versions of registers. */
const assumptions: Record<Level, RwRegisterOptions> = {
  serial: { wfrKeys: true },
  strict: { wfrKeys: true, sequentialKeys: true, linearizableKeys: true },
  snapshot: { wfrKeys: true, linearizableKeys: true },
  'repeatable-read': { wfrKeys: true, linearizableKeys: true },
  'read-committed': { wfrKeys: true },
  'read-uncommitted': {},
}

function store(level: Level, workload: Workload): fc.Arbitrary<StoreOptions> {
  return fc.record({
    level: fc.constant(level),
    workload: fc.constant(workload),
    seed: fc.integer(),
    transactions: fc.integer({ min: 5, max: 120 }),
    processes: fc.integer({ min: 1, max: 8 }),
    keys: fc.integer({ min: 1, max: 6 }),
    // An indefinite transaction whose appends were read counts as committed, which only dirty reads can prove wrong.
    lossy: level === 'read-uncommitted' ? fc.constant(0) : fc.constantFrom(0, 0.1, 0.3),
  })
}

const levels = Object.keys(promises) as Level[]
const runs = Number(process.env.ISOLATION_FUZZ_RUNS ?? 120)

describe.each(levels)('a store that gives %s', level => {
  it('is never rejected at that level, by its lists', () => {
    fc.assert(
      fc.property(store(level, 'list-append'), options => {
        const history = simulate(options)
        for (const model of promises[level]) {
          const result = checkListAppend(history, { consistencyModels: [model] })
          expect(result.valid, explain(result)).not.toBe(false)
          expect(result.unsearched).toEqual([])
        }
      }),
      { numRuns: runs },
    )
  })

  it('is never rejected at that level, by its registers', () => {
    fc.assert(
      fc.property(store(level, 'rw-register'), options => {
        const history = simulate(options)
        for (const model of promises[level]) {
          const result = checkRwRegister(history, {
            ...assumptions[level],
            consistencyModels: [model],
            anomalies: ['garbage-read'],
          })
          expect(result.valid, explain(result)).not.toBe(false)
        }
      }),
      { numRuns: runs },
    )
  })
})

describe('a store that gives less than it promises is found out', () => {
  const busy = (level: Level, workload: Workload, seed: number): StoreOptions => ({
    level,
    workload,
    seed,
    transactions: 600,
    processes: 8,
    keys: 4,
    lossy: 0.1,
  })
  it.each<[Level, AnyModelName, RegExp]>([
    ['serial', 'strict-serializable', /-realtime$/],
    ['snapshot', 'serializable', /^G2-item$/],
    ['read-committed', 'snapshot-isolation', /^(?:G-single-item|lost-update|internal)$/],
    ['read-uncommitted', 'read-committed', /^G1[abc]$/],
  ])('%s is not %s', (level, model, name) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const lists = checkListAppend(simulate(busy(level, 'list-append', seed)), { consistencyModels: [model] })
      expect(lists.valid).toBe(false)
      expect(
        lists.anomalyTypes.some(type => name.test(type)),
        lists.anomalyTypes.join(),
      ).toBe(true)
      const registers = checkRwRegister(simulate(busy(level, 'rw-register', seed)), {
        ...assumptions[level],
        consistencyModels: [model],
      })
      expect(registers.valid).toBe(false)
    }
  })
})

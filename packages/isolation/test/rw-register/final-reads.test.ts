import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTransactions } from '../../src/history.ts'
import { checkRwRegister, explain, type Operation } from '../../src/index.ts'
import { KeyTimelines } from '../../src/rw-register/key-timelines.ts'
import { readRegisters } from '../../src/rw-register/read.ts'
import { orderVersions, versionSources } from '../../src/rw-register/versions.ts'

type Mop = ['r' | 'w', string, number | null]

const txn = (process: number, ...value: Mop[]): Operation => ({ type: 'ok', process, f: 'txn', value })
const final = (process: number, ...value: Mop[]): Operation =>
  ({ type: 'ok', process, f: 'txn', value, final: true }) as Operation

const check = (history: Operation[], model: 'read-uncommitted' | 'read-committed') =>
  checkRwRegister(history, { finalReads: true, wfrKeys: true, consistencyModels: [model] })

describe('what everybody reads in the end', () => {
  const dirty = [
    txn(0, ['w', 'x', 1], ['w', 'y', 1]),
    txn(1, ['w', 'x', 2], ['w', 'y', 2]),
    final(0, ['r', 'x', 1], ['r', 'y', 2]),
  ]

  it('is the last version, so that a dirty write is seen that nothing else shows', () => {
    const result = check(dirty, 'read-uncommitted')
    expect(result).toMatchObject({ valid: false, anomalyTypes: ['G0'], not: ['read-uncommitted'] })
    expect(explain(result)).toContain('x = 1, a later version (1 being what everybody read in the end)')
    expect(checkRwRegister(dirty, { consistencyModels: ['read-uncommitted'] }).valid).not.toBe(false)
  })

  it('says nothing about a key on which processes differ', () => {
    const torn = [...dirty, final(1, ['r', 'x', 2], ['r', 'y', 2])]
    expect(check(torn, 'read-uncommitted').valid).toBe(true)
  })

  it('counts as each process saw it last', () => {
    const late = [...dirty.slice(0, 2), final(1, ['r', 'x', 2]), ...dirty.slice(2), final(1, ['r', 'x', 1])]
    expect(check(late, 'read-uncommitted').valid).toBe(false)
  })

  it('overrules the guess that a write follows what its transaction had read', () => {
    // Process 1 knew 1, and yet its own write came before: that is a circle of information flow, but no dirty write.
    const history = [txn(0, ['w', 'x', 1]), txn(1, ['r', 'x', 1], ['w', 'x', 2]), final(0, ['r', 'x', 1])]
    expect(check(history, 'read-uncommitted').valid).toBe(true)
    expect(check(history, 'read-committed')).toMatchObject({ valid: false, anomalyTypes: ['G1c'] })
  })

  it('cannot be what was there before anything was written', () => {
    const history = [txn(0, ['w', 'x', 1]), final(0, ['r', 'x', null])]
    expect(check(history, 'read-uncommitted')).toMatchObject({
      valid: false,
      anomalies: { 'cyclic-versions': [{ key: 'x', sources: ['initial-state', 'final-reads'] }] },
    })
  })
})

/** A store that orders the versions of a key by rank, however it came to that: the oracle, which knows the order. */
interface Written {
  readonly process: number
  readonly fate: 'ok' | 'info' | 'fail'
  /** Whether a transaction of unknown fate took effect: before the end, after it, or never. */
  readonly effect: 'early' | 'late' | 'never'
  readonly steps: readonly { readonly key: number; readonly write: boolean; readonly draw: number }[]
}

const transactionOf: fc.Arbitrary<Written> = fc.record({
  process: fc.nat(3),
  fate: fc.constantFrom('ok', 'ok', 'ok', 'info', 'fail'),
  effect: fc.constantFrom('early', 'late', 'never'),
  steps: fc.array(fc.record({ key: fc.nat(2), write: fc.boolean(), draw: fc.nat(1000) }), {
    minLength: 1,
    maxLength: 4,
  }),
})

/** When, in the eyes of the store, a transaction wrote a key. Nothing says that it is the same for all keys. */
const rankOf = (steps: Written['steps'], key: number) => steps.findLast(step => step.write && step.key === key)!.draw

/** Carries out a script: a history, the rank of each version that the store has, and the keys that had settled in the end. */
function carryOut(script: readonly Written[], unsettled: readonly number[]) {
  const history: Operation[] = []
  const ranks = new Map<string, number>()
  const owner = new Map<string, number>()
  const visible = ['x', 'y', 'z'].map(() => [] as number[])
  const seen = ['x', 'y', 'z'].map(() => [] as number[])
  let value = 0
  const name = (key: number) => ['x', 'y', 'z'][key]!
  for (const [t, { process, fate, effect, steps }] of script.entries()) {
    const took = fate === 'ok' || (fate === 'info' && effect !== 'never')
    const late = fate === 'info' && effect === 'late'
    const written = new Map<number, number>()
    const value_ = steps.map(({ key, write, draw }): Mop => {
      if (!write) {
        // Read uncommitted: any version will do, and nothing at all.
        const known = seen[key]!
        return ['r', name(key), fate === 'ok' ? (known[draw % (known.length + 1)] ?? null) : null]
      }
      value++
      written.set(key, value)
      if (took && !late) seen[key]!.push(value)
      return ['w', name(key), value]
    })
    // What a transaction overwrites itself is no version of the store's, though others may see it.
    for (const [key, version] of took ? written : []) {
      ranks.set(`${name(key)} ${version}`, late ? 1e6 + version : rankOf(steps, key) + version / 1000)
      owner.set(`${name(key)} ${version}`, t)
      if (!late) visible[key]!.push(version)
    }
    history.push({ type: 'invoke', process: process + 10 * t, f: 'txn', value: value_ })
    history.push({ type: fate, process: process + 10 * t, f: 'txn', value: value_ })
  }
  const rank = (key: number, of: number) => ranks.get(`${name(key)} ${of}`)!
  const last = visible.map((own, key) => own.toSorted((a, b) => rank(key, a) - rank(key, b)).at(-1) ?? null)
  for (const reader of [0, 1]) {
    const reads = last.map((version, key): Mop => {
      const stale = reader === 1 && unsettled.includes(key)
      return ['r', name(key), stale ? (seen[key]!.find(other => other !== version) ?? null) : version]
    })
    history.push(final(1_000_000 + reader, ...reads))
  }
  return { history, ranks, owner, last, visible, name }
}

describe('any store', () => {
  const script = fc.array(transactionOf, { maxLength: 12 })

  it('never sees its own order of versions contradicted', () => {
    fc.assert(
      fc.property(script, fc.subarray([0, 1, 2]), (transactions, unsettled) => {
        const { history, ranks, last, visible, name } = carryOut(transactions, unsettled)
        const read = readTransactions(history, true)
        const registers = readRegisters(read)
        const timelines = new KeyTimelines(read, registers)
        const { graph, cyclic } = orderVersions(read, registers, timelines, { finalReads: true })
        expect(cyclic).toEqual([])
        const inferred = new Set<string>()
        for (let e = 0; e < graph.edgeCount; e++) {
          if (graph.bits[e] !== versionSources['final-reads']) continue
          const [before, after] = [graph.from[e]!, graph.to[e]!]
          const key = registers.keys.values[registers.keyOf[before]!]
          if (!ranks.has(`${key} ${registers.contentOf[before]}`)) continue
          const [low, high] = [before, after].map(v => ranks.get(`${key} ${registers.contentOf[v]}`))
          expect(low, `${key} ${registers.contentOf[before]} comes before ${registers.contentOf[after]}`).toBeLessThan(
            high!,
          )
          inferred.add(`${key} ${registers.contentOf[before]}`)
        }
        // And where everybody agrees, nothing that an acknowledged transaction left behind is left out.
        for (const [key, version] of last.entries()) {
          if (unsettled.includes(key)) continue
          for (const other of visible[key]!) {
            const acknowledged = history.some(
              ({ type, value }) =>
                type === 'ok' && (value as Mop[]).some(([f, k, v]) => f === 'w' && k === name(key) && v === other),
            )
            if (other !== version && acknowledged) expect(inferred).toContain(`${name(key)} ${other}`)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is told of a dirty write only where its transactions really overwrote each other in a circle', () => {
    let found = 0
    fc.assert(
      fc.property(script, transactions => {
        const { history, ranks, owner } = carryOut(transactions, [])
        const { anomalyTypes } = checkRwRegister(history, {
          finalReads: true,
          consistencyModels: ['read-uncommitted'],
        })
        if (!anomalyTypes.includes('G0')) return
        found++
        expect(overwriteInACircle(ranks, owner)).toBe(true)
      }),
      { numRuns: 500, seed: 1 },
    )
    expect(found).toBeGreaterThan(10)
  })
})

/** Whether transactions follow each other in a circle, by the true order of the versions of each key. */
function overwriteInACircle(ranks: ReadonlyMap<string, number>, owner: ReadonlyMap<string, number>): boolean {
  const versions = [...ranks].map(([id, rank]) => ({ key: id.split(' ')[0]!, rank, by: owner.get(id)! }))
  const after = new Map<number, Set<number>>()
  for (const a of versions) {
    for (const b of versions) {
      if (a.key !== b.key || a.rank >= b.rank || a.by === b.by) continue
      after.set(a.by, (after.get(a.by) ?? new Set()).add(b.by))
    }
  }
  const reaches = (from: number, goal: number, seen: Set<number>): boolean =>
    [...(after.get(from) ?? [])].some(next => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))))
  return [...after.keys()].some(t => reaches(t, t, new Set()))
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { componentsOf, Graph, RealtimeOrder } from '../../src/graph/index.ts'
import { readTransactions } from '../../src/history.ts'
import {
  checkRwRegister,
  DuplicateWriteError,
  explain,
  type Operation,
  UnknownMicroOperationError,
} from '../../src/index.ts'
import { registerAnomalies } from '../../src/rw-register/anomalies.ts'
import { dependencies } from '../../src/rw-register/dependencies.ts'
import { KeyTimelines } from '../../src/rw-register/key-timelines.ts'
import { LinearizableDependencies, LinearizableVersions } from '../../src/rw-register/linearizable.ts'
import { readRegisters } from '../../src/rw-register/read.ts'
import { orderVersions, versionSources } from '../../src/rw-register/versions.ts'
import { type Case, casesOf } from '../cases.ts'
import { simulate } from '../store.ts'

const named = (cases: Case[]) => cases.map(c => [c.id, c] as const)
const ok = (process: number, ...value: unknown[][]): Operation => ({ type: 'ok', process, f: 'txn', value })

function analyse(history: readonly Operation[], options = {}) {
  const transactions = readTransactions(history, true)
  const registers = readRegisters(transactions)
  const timelines = new KeyTimelines(transactions, registers)
  return { transactions, registers, timelines, order: orderVersions(transactions, registers, timelines, options) }
}

type Mop = ['r' | 'w', string | number, unknown]

/**
 * The definition that linearizable and sequential keys come from, by brute force: from each transaction along the edges of
 * any graph to the nearest ones that touch the key, past all that do not. Elle's tests are its proof.
 */
function nearestDownstream(history: readonly Operation[], edges: ReadonlyMap<number, readonly number[]>): Set<string> {
  const touches = (op: Operation, key: unknown) => {
    const mops = (op.value as Mop[]).filter(mop => mop[1] === key)
    const write = mops.filter(([f]) => f === 'w').at(-1)?.[2]
    const read = op.type === 'ok' && mops[0]?.[0] === 'r' ? { value: mops[0][2] ?? null } : undefined
    return op.type !== 'fail' && (write !== undefined || read) ? { read, write } : undefined
  }
  const found = new Set<string>()
  const keys = new Set(history.flatMap(op => (op.value as Mop[]).map(mop => mop[1])))
  const at = new Map(history.map((op, i) => [op.index ?? i, op]))
  for (const key of keys) {
    for (const start of edges.keys()) {
      const from = touches(at.get(start)!, key)
      if (!from) continue
      const v1 = from.write ?? from.read?.value ?? null
      const seen = new Set<number>()
      const walk = (index: number): void => {
        for (const next of edges.get(index) ?? []) {
          if (seen.has(next)) continue
          seen.add(next)
          const to = touches(at.get(next)!, key)
          if (!to) walk(next)
          else {
            const v2 = to.read?.value ?? to.write ?? null
            if (v1 !== v2) found.add(`${key}: ${v1} → ${v2}`)
          }
        }
      }
      walk(start)
    }
  }
  return found
}

describe('versions of linearizable and sequential keys', () => {
  it.each(named(casesOf('rw-register/version-graphs-from-txn-graph')))(
    'by brute force, are those of Elle’s test %s',
    (_id, c) => {
      const graph = Object.entries(c.options.txnGraph as Record<string, number[]>).map(
        ([from, to]) => [Number(from), to] as const,
      )
      const expected = Object.entries(c.expect.versionGraphs as Record<string, Record<string, number[]>>).flatMap(
        ([key, edges]) => Object.entries(edges).flatMap(([from, all]) => all.map(to => `${key}: ${from} → ${to}`)),
      )
      expect([...nearestDownstream(c.history, new Map(graph))].sort()).toEqual(expected.sort())
    },
  )

  const histories = fc
    .record({
      seed: fc.integer(),
      transactions: fc.integer({ min: 2, max: 40 }),
      processes: fc.integer({ min: 1, max: 5 }),
      keys: fc.integer({ min: 1, max: 4 }),
    })
    .map(shape => simulate({ ...shape, level: 'read-committed', workload: 'rw-register', lossy: 0.2 }))

  it('are, by sweeping over each key, those found by brute force', () => {
    fc.assert(
      fc.property(histories, history => {
        const { transactions, registers, timelines } = analyse(history)
        const realtime = new Map<number, number[]>()
        const vertices = Int32Array.from({ length: transactions.count }, (_, v) => v)
        new RealtimeOrder(transactions).expand({ vertices, has: () => true }, (from, to) => {
          const index = transactions.operations[from]!.index!
          realtime.set(index, [...(realtime.get(index) ?? []), transactions.operations[to]!.index!])
        })
        const found = registers.keys.values.flatMap((key, k) =>
          timelines
            .nearestVersionPairs(
              k,
              () => true,
              () => true,
            )
            .map(([a, b]) => `${key}: ${registers.contentOf[a]} → ${registers.contentOf[b]}`),
        )
        expect(found.sort()).toEqual([...nearestDownstream(history, realtime)].sort())
      }),
    )
  })

  it('in sessions are, transaction by transaction, those found by brute force', () => {
    fc.assert(
      fc.property(histories, history => {
        const sessions = new Map<number, number[]>()
        const last = new Map<unknown, number>()
        for (const op of history) {
          if (op.type !== 'ok') continue
          if (last.has(op.process)) sessions.set(last.get(op.process)!, [op.index!])
          last.set(op.process, op.index!)
        }
        const { registers, order } = analyse(history, { sequentialKeys: true })
        fc.pre(order.cyclic.length === 0)
        const found = new Set<string>()
        for (let e = 0; e < order.graph.edgeCount; e++) {
          const [a, b] = [order.graph.from[e]!, order.graph.to[e]!]
          if (order.graph.bits[e] === versionSources['sequential-keys']) {
            found.add(
              `${registers.keys.values[registers.keyOf[a]!]}: ${registers.contentOf[a]} → ${registers.contentOf[b]}`,
            )
          }
        }
        expect([...found].sort()).toEqual([...nearestDownstream(history, sessions)].sort())
      }),
    )
  })

  it('reach in their compact form all that they reach spelled out, and make components of nothing else', () => {
    fc.assert(
      fc.property(histories, history => {
        const { transactions, registers, timelines } = analyse(history)
        const reachesAll = (size: number, implicit: LinearizableVersions | LinearizableDependencies): void => {
          const reach = Array.from({ length: size }, () => new Set<number>())
          const edges: [number, number][] = []
          implicit.compact({
            vertex: () => reach.push(new Set()) - 1,
            edge: (from, to) => edges.push([from, to]),
          })
          for (const [from, to] of edges) reach[from]!.add(to)
          const from = (start: number): Set<number> => {
            const seen = new Set<number>()
            for (const w of reach[start]!) seen.add(w)
            for (const v of seen) for (const w of reach[v]!) seen.add(w)
            return seen
          }
          const vertices = Int32Array.from({ length: size }, (_, v) => v)
          const spelledOut: [number, number][] = []
          implicit.expand({ vertices, has: () => true }, (a, b) => spelledOut.push([a, b]))
          for (const [a, b] of spelledOut) expect(from(a)).toContain(b)
        }
        reachesAll(registers.versionCount, new LinearizableVersions(timelines))
        reachesAll(transactions.count, new LinearizableDependencies(timelines))
      }),
    )
  })

  it('of a store that is linearizable make no component, spelled out or compact', () => {
    for (const seed of [1, 2, 3]) {
      const history = simulate({
        seed,
        transactions: 400,
        processes: 8,
        keys: 3,
        level: 'strict',
        workload: 'rw-register',
        lossy: 0.1,
      })
      const { transactions, registers, timelines, order } = analyse(history, { wfrKeys: true, linearizableKeys: true })
      expect(order).toMatchObject({ linearizable: true, cyclic: [] })
      const { graph } = dependencies(transactions, registers, timelines, order)
      graph.addImplicit(new RealtimeOrder(transactions))
      expect(componentsOf(graph)).toEqual([])
    }
  })
})

describe('dependencies', () => {
  it.each(named(casesOf('rw-register-graph')))(
    'from reads alone are cyclic just where Elle’s test %s says so',
    (_id, c) => {
      const { transactions, registers, timelines } = analyse(c.history)
      const order = { graph: new Graph(registers.versionCount), linearizable: false, cyclic: [] }
      expect(componentsOf(dependencies(transactions, registers, timelines, order).graph).length === 0).toBe(
        c.expect.acyclic,
      )
    },
  )

  it.each(named(casesOf('rw-register/txn-graph-from-version-graphs')))(
    'from an order of versions are those of Elle’s test %s',
    (_id, c) => {
      const { transactions, registers, timelines } = analyse(c.history)
      const graph = new Graph(0)
      for (const [key, edges] of Object.entries(c.options.versionGraphs as Record<string, Record<string, number[]>>)) {
        for (const [from, all] of Object.entries(edges)) {
          for (const to of all) {
            const [a, b] = [registers.versionOf(key, Number(from)), registers.versionOf(key, to)]
            if (Math.max(a, b) < registers.versionCount) graph.addEdge(a, b, 1)
          }
        }
      }
      const made = dependencies(transactions, registers, timelines, { graph, linearizable: false, cyclic: [] }).graph
      const edges = Array.from({ length: made.edgeCount }, (_, e) => e)
        .filter(e => made.bits[e] !== 2)
        .map(e => [
          transactions.operations[made.from[e]!]!.index,
          transactions.operations[made.to[e]!]!.index,
          made.bits[e] === 4 ? 'rw' : 'ww',
        ])
      expect(edges).toEqual(c.expect.edges)
    },
  )
})

describe('anomalies without cycles', () => {
  it.each(named(['internal', 'g1a', 'g1b'].flatMap(name => casesOf(`rw-register/${name}`))))(
    'are those of Elle’s test %s',
    (_id, c) => {
      const { transactions, registers } = analyse(c.history)
      const found = registerAnomalies(transactions, registers)
      const list = c.checker.endsWith('internal') ? found.internal : c.checker.endsWith('g1a') ? found.G1a : found.G1b
      const shown = list.map(({ op, ...rest }) => ({
        op: op.index,
        ...rest,
        ...('writer' in rest && { writer: rest.writer.index }),
      }))
      expect(shown).toEqual(c.expect.cases)
    },
  )

  it('a value that nobody wrote may have been there before; who knows better asks for garbage reads', () => {
    const history = [ok(0, ['w', 'x', 1]), ok(1, ['r', 'x', 2])]
    expect(checkRwRegister(history, { consistencyModels: ['serializable'] }).anomalyTypes).not.toContain('garbage-read')
    const asked = checkRwRegister(history, { consistencyModels: ['serializable'], anomalies: ['garbage-read'] })
    expect(asked).toMatchObject({ valid: false, not: ['read-uncommitted'] })
  })
})

describe('the order of transactions, given', () => {
  const skew = [
    { index: 0, ...ok(0, ['r', 'x', null], ['w', 'y', 2]) },
    { index: 1, ...ok(1, ['w', 'x', 3], ['w', 'y', 4]) },
  ]
  it('orders what they wrote', () => {
    const options = { consistencyModels: ['serializable'] as const }
    expect(checkRwRegister(skew, options).valid).toBe(true)
    const result = checkRwRegister(skew, { ...options, transactionOrder: { 1: 0, 0: 1 } })
    expect(result).toMatchObject({ valid: false, anomalyTypes: ['G-single-item'] })
    expect(explain(result)).toContain('4 in the given order of transactions')
  })
})

describe('a malformed history gets one clear error', () => {
  it('for micro-operations that nobody knows', () => {
    expect(() => checkRwRegister([ok(0, ['append', 'x', 1])])).toThrow(UnknownMicroOperationError)
  })
  it('for a value that was written twice', () => {
    expect(() => checkRwRegister([ok(0, ['w', 'x', 1]), ok(1, ['w', 'x', 1])])).toThrow(DuplicateWriteError)
  })
})

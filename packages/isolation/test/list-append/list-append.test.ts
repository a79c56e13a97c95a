import { describe, expect, it } from 'vitest'
import { componentsOf, edgeKinds, Graph, kindOf } from '../../src/graph/index.ts'
import { readTransactions } from '../../src/history.ts'
import {
  checkListAppend,
  DuplicateWriteError,
  explain,
  type Operation,
  OverlappingOperationsError,
  toDot,
  UnknownAnomalyError,
  UnknownMicroOperationError,
  UnwrittenElementError,
} from '../../src/index.ts'
import { keyAnomalies } from '../../src/list-append/anomalies.ts'
import { dependencies } from '../../src/list-append/dependencies.ts'
import { internalAnomalies } from '../../src/list-append/internal.ts'
import { readAppends } from '../../src/list-append/read.ts'
import { orderVersions } from '../../src/list-append/versions.ts'
import { type Case, casesOf } from '../cases.ts'

const named = (cases: Case[]) => cases.map(c => [c.id, c] as const)
const ok = (process: number, ...value: unknown[][]): Operation => ({ type: 'ok', process, f: 'txn', value })

// Elle's tests of single steps repeat appends, which the whole check refuses.
function analyse(history: readonly Operation[], checkDuplicates = true) {
  const transactions = readTransactions(history, true)
  const read = readAppends(transactions, checkDuplicates)
  const versions = orderVersions(transactions, read)
  return { transactions, read, versions }
}

describe('dependencies', () => {
  it.each(named(casesOf('list-append-graph')))('are those of Elle’s test %s', (_id, c) => {
    const { transactions, read, versions } = analyse(c.history)
    const graph = dependencies(transactions, read, versions)
    const spelledOut = new Set<string>()
    const emit = (from: number, to: number, bits: number): void => {
      if (c.options.which !== 'all' && !edgeKinds.some(k => k === c.options.which && kindOf(bits) === k)) return
      spelledOut.add(`${transactions.operations[from]!.index} ${transactions.operations[to]!.index}`)
    }
    for (let e = 0; e < graph.edgeCount; e++) emit(graph.from[e]!, graph.to[e]!, graph.bits[e]!)
    const vertices = Int32Array.from({ length: transactions.count }, (_, v) => v)
    for (const implicit of graph.implicit) implicit.expand({ vertices, has: () => true }, emit)
    expect([...spelledOut].sort()).toEqual((c.expect.edges as number[][]).map(([a, b]) => `${a} ${b}`).sort())
  })

  it('of many unread appends on many reads take few edges, until a component needs them', () => {
    const reads = Array.from({ length: 300 }, (_, i) => ok(i, ['r', 'x', [1]], ['r', `y${i}`, null]))
    const appends = Array.from({ length: 300 }, (_, i) => ok(300 + i, ['append', 'x', i + 2], ['append', `y${i}`, 1]))
    const { transactions, read, versions } = analyse([ok(999, ['append', 'x', 1]), ...reads, ...appends])
    const graph = dependencies(transactions, read, versions)
    expect(graph.edgeCount).toBeLessThan(2000)
    expect(componentsOf(graph)).toEqual([])
    expect(graph).toBeInstanceOf(Graph)
  })
})

describe('anomalies without cycles', () => {
  const cases = (list: readonly { op: Operation; writer?: Operation }[]) =>
    list.map(({ op, writer, ...rest }) => ({ op: op.index, ...(writer && { writer: writer.index }), ...rest }))

  it.each(named(casesOf('list-append/internal')))('internal and future reads are those of Elle’s test %s', (_id, c) => {
    const { transactions, read } = analyse(c.history, false)
    const { internal, futureReads } = internalAnomalies(transactions, read)
    expect({ internal: cases(internal), futureRead: cases(futureReads) }).toEqual(c.expect)
  })
  it.each(named([...casesOf('list-append/g1a'), ...casesOf('list-append/g1b')]))(
    'G1a and G1b are those of Elle’s test %s',
    (_id, c) => {
      const { transactions, read, versions } = analyse(c.history)
      const found = keyAnomalies(transactions, read, versions)
      expect(cases(c.checker.endsWith('g1a') ? found.G1a : found.G1b)).toEqual(c.expect.cases)
    },
  )

  it('a read of what nobody appended is a garbage read, and no store may show one', () => {
    const history = [ok(0, ['append', 'x', 1]), ok(1, ['r', 'x', [1, 7]]), ok(2, ['r', 'x', [1]])]
    const result = checkListAppend(history, { consistencyModels: ['read-uncommitted'] })
    expect(result).toMatchObject({ valid: false, anomalyTypes: ['garbage-read'], not: ['read-uncommitted'] })
    expect(result.anomalies['garbage-read']).toEqual([{ op: history[1], key: 'x', element: 7 }])
    expect(() => checkListAppend(history, { compatibility: 'elle' })).toThrow(UnwrittenElementError)
  })

  it('elements may be anything, long integers and objects included', () => {
    const [big, next] = [9007199254740993n, 9007199254740992n]
    const history = [
      ok(0, ['append', 'x', { a: [1] }], ['append', 'x', big]),
      ok(1, ['append', 'x', next]),
      ok(2, ['r', 'x', [{ a: [1] }, big, next]]),
    ]
    expect(checkListAppend(history, { consistencyModels: ['serializable'] })).toMatchObject({ valid: true })
  })

  it('an operation that never completed may have happened', () => {
    const history: Operation[] = [{ type: 'invoke', process: 0, value: [['append', 'x', 1]] }, ok(1, ['r', 'x', [1]])]
    expect(checkListAppend(history).valid).toBe(true)
    expect(() => checkListAppend(history, { compatibility: 'elle' })).toThrow(UnwrittenElementError)
  })

  it('an indefinite completion without a value is what was invoked', () => {
    const history: Operation[] = [
      { type: 'invoke', process: 0, value: [['append', 'x', 1]] },
      { type: 'info', process: 0, value: null },
      ok(1, ['r', 'x', [1]]),
    ]
    expect(checkListAppend(history).valid).toBe(true)
  })
})

describe('a malformed history gets one clear error', () => {
  it('for micro-operations that nobody knows', () => {
    const history = [ok(0, ['apend', 'x', 1], ['r', 'x', 3])]
    expect(() => checkListAppend(history)).toThrow(UnknownMicroOperationError)
    expect(() => checkListAppend(history)).toThrow('[apend x 1] in ok of process 0')
    expect(() => checkListAppend(history)).toThrow('[r x 3]')
  })
  it('for an element that was appended twice', () => {
    const history = [ok(0, ['append', 'x', 1]), ok(1, ['append', 'x', 1])]
    expect(() => checkListAppend(history)).toThrow(DuplicateWriteError)
    expect(() => checkListAppend(history)).toThrow('Two transactions appended 1 to key x')
  })
  it('for a process with two open operations', () => {
    const history: Operation[] = [
      { index: 4, type: 'invoke', process: 7, value: [] },
      { index: 9, type: 'invoke', process: 7, value: [] },
    ]
    expect(() => checkListAppend(history)).toThrow(OverlappingOperationsError)
    expect(() => checkListAppend(history)).toThrow(/Process 7 has two open operations: index 4.*index 9/)
  })
  it('and options that name no anomaly or model', () => {
    expect(() => checkListAppend([], { anomalies: ['G17' as 'G2'] })).toThrow(UnknownAnomalyError)
    expect(() => checkListAppend([], { consistencyModels: ['serialisable' as 'serializable'] })).toThrow(
      'no consistency model',
    )
  })
})

describe('the explanation', () => {
  // T1 sees what T2 wrote to y, but not what T2 wrote to x.
  const skew: Operation[] = [
    { index: 0, ...ok(0, ['append', 'x', 1], ['append', 'y', 1]) },
    { index: 1, ...ok(1, ['append', 'x', 2], ['append', 'y', 2]) },
    { index: 2, ...ok(2, ['r', 'x', [1]], ['r', 'y', [1, 2]]) },
    { index: 3, ...ok(3, ['r', 'x', [1, 2]]) },
  ]

  it('gives for each step the fact that forces it', () => {
    expect(explain(checkListAppend(skew, { consistencyModels: ['serializable'] }))).toBe(
      `Not consistent-view or repeatable-read, nor anything stronger.
Nothing here contradicts read-committed.

G-single-item: read skew: a transaction saw some of another’s writes and missed others
  T1 = r x = [1], r y = [1 2]   (index 2, process 2)
  T2 = append x 2, append y 2   (index 1, process 1)
  T1 read x = [1], which T2 extended to [1 2], so T1 came before T2.
  But T1 read y = [1 2], whose last element 2 T2 had appended, so T2 came before T1.
  So T1 < T2 < T1: a contradiction.`,
    )
  })

  it('is there as a graph', () => {
    const { anomalies } = checkListAppend(skew, { consistencyModels: ['serializable'] })
    const dot = toDot(anomalies['G-single-item']![0]!)
    expect(dot).toContain('digraph "G-single-item" {')
    expect(dot).toMatch(
      /T1 -> T2 \[label="rw x" tooltip="T1 read x = \[1\], which T2 extended to \[1 2\], so T1 came before T2\."/,
    )
    expect(dot).toMatch(/T2 -> T1 \[label="wr y"/)
  })

  it('says what nothing contradicts, even when all is well', () => {
    expect(checkListAppend(skew.slice(0, 2), { consistencyModels: ['serializable'] })).toMatchObject({
      valid: 'unknown',
    })
    const { valid, consistentWith } = checkListAppend(skew.slice(1), {
      consistencyModels: ['read-committed'],
      anomalies: [],
    })
    expect([valid, consistentWith]).toEqual([false, []])
    const sound = [skew[0]!, skew[1]!, skew[3]!]
    expect(checkListAppend(sound, { consistencyModels: ['read-committed'] }).consistentWith).toEqual(['serializable'])
  })

  it('shows a cycle even for a model that is ruled out under no name of its own', () => {
    const history: Operation[] = [
      {
        index: 0,
        type: 'invoke',
        process: 0,
        value: [
          ['append', 'x', 1],
          ['r', 'y', null],
        ],
      },
      { index: 1, ...ok(0, ['append', 'x', 1], ['r', 'y', null]) },
      {
        index: 2,
        type: 'invoke',
        process: 1,
        value: [
          ['append', 'y', 1],
          ['r', 'x', null],
        ],
      },
      { index: 3, ...ok(1, ['append', 'y', 1], ['r', 'x', null]) },
    ]
    const { anomalyTypes, anomalies } = checkListAppend(history)
    expect(anomalyTypes).toEqual(['G2-item', 'strong-snapshot-isolation-cycle-exists'])
    const [found] = anomalies['strong-snapshot-isolation-cycle-exists']!
    expect(found).toMatchObject({ not: 'strong-snapshot-isolation', steps: [{ type: 'realtime' }, { type: 'rw' }] })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBroadcast, checkGSet, checkSetFull } from '../../src/checkers/set-full.ts'
import { MalformedOperationError } from '../../src/checkers/verdict.ts'
import type { Operation, OperationType } from '../../src/history/operation.ts'
import { history } from './histories.ts'

/** An add that is acknowledged at once, and a read, on a process each. */
const added = (process: number, element: unknown) =>
  [
    [process, 'invoke', 'add', element],
    [process, 'ok', 'add', element, { node: `n${process}` }],
  ] as const
const read = (process: number, elements: readonly unknown[], extra: Partial<Operation> = {}) =>
  [
    [process, 'invoke', 'read', null, { node: `n${process}`, ...extra }],
    [process, 'ok', 'read', elements, { node: `n${process}`, ...extra }],
  ] as const

describe('checkSetFull', () => {
  it('is valid when every element is in the last reads', () => {
    const verdict = checkSetFull(history(...added(1, 'a'), ...added(2, 'b'), ...read(3, ['b', 'a'], { final: true })))
    expect(verdict).toMatchObject({ valid: true, anomalies: [], figures: { 'attempt-count': 2, 'stable-count': 2 } })
  })

  it('tells of a lost element who added it, and which reads lack it', () => {
    const { valid, anomalies, figures } = checkSetFull(
      history(
        ...added(3, 17),
        ...read(4, [17]),
        ...read(1, []),
        ...read(2, [], { final: true }),
        ...read(1, [], { final: true }),
      ),
    )
    expect(valid).toBe(false)
    expect(figures).toMatchObject({ 'lost-count': 1, lost: [17] })
    expect(anomalies).toHaveLength(1)
    expect(anomalies[0]!.type).toBe('lost-element')
    expect(anomalies[0]!.message).toBe(
      "element 17, acknowledged to c3 by n3 at 0.001 s, is missing from c1's read at n1 (0.004 s) and from the 2 final reads invoked " +
        "after it; it was last seen in c4's read at n4 (0.002 s).",
    )
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('tells of a lost element that only a read made known', () => {
    const { anomalies } = checkSetFull(
      history([3, 'invoke', 'add', 5], ...read(4, [5]), [3, 'info', 'add', 5], ...read(1, [])),
    )
    expect(anomalies[0]!.message).toBe(
      "element 5, which c3 began to add at 0.000 s and c4's read at n4 (0.002 s) held, is missing from c1's read at n1 (0.004 s)" +
        "; it was last seen in c4's read at n4 (0.001 s).",
    )
  })

  it('explains acknowledged losses first, three at the most, and lists all of them in the figures', () => {
    const many = Array.from({ length: 9 }, (_, i) => added(1, 8 - i)).flat()
    const { anomalies, figures } = checkSetFull(history(...many, ...read(2, [], { final: true })))
    expect(anomalies.map(({ message }) => message.slice(0, 10))).toEqual(['element 8,', 'element 7,', 'element 6,'])
    expect(anomalies[2]!.message).toMatch(/6 more elements are lost likewise\.$/)
    expect(figures.lost).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('points at an element that came back as a string', () => {
    const { valid, anomalies, figures } = checkSetFull(history(...added(1, 17), ...read(2, ['17'])))
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toContain('(reads do hold the string "17", which nobody added)')
    expect(figures).toMatchObject({ unexpected: ['17'], 'unexpected-count': 1 })
  })

  it('takes elements for the same when they are the same JSON', () => {
    const operations = history(
      ...added(1, { a: 1, b: [null, 2] }),
      ...added(1, '1'),
      ...read(2, [{ b: [null, 2], a: 1 }]),
    )
    expect(checkSetFull(operations).figures).toMatchObject({ 'stable-count': 1, lost: ['1'] })
  })

  it('finds a stale element wrong only where linearizability was asked for', () => {
    const operations = history(...added(1, 9), ...read(2, []), ...read(3, [9]))
    expect(checkSetFull(operations)).toMatchObject({ valid: true, anomalies: [], figures: { stale: [9] } })
    const { valid, anomalies } = checkSetFull(operations, { linearizable: true })
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toBe(
      "element 9, acknowledged to c1 by n1 at 0.001 s, is still missing from c2's read at n2 (0.002 s), invoked 1 ms after it was known.",
    )
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('does not blame a read that was completed before the add began', () => {
    expect(checkSetFull(history(...read(1, []), ...added(1, 3), ...read(1, [3]))).figures).toMatchObject({
      'stale-count': 0,
    })
    expect(checkSetFull(history(...read(1, []), ...added(1, 3)))).toMatchObject({
      valid: 'unknown',
      figures: { lost: [] },
    })
  })

  it('says why it cannot tell', () => {
    expect(checkSetFull([]).reason).toBe('nothing was added: the history has no `add`')
    expect(checkSetFull(history(...added(1, 1))).reason).toMatch(/^no `read` succeeded/)
    expect(checkSetFull(history([1, 'invoke', 'add', 1], ...read(2, []))).reason).toMatch(
      /^none of the 1 elements added/,
    )
  })

  it('counts a latency to just after the invocation of the last absent read, in whole milliseconds', () => {
    const staleWhenReadAt = (time: number) => {
      const [invoke, ok, absent, ...rest] = history(...added(1, 9), ...read(2, []), ...read(3, [9]))
      return checkSetFull([invoke!, ok!, { ...absent!, time }, ...rest]).figures['stale-count']
    }
    expect([staleWhenReadAt(1_999_999), staleWhenReadAt(1_999_998)]).toEqual([1, 0])
  })

  it('knows an element from the first of several acknowledgements', () => {
    const twice = history([1, 'invoke', 'add', 'x'], [2, 'invoke', 'add', 'x'], [2, 'ok', 'add', 'x'], ...read(3, []), [
      1,
      'ok',
      'add',
      'x',
    ])
    const { valid, anomalies } = checkSetFull(twice)
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toMatch(/^element "x", acknowledged to c2 at 0.002 s, is missing/)
  })

  it('does not tell of an acknowledgement that came after the read which lacks the element', () => {
    const operations = history([1, 'invoke', 'add', 5], ...read(4, [5]), ...read(2, []), [1, 'ok', 'add', 5])
    const [anomaly] = checkSetFull(operations).anomalies
    expect(anomaly!.message).toMatch(
      /^element 5, which c1 began to add at 0.000 s and c4's read at n4 \(0.002 s\) held, is/,
    )
    expect(anomaly!.operations.map(op => op.index)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('leaves other operations and the nemesis alone', () => {
    const operations = history(['nemesis', 'info', 'add', 1], [5, 'ok', 'topology'], ...added(1, 2), ...read(1, [2]))
    expect(checkSetFull(operations)).toMatchObject({ valid: true, figures: { 'attempt-count': 1 } })
  })

  it('rejects a read that is no list', () => {
    expect(() => checkSetFull(history([1, 'ok', 'read', { a: 1 }]))).toThrow(MalformedOperationError)
    expect(() => checkSetFull(history([1, 'ok', 'read', { a: 1 }]))).toThrow(
      'c1\'s read (0.000 s), index 0, has the value {"a":1} where a list of elements belongs.',
    )
  })

  it('counts the eight stalest elements, worst first', () => {
    const adds = Array.from({ length: 10 }, (_, i) => added(1, i)).flat()
    const all = Array.from({ length: 10 }, (_, i) => i)
    const { figures } = checkSetFull(history(...adds, ...read(2, []), ...read(2, all)))
    const worst = figures['worst-stale'] as { element: number; known: number; 'last-absent': number }[]
    expect(worst.map(({ element }) => element)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(worst[0]).toEqual({
      element: 0,
      outcome: 'stable',
      'stable-latency': 19,
      'lost-latency': null,
      known: 1,
      'last-absent': 20,
    })
  })
})

describe('an element twice in one read', () => {
  const operations = (add: string) =>
    history(
      [1, 'invoke', add, 'x'],
      [1, 'ok', add, 'x'],
      ...read(2, ['x', 'x', 'x']),
      ...read(3, ['x', 'x', 'ghost', 'ghost']),
    )

  it('makes a g-set invalid', () => {
    const { valid, figures, anomalies } = checkGSet(operations('add'))
    expect(valid).toBe(false)
    expect(figures).toMatchObject({ 'duplicated-count': 2, duplicated: { x: 3, ghost: 2 } })
    expect(anomalies.map(anomaly => anomaly.message)).toEqual([
      'c2\'s read at n2 (0.002 s) holds element "x" 3 times.',
      'c3\'s read at n3 (0.004 s) holds element "ghost" twice.',
      'c3\'s read at n3 (0.004 s) holds element "ghost", which nobody added.',
    ])
  })

  it('is a remark in a broadcast', () => {
    const { valid, figures, anomalies } = checkBroadcast(operations('broadcast'))
    expect(valid).toBe(true)
    expect(figures).toMatchObject({ 'duplicated-count': 2 })
    expect(anomalies.map(anomaly => anomaly.type)).toEqual([
      'duplicate-element',
      'duplicate-element',
      'unexpected-element',
    ])
  })

  it('is no duplicate when it is in two reads', () => {
    expect(checkGSet(history(...added(1, 1), ...read(2, [1]), ...read(2, [1]))).figures).toMatchObject({
      duplicated: {},
    })
  })
})

describe('an element that nobody added', () => {
  const haunted = (add: string, ghosts: readonly unknown[]) =>
    history(
      [1, 'invoke', add, 1],
      [1, 'ok', add, 1],
      ...read(2, [1, 7]),
      ...read(3, [1, ...ghosts]),
      ...read(2, [1, ...ghosts], { final: true }),
    )

  it.each([
    ['broadcast', checkBroadcast],
    ['add', checkGSet],
  ])('is a remark, and decides nothing: %s', (add, check) => {
    const operations = haunted(add, [12345])
    const { valid, figures, anomalies } = check(operations)
    expect(valid).toBe(true)
    expect(figures).toMatchObject({ unexpected: [7, 12345], 'unexpected-count': 2 })
    expect(anomalies).toMatchObject([
      {
        type: 'unexpected-element',
        message: "c2's read at n2 (0.002 s) holds element 7, which nobody added.",
        operations: operations.slice(2, 4),
      },
      {
        type: 'unexpected-element',
        message: "c3's read at n3 (0.004 s) holds element 12345, which nobody added; 1 more read holds it.",
        operations: operations.slice(4, 6),
        notes: { 5: 'has 12345' },
      },
    ])
  })

  it('is told of three times at most', () => {
    const { anomalies } = checkBroadcast(haunted('broadcast', [2, 3, 4, 5]))
    expect(anomalies).toHaveLength(3)
    expect(anomalies[2]!.message).toMatch(/holds element 3, .* 2 more elements are unexpected likewise\.$/)
  })

  it('is none when it was tried to add it, and comes after what is lost', () => {
    const failed = history([1, 'invoke', 'broadcast', 7], [1, 'fail', 'broadcast', 7], ...read(2, [7]))
    expect(checkBroadcast(failed).anomalies).toEqual([])
    const lost = history(...added(1, 17), ...read(2, ['17']))
    expect(checkGSet(lost).anomalies.map(({ type }) => type)).toEqual(['lost-element', 'unexpected-element'])
  })
})

describe('against the definition', () => {
  /** The reference's own words, element by element and read by read, as if time were free. */
  function naive(operations: readonly Operation[], linearizable: boolean) {
    const invocationOf = (completion: Operation) =>
      operations.findLast(op => op.process === completion.process && op.index < completion.index)!
    const elements = [...new Set(operations.filter(op => op.type === 'invoke' && op.f === 'add').map(op => op.value))]
    const fates = elements.map(element => {
      const begun = operations.find(op => op.f === 'add' && op.value === element)!
      const reads = operations.filter(op => op.f === 'read' && op.type === 'ok' && op.index > begun.index)
      const holds = (op: Operation) => (op.value as unknown[]).includes(element)
      const lastOf = (some: Operation[]) => some.map(invocationOf).sort((a, b) => b.index - a.index)[0]
      const known = operations.find(
        op => op.type === 'ok' && ((op.f === 'add' && op.value === element) || (reads.includes(op) && holds(op))),
      )
      const present = lastOf(reads.filter(holds))
      const absent = lastOf(reads.filter(op => !holds(op)))
      const stable = present !== undefined && (absent?.index ?? -1) < present.index
      const lost =
        known !== undefined &&
        absent !== undefined &&
        (present?.index ?? -1) < absent.index &&
        known.index < absent.index
      const since = (op: Operation | undefined) =>
        Math.floor(Math.max(0, (op ? op.time + 1 : 0) - (known?.time ?? 0)) / 1e6)
      return { element, stable, lost, latency: stable ? since(absent) : lost ? since(present) : 0 }
    })
    const named = (some: typeof fates) => some.map(({ element }) => element as number).sort((a, b) => a - b)
    const quantile = (some: typeof fates, q: number) => {
      const sorted = some.map(({ latency }) => latency).sort((a, b) => a - b)
      return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]
    }
    const spread = (some: typeof fates) =>
      some.length === 0
        ? undefined
        : Object.fromEntries([0, 0.5, 0.95, 0.99, 1].map(q => [String(q), quantile(some, q)]))
    const stable = fates.filter(fate => fate.stable)
    const lost = fates.filter(fate => fate.lost)
    const stale = stable.filter(fate => fate.latency > 0)
    return {
      valid: lost.length > 0 || (linearizable && stale.length > 0) ? false : stable.length === 0 ? 'unknown' : true,
      'attempt-count': fates.length,
      'stable-count': stable.length,
      lost: named(lost),
      stale: named(stale),
      'never-read': named(fates.filter(fate => !fate.stable && !fate.lost)),
      'stable-latencies': spread(stable),
      'lost-latencies': spread(lost),
    }
  }

  /** Concurrent adds of 0…5 and reads of any subset, from four processes that crash now and then. */
  const step = fc.record({
    process: fc.nat(3),
    outcome: fc.constantFrom<OperationType>('ok', 'ok', 'ok', 'fail', 'info'),
    add: fc.option(fc.nat(5), { nil: undefined }),
    seen: fc.subarray([0, 1, 2, 3, 4, 5]),
    wait: fc.integer({ min: 0, max: 2_500_000 }),
  })
  const histories = fc.array(step, { maxLength: 60 }).map(steps => {
    const operations: Operation[] = []
    const open = new Map<number, number | undefined>()
    let time = 0
    for (const { process, outcome, add, seen, wait } of steps) {
      time += wait
      const stamp = { index: operations.length, time, process }
      if (open.has(process)) {
        const element = open.get(process)
        const value = element !== undefined ? element : outcome === 'ok' ? seen : null
        operations.push({ ...stamp, type: outcome, f: element === undefined ? 'read' : 'add', value })
        open.delete(process)
      } else {
        operations.push({ ...stamp, type: 'invoke', f: add === undefined ? 'read' : 'add', value: add ?? null })
        open.set(process, add)
      }
    }
    return operations
  })

  it('every figure and verdict is the same, whatever the history', () => {
    fc.assert(
      fc.property(histories, fc.boolean(), (operations, linearizable) => {
        const { valid, figures } = checkSetFull(operations, { linearizable })
        const expected = naive(operations, linearizable)
        const own = Object.fromEntries(Object.keys(expected).map(key => [key, { valid, ...figures }[key]]))
        expect(own).toEqual(expected)
      }),
      { numRuns: 2_000 },
    )
  })

  it('the same whether elements are numbers, strings or objects', () => {
    const kinds: ((n: number) => unknown)[] = [n => n + 1e9, n => -n - 1, n => `e${n}`, n => ({ n }), n => [n, null]]
    fc.assert(
      fc.property(histories, fc.constantFrom(...kinds), (operations, kind) => {
        const other = operations.map(op => ({
          ...op,
          value: Array.isArray(op.value) ? op.value.map(kind) : op.value === null ? null : kind(op.value as number),
        }))
        const counts = ({ valid, figures }: ReturnType<typeof checkSetFull>) => [
          valid,
          figures['stable-count'],
          figures['lost-count'],
          figures['stale-count'],
          figures['never-read-count'],
          figures['stable-latencies'],
        ]
        expect(counts(checkSetFull(other))).toEqual(counts(checkSetFull(operations)))
      }),
    )
  })

  it('all evidence of a lost element is in order, and its first absent read begins after the element was known', () => {
    fc.assert(
      fc.property(histories, operations => {
        for (const { type, operations: evidence } of checkSetFull(operations).anomalies) {
          // Reads of these histories also hold what nobody added.
          if (type === 'unexpected-element') continue
          expect(type).toBe('lost-element')
          const indices = evidence.map(op => op.index)
          expect(indices).toEqual(indices.toSorted((a, b) => a - b))
          const element = evidence.find(op => op.type === 'invoke' && op.f === 'add')!.value
          const known = evidence.find(
            op => op.type === 'ok' && (op.f === 'add' || (op.value as unknown[]).includes(element)),
          )!
          const lacking = evidence.filter(
            op => op.type === 'ok' && op.f === 'read' && !(op.value as unknown[]).includes(element),
          )
          expect(lacking).toHaveLength(1)
          const begun = evidence.findLast(
            op => op.type === 'invoke' && op.process === lacking[0]!.process && op.index < lacking[0]!.index,
          )
          expect(begun!.index).toBeGreaterThan(known.index)
        }
      }),
      { numRuns: 500 },
    )
  })
})

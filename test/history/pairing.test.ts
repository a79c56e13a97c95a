import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/history/operation.ts'
import { attempts, IllFormedHistoryError, pairs } from '../../src/history/pairing.ts'
import { history } from '../checkers/histories.ts'

const indices = (found: ReturnType<typeof pairs>) =>
  found.map(({ invocation, completion }) => [invocation.index, completion?.index])

describe('pairs', () => {
  it('gives each invocation the next completion of its process, in order of invocation', () => {
    const operations = history(
      [1, 'invoke', 'read'],
      [2, 'invoke', 'add', 1],
      [2, 'fail', 'add', 1],
      [1, 'ok', 'read', []],
      [2, 'invoke', 'add', 2],
    )
    expect(indices(pairs(operations))).toEqual([
      [0, 3],
      [1, 2],
      [4, undefined],
    ])
  })

  it('leaves out completions that nothing invoked, which attempts take for their own invocations', () => {
    const operations = history([1, 'ok', 'read', []], ['nemesis', 'info', 'partition'])
    expect(pairs(operations)).toEqual([])
    expect(indices(attempts(operations))).toEqual([
      [0, 0],
      [1, 1],
    ])
  })

  it('pairs by process and not by position when indices are sparse', () => {
    const [invoke, ok] = history([1, 'invoke', 'read'], [1, 'ok', 'read', []])
    expect(
      indices(
        pairs([
          { ...invoke!, index: 40 },
          { ...ok!, index: 77 },
        ]),
      ),
    ).toEqual([[40, 77]])
  })

  it('says which two operations of a process are open at once', () => {
    const operations = history([7, 'invoke', 'read'], [1, 'invoke', 'read'], [7, 'invoke', 'add', 1])
    expect(() => pairs(operations)).toThrow(IllFormedHistoryError)
    expect(() => pairs(operations)).toThrow(
      /Process 7 invokes `add` \(index 2\) while its `read` \(index 0\) is still open/,
    )
  })

  it('agrees with looking for the next completion of the process, whatever the history', () => {
    const entry = fc.tuple(fc.nat(3), fc.constantFrom('invoke', 'ok', 'fail', 'info'))
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), entries => {
        const operations = history(
          ...entries.map(([process, type]) => [process, type as Operation['type'], 'f'] as const),
        )
        const next = (after: Operation) => operations.find(op => op.index > after.index && op.process === after.process)
        const invocations = operations.filter(op => op.type === 'invoke')
        const overlapping = invocations.some(op => next(op)?.type === 'invoke')
        if (overlapping) expect(() => pairs(operations)).toThrow(IllFormedHistoryError)
        else expect(indices(pairs(operations))).toEqual(invocations.map(op => [op.index, next(op)?.index]))
      }),
    )
  })
})

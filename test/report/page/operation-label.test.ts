/** What operations are called on the page. */

import { describe, expect, it } from 'vitest'
import { cut, operationLabel } from '../../../src/report/page/client/operation-label.ts'

const label = (f: string, asked: unknown, got: unknown, outcome: 'ok' | 'fail' | 'info' | 'open' = 'ok') =>
  operationLabel({
    f,
    asked: asked === undefined ? '' : JSON.stringify(asked),
    got: got === undefined ? '' : JSON.stringify(got),
    outcome,
  })

describe('an operation is called', () => {
  it('by its function, what was asked and what came back', () => {
    expect(label('broadcast', 4, undefined)).toBe('broadcast 4')
    expect(label('read', undefined, [1, 2])).toBe('read → [1,2]')
  })

  it('with its key, where it has one', () => {
    expect(label('read', [0, null], [0, 3])).toBe('read 0 → 3')
    expect(label('write', [0, 4], undefined)).toBe('write 0 = 4')
    expect(label('cas', [7, [4, 1]], undefined)).toBe('cas 7: 4 → 1')
  })

  it('by its steps, where it is a transaction', () => {
    expect(
      label(
        'txn',
        [
          ['r', 1, null],
          ['append', 2, 3],
        ],
        [
          ['r', 1, [4, 5]],
          ['append', 2, 3],
        ],
      ),
    ).toBe('r 1 = [4 5], append 2 3')
  })

  it('with nil for a read that found nothing, and without an answer where there was none', () => {
    expect(label('read', [0, null], undefined)).toBe('read 0 → nil')
    expect(label('txn', [['r', 17, null]], undefined)).toBe('r 17 = nil')
    expect(label('read', [0, null], undefined, 'info')).toBe('read 0 ?')
    expect(label('txn', [['r', 17, null]], undefined, 'fail')).toBe('r 17 ✗')
  })

  it('with a sign for one that failed and for one that nobody answered', () => {
    expect(label('write', 1, undefined, 'fail')).toBe('write 1 ✗')
    expect(label('write', 1, undefined, 'info')).toBe('write 1 ?')
  })

  it('never by another number than the one that was sent', () => {
    expect(operationLabel({ f: 'read', asked: '[0,null]', got: '[0,9007199254740993]', outcome: 'ok' })).toContain(
      '9007199254740993',
    )
  })

  it('shows the end of a list that is too long, where elements were appended', () => {
    expect(cut('[1,2,3,4,5,6,7,8,9]', 12)).toBe('[1,2,…7,8,9]')
    expect(cut('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`)
  })
})

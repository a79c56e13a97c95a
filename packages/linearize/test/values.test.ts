/** Equality of plain data: a number is the same number however it was read. */

import { describe, expect, it } from 'vitest'
import { checkLinearizable, kv, register } from '../src/index.ts'
import { canonicalText, Interner, sameValue } from '../src/values.ts'

const SAME: readonly (readonly [unknown, unknown])[] = [
  [4, 4n],
  [0, 0n],
  [-0, 0n],
  [-7, -7n],
  [2 ** 60, 2n ** 60n],
  [-(2 ** 53), -(2n ** 53n)],
  [1e300, BigInt(1e300)],
  [{ a: [2 ** 60] }, { a: [2n ** 60n] }],
  [new Map([[1, 2]]), new Map([[1n, 2n]])],
]
const DIFFERENT: readonly (readonly [unknown, unknown])[] = [
  [4, 5n],
  ['4', 4n],
  [true, 1n],
  [null, 0n],
  [undefined, 0n],
  [0.5, 0n],
  [2 ** 53, 2n ** 53n + 1n],
  [2n ** 53n + 1n, 2n ** 53n + 2n],
  [Number.POSITIVE_INFINITY, 2n ** 2000n],
  [Number.NaN, 0n],
  [[2 ** 60], [2n ** 60n + 1n]],
]

describe.each(SAME)('%o and %o', (a, b) => {
  it('are the same value', () => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([true, true])
    expect(canonicalText(a)).toBe(canonicalText(b))
    const interner = new Interner()
    expect(interner.id(a)).toBe(interner.id(b))
  })
})

describe.each(DIFFERENT)('%o and %o', (a, b) => {
  it('are two values', () => {
    expect([sameValue(a, b), sameValue(b, a)]).toEqual([false, false])
    expect(canonicalText(a)).not.toBe(canonicalText(b))
    const interner = new Interner()
    expect(interner.id(a)).not.toBe(interner.id(b))
  })
})

describe('a register that was written a number and is read as a BigInt', () => {
  const events = (model: 'kv' | 'register', read: unknown) => {
    const of = (value: unknown) => (model === 'kv' ? ['x', value] : value)
    return [
      { process: 0, type: 'invoke', f: 'write', value: of(2 ** 60) },
      { process: 0, type: 'ok', f: 'write', value: of(2 ** 60) },
      { process: 0, type: 'invoke', f: 'read', value: of(null) },
      { process: 0, type: 'ok', f: 'read', value: of(read) },
    ] as const
  }

  it('is linearizable where it is the same number, and only there', () => {
    expect(checkLinearizable(kv(), events('kv', 2n ** 60n)).valid).toBe(true)
    expect(checkLinearizable(kv(), events('kv', 2n ** 60n + 1n)).valid).toBe(false)
    expect(checkLinearizable(register(), events('register', 2n ** 60n)).valid).toBe(true)
    expect(checkLinearizable(register(), events('register', 2n ** 60n + 1n)).valid).toBe(false)
  })
})

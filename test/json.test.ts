import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalText, compareJson, figureKey, jsonKey, sameJson } from '../src/json.ts'

/** Few enough values that equal ones meet, and strings that try to pass for the keys of other values. */
const json = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -0,
      1,
      -1.5,
      1e21,
      '',
      '0',
      'a',
      'null',
      '[0]',
      '\u0000[0]',
      '\u0000',
    ),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0'), tie('value'), { maxKeys: 2 }),
  ),
})).value

/** Equality as JSON has it: what survives the wire, with objects unordered. */
const equal = (a: unknown, b: unknown) => {
  try {
    expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
    return true
  } catch {
    return false
  }
}

describe('JSON values', () => {
  it('have the same key exactly when they are equal', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(new Set([jsonKey(a), jsonKey(b)]).size === 1).toBe(equal(a, b))
        expect(sameJson(a, b)).toBe(equal(a, b))
        expect(canonicalText(a) === canonicalText(b)).toBe(equal(a, b))
      }),
      { numRuns: 1_000 },
    )
  })

  it('have a canonical text that reads back as themselves', () => {
    fc.assert(
      fc.property(json, value => {
        expect(equal(JSON.parse(canonicalText(value)), value)).toBe(true)
      }),
    )
    expect(canonicalText({ b: 1, a: [{ d: undefined, c: null }] })).toBe('{"a":[{"c":null}],"b":1}')
  })

  it('keep all digits of whole numbers beyond 2^53, and are the same however they were read', () => {
    const big = 2n ** 53n
    expect([sameJson(big, big + 1n), sameJson(Number(big), big), sameJson(5n, 5)]).toEqual([false, true, true])
    expect([canonicalText([big + 1n]), canonicalText(1e21)]).toEqual(['[9007199254740993]', '1000000000000000000000'])
    expect([big + 1n, 3, big, 'a', 1e300].sort(compareJson)).toEqual([3, big, big + 1n, 1e300, 'a'])
    fc.assert(
      fc.property(fc.bigInt(-big - 9n, big + 9n), fc.bigInt(-big - 9n, big + 9n), (a, b) => {
        expect(sameJson(a, b)).toBe(a === b)
        expect(sameJson(a, JSON.parse(`${a}`))).toBe(BigInt(JSON.parse(`${a}`)) === a)
        expect(canonicalText(a)).toBe(`${a}`)
      }),
    )
  })

  it('are totally ordered', () => {
    fc.assert(
      fc.property(json, json, json, (a, b, c) => {
        expect(Math.sign(compareJson(a, b))).toBe(0 - Math.sign(compareJson(b, a)))
        expect(compareJson(a, b) === 0).toBe(equal(a, b))
        if (compareJson(a, b) <= 0 && compareJson(b, c) <= 0) expect(compareJson(a, c)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('stand in the order null, booleans, numbers, strings, arrays, objects', () => {
    const ordered = [null, false, true, -2, 10, '10', '9', [], [1], [1, 0], [2], { a: 1 }]
    expect(ordered.toReversed().sort(compareJson)).toEqual(ordered)
  })

  it('have distinct keys in figures, strings as they are', () => {
    expect(['a', 17, '17', null, 'null', [1, 'x'], { a: 1 }].map(figureKey)).toEqual([
      'a',
      '17',
      '"17"',
      'null',
      '"null"',
      '[1,"x"]',
      '{"a":1}',
    ])
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(figureKey(a) === figureKey(b)).toBe(equal(a, b))
      }),
    )
  })
})

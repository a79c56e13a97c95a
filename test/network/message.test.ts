import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flawOfMessage, formatJson, parseJson } from '../../src/network/message.ts'

describe('parseJson and formatJson', () => {
  it('keep every digit of a whole number, however long and wherever it stands', () => {
    const text =
      '{"a":9007199254740993,"b":[-18446744073709551616,{"c":12345678901234567890123456789}],"d":9007199254740991}'
    const value = parseJson(text)
    expect(value).toEqual({
      a: 9007199254740993n,
      b: [-18446744073709551616n, { c: 12345678901234567890123456789n }],
      d: 9007199254740991,
    })
    expect(formatJson(value)).toBe(text)
  })

  it('take numbers with a point or an exponent as doubles', () => {
    const text = '[0.12345678901234567,1e21,12345678901234567.5]'
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it('agree with JSON for everything that JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value)
        expect(formatJson(value)).toBe(text)
        if (!/\d{16}/.test(text)) expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('round-trip any mix of numbers and big integers', () => {
    const leaf = fc.oneof(fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), fc.string(), fc.constant(null))
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
    }))
    fc.assert(
      fc.property(tree, value => {
        expect(parseJson(formatJson(value))).toEqual(value)
      }),
    )
  })

  it('refuse what is not JSON with a SyntaxError, with long numbers in it or without', () => {
    for (const text of ['{', '{"a":12345678901234567890', 'hello', '12345678901234567890 x', '']) {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    }
  })
})

describe('flawOfMessage', () => {
  const body = { type: 'hello' }
  it.each([
    [{ src: 'n1', dest: 'n2', body }],
    [{ src: 'n1', dest: 'n2', body: { type: 'x', msg_id: 1, in_reply_to: null } }],
    [{ src: 'n1', dest: 'n2', body: { type: 'x', msg_id: 2n ** 63n } }],
    [{ id: 4, src: 'n1', dest: 'n2', body, more: true }],
  ])('finds none in %o', message => {
    expect(flawOfMessage(message, 'n1')).toBeUndefined()
  })

  it.each<[unknown, RegExp]>([
    ['text', /no object/],
    [null, /no object/],
    [[], /no object/],
    [{ dest: 'n2', body }, /no "src"/],
    [{ src: 1, dest: 'n2', body }, /"src" is not a string/],
    [{ src: 'n2', dest: 'n2', body }, /"src" is "n2", but n1 sent it/],
    [{ src: 'n1', body }, /no "dest"/],
    [{ src: 'n1', dest: null, body }, /"dest" is not a string/],
    [{ src: 'n1', dest: 'n2' }, /no "body"/],
    [{ src: 'n1', dest: 'n2', body: 'hello' }, /"body" is not an object/],
    [{ src: 'n1', dest: 'n2', body: {} }, /no "type"/],
    [{ src: 'n1', dest: 'n2', body: { type: 7 } }, /"type" of its body is not a string/],
    [{ src: 'n1', dest: 'n2', body: { type: 'x', msg_id: 1.5 } }, /"msg_id" is not a whole number/],
    [{ src: 'n1', dest: 'n2', body: { type: 'x', in_reply_to: '1' } }, /"in_reply_to" is not a whole number/],
  ])('says what is wrong with %j', (message, problem) => {
    expect(flawOfMessage(message, 'n1')?.problem).toMatch(problem)
  })
})

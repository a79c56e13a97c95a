import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  formatEdn,
  formatJsonLines,
  HistoryParseError,
  IllFormedHistoryError,
  type Operation,
  pair,
  parseHistory,
  readHistory,
} from '@jepsen-ts/history'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const invocation = { index: 0, time: 5, type: 'invoke', process: 0, f: 'txn', value: [['r', 'x', null]] }
const completion = { index: 1, time: 9, type: 'ok', process: 0, f: 'txn', value: [['r', 'x', [1, 2]]] }

describe('parseHistory', () => {
  it('reads JSON lines, and one JSON array', () => {
    expect(parseHistory(`${JSON.stringify(invocation)}\n\n${JSON.stringify(completion)}\n`)).toEqual([
      invocation,
      completion,
    ])
    expect(parseHistory(JSON.stringify([invocation, completion], null, 2))).toEqual([invocation, completion])
  })

  it('reads EDN: a map a line, one vector, maps over several lines, records, commas and comments', () => {
    const first = '{:index 0, :time 5, :type :invoke, :process 0, :f :txn, :value [[:r :x nil]]}'
    const second = '{:index 1, :time 9, :type :ok, :process 0, :f :txn\n, :value ((:r "x" [1 2]))} ; done }'
    expect(parseHistory(`${first}\n${second}\n`)).toEqual([invocation, completion])
    expect(parseHistory(`; a history\n[${first} ${second}\n]`)).toEqual([invocation, completion])
    expect(parseHistory(`#jepsen.history.Op${first}\n#jepsen.history.Op ${second}`)).toEqual([invocation, completion])
  })

  it('reads what else EDN has: sets, tags, characters, escapes, keys of any kind', () => {
    const text =
      '{:type :info, :process :nemesis, :f :kill, :value {:a #{1}, 2 "q\\"}\\n", [1] #inst "2020", "b" \\space}}'
    expect(parseHistory(text)).toEqual([
      {
        index: 0,
        time: -1,
        type: 'info',
        process: 'nemesis',
        f: 'kill',
        value: { a: [1], 2: 'q"}\n', '[1]': '2020', b: ' ' },
      },
    ])
  })

  it('keeps long integers exact, so that two elements never become one', () => {
    const long = 9007199254740993n
    const edn = `{:type :ok :process 0 :f :txn :value [9007199254740993 7N "9007199254740993" 9007199254740993N 1234567890123456]}`
    const json = `{"type":"ok","process":0,"f":"txn","value":[9007199254740993,7,"9007199254740993",9007199254740993,1234567890123456]}`
    for (const text of [edn, json]) {
      expect(parseHistory(text)[0]?.value).toEqual([long, 7, '9007199254740993', long, 1234567890123456])
    }
  })

  it('numbers operations by their position, and sets time to -1, where the file says nothing', () => {
    const text = '{"type":"ok","process":1,"f":"read","value":3}\n{"type":"ok","process":1,"f":"read"}'
    expect(parseHistory(text)).toEqual([
      { index: 0, time: -1, type: 'ok', process: 1, f: 'read', value: 3 },
      { index: 1, time: -1, type: 'ok', process: 1, f: 'read', value: null },
    ])
  })

  it('accepts a history without operations', () => {
    for (const text of ['', '\n', '[]', '; nothing\n', '[ ]\n']) expect(parseHistory(text)).toEqual([])
  })

  it.each([
    ['{"type":"ok","process":1,"f":"r"}\n{"type":', 2, 'not JSON'],
    ['{:type :ok :process 1 :f :r}\n{:type :ok :process 2', 2, 'never closed'],
    ['{:type :ok :process 1 :value [1 2}', 1, 'the [ of line 1 is closed by }'],
    ['{:type :ok :process 1}\n\n{:type :maybe :process 2}', 3, 'type must be invoke, ok, fail or info, not "maybe"'],
    ['{"type":"ok","f":"r"}', 1, 'process must be a number or a name, not nothing'],
    ['{:type :ok :process 1}\n]', 2, 'nothing opens this ]'],
    ['hello', 1, 'neither JSON lines nor EDN'],
    ['{"a":1}\n', 1, 'type must be'],
  ])('names the line of what it cannot read: %j', (text, line, message) => {
    expect(() => parseHistory(text)).toThrow(HistoryParseError)
    expect(() => parseHistory(text)).toThrow(message)
    expect(() => parseHistory(text)).toThrow(`Line ${line}:`)
  })
})

const integer = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }))
const scalar = fc.oneof(integer, fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null))
const value = fc.oneof(
  scalar,
  fc.array(fc.oneof(scalar, fc.array(scalar))),
  fc.dictionary(fc.string(), scalar, { noNullPrototype: true }),
)
const words = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const operations: fc.Arbitrary<Operation[]> = fc
  .array(
    fc.record({
      time: fc.nat(),
      type: fc.constantFrom('invoke' as const, 'ok' as const, 'fail' as const, 'info' as const),
      process: fc.oneof(fc.nat(), words),
      f: words,
      value,
      error: fc.array(scalar),
    }),
  )
  .map(all => all.map((operation, index) => ({ index, ...operation })))

/** What becomes of a text: its operations, or what is wrong with it. */
function outcome(text: string | string[]): unknown {
  try {
    return parseHistory(text)
  } catch (error) {
    if (!(error instanceof HistoryParseError)) throw error
    return error.message
  }
}

describe('a text in parts', () => {
  const asText = fc.oneof(
    operations.map(formatJsonLines),
    operations.map(formatEdn),
    operations.map(history => `; all of it {\n[${formatEdn(history)}]`),
    operations.map(history => JSON.stringify(history, (_key, value) => (typeof value === 'bigint' ? 1 : value))),
    operations.map(history => formatEdn(history).slice(0, -3)),
    fc.string({ unit: fc.constantFrom(...'{[()]};"\\#:a 1\n') }),
  )

  it('is what it is as a whole, wherever it is cut, be it right or wrong', () => {
    fc.assert(
      fc.property(asText, fc.array(fc.nat()), (text, cuts) => {
        const places = [0, ...cuts.map(cut => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length]
        const parts = places.slice(1).map((place, i) => text.slice(places[i], place))
        expect(outcome(parts)).toEqual(outcome(text))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['JSON lines', formatJsonLines],
    ['EDN', formatEdn],
  ])('is what a long file is read as: %s, with characters of several bytes', (_name, format) => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'))
    try {
      const long = Array.from(
        { length: 30_000 },
        (_, index): Operation => ({
          index,
          time: index,
          type: 'invoke',
          process: index % 7,
          f: 'write',
          value: 'wörter — 語'.repeat(index % 30),
        }),
      )
      writeFileSync(join(folder, 'history'), format(long))
      expect(readHistory(join(folder, 'history'))).toEqual(long)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('formatEdn and formatJsonLines', () => {
  it('are read back as they were', () => {
    fc.assert(
      fc.property(operations, history => {
        expect(parseHistory(formatJsonLines(history))).toEqual(history)
        expect(parseHistory(formatEdn(history))).toEqual(history)
      }),
    )
  })

  it('prints one map a line, with the keywords that Jepsen expects', () => {
    const nemesis: Operation = {
      index: 0,
      time: 1,
      type: 'info',
      process: 'nemesis',
      f: 'start',
      value: null,
      error: ['x'],
    }
    const txn: Operation = {
      index: 1,
      time: 2,
      type: 'ok',
      process: 3,
      f: 'txn',
      value: [
        ['append', 'x', 1],
        ['r', 5, null],
      ],
    }
    expect(formatEdn([nemesis, txn])).toBe(
      '{:index 0 :time 1 :type :info :process :nemesis :f :start :value nil :error ["x"]}\n' +
        '{:index 1 :time 2 :type :ok :process 3 :f :txn :value [[:append "x" 1] [:r 5 nil]]}\n',
    )
  })
})

describe('pair', () => {
  const op = (index: number, type: Operation['type'], process: number): Operation => ({
    index,
    time: -1,
    type,
    process,
    f: 'read',
    value: null,
  })

  it('pairs an invocation with the next completion of its process, and leaves the rest alone', () => {
    const [a, b, c, d] = [op(0, 'invoke', 0), op(1, 'invoke', 1), op(2, 'ok', 0), op(3, 'ok', 0)]
    expect(pair([a, b, c, d])).toEqual([{ invocation: a, completion: c }, { invocation: b }, { completion: d }])
  })

  it('refuses two open operations in one process', () => {
    expect(() => pair([op(0, 'invoke', 4), op(7, 'invoke', 4)])).toThrow(IllFormedHistoryError)
    expect(() => pair([op(0, 'invoke', 4), op(7, 'invoke', 4)])).toThrow(
      /Process 4 has two open operations.*index 0.*index 7/,
    )
  })
})

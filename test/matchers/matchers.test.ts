/** Every matcher on histories made by hand: with and without `.not`, when it is not known, and on what is no history. */

import { register } from '@jepsen-ts/linearize'
import { describe, expect, it } from 'vitest'
import { type MaelstromMatchers, matchers } from '../../matchers/index.ts'
import { type MatcherResult, NotAHistoryError } from '../../matchers/matcher.ts'
import type { Verdict } from '../../src/checkers/verdict.ts'
import { History, type Recording } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { MILLISECOND } from '../../src/time/clock.ts'
import { type Entry, history as operations } from '../checkers/histories.ts'
import { recording } from '../history/recording.ts'

type Name = keyof MaelstromMatchers

/** What a matcher says of a history: whether the assertion holds, and the text if it does not, without colours. */
function ask(
  name: Name,
  received: unknown,
  args: readonly unknown[],
  isNot: boolean,
): { holds: boolean; text: string } {
  const matcher = matchers[name] as (this: unknown, received: unknown, ...args: unknown[]) => MatcherResult
  const state = { isNot, utils: { matcherHint: (hint: string) => `expect(history)${isNot ? '.not' : ''}.${hint}()` } }
  const { pass, message } = matcher.call(state, received, ...args)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  return { holds: pass !== isNot, text: message().replace(/\u001b\[\d+m/g, '') }
}

const made = (entries: readonly Entry[], more: Partial<Recording> = {}) =>
  new History(recording(operations(...entries), more))
const final = { final: true }

/** A read by a process at some time; two entries. */
const read = (process: number, value: unknown, extra: Partial<Operation> = {}): Entry[] => [
  [process, 'invoke', 'read', null, extra],
  [process, 'ok', 'read', value, extra],
]
const add = (process: number, value: unknown, f = 'add'): Entry[] => [
  [process, 'invoke', f, value],
  [process, 'ok', f, value],
]

const verdict = (valid: Verdict['valid'], message = 'It is not so.'): Verdict => ({
  valid,
  ...(valid === 'unknown' ? { reason: message } : {}),
  anomalies: valid === false ? [{ type: 'made-up', message, operations: operations([0, 'invoke', 'x', 1]) }] : [],
  figures: {},
})
const judged = (valid: Verdict['valid'], message?: string, more: Partial<Recording> = {}) =>
  made(add(0, 1), { workload: 'demo', judge: () => verdict(valid, message), ...more })

interface Case {
  readonly matcher: Name
  readonly args?: readonly unknown[]
  readonly right: unknown
  readonly wrong: unknown
  /** Lines of the message when `wrong` fails, and when `.not` fails on `right`. */
  readonly told: readonly (string | RegExp)[]
  readonly toldOfNot: string | RegExp
}

const kv = (process: number, f: string, value: unknown, result: unknown = value): Entry[] => [
  [process, 'invoke', f, value],
  [process, 'ok', f, result],
]

const CASES: readonly Case[] = [
  {
    matcher: 'toBeValid',
    right: judged(true),
    wrong: judged(false, 'Element 7 is missing.'),
    told: ['The workload demo must come out right.', '✗ Element 7 is missing.', 'Replay  seed: 1'],
    toldOfNot: 'The workload demo was expected to go wrong, but all is right.',
  },
  {
    matcher: 'toBeLinearizable',
    right: made([...kv(0, 'write', [1, 4]), ...kv(1, 'read', [1, null], [1, 4]), ...kv(0, 'cas', [1, [4, 2]])]),
    wrong: made([...kv(0, 'write', [1, 4]), ...kv(0, 'write', [1, 2]), ...kv(1, 'read', [1, null], [1, 4])]),
    told: ['Some order of the operations must explain every result.', /✗ Key 1 is not linearizable/],
    toldOfNot: 'No order of the operations was expected to explain every result, but one does.',
  },
  {
    matcher: 'toConverge',
    right: made([...add(0, 1), ...read(0, [1, 2], final), ...read(1, [2, 1], final)]),
    wrong: made([...add(0, 1), ...read(0, [1, 2], final), ...read(1, [1], final)]),
    told: ['After recovery, every final read must show the same.', /✗ .*lacks 1 element \(2\)/],
    toldOfNot: 'The final reads were expected to differ, but they all show the same.',
  },
  {
    matcher: 'toLoseNothing',
    right: made([...add(0, 1), ...add(0, 2), ...read(0, [1, 2], final)]),
    wrong: made([...add(0, 1), ...add(0, 2), ...read(0, [1], final)]),
    told: ['Every acknowledged element must be in the final reads.', /✗ .*element 2/i],
    toldOfNot: 'Some acknowledged element was expected to be lost, but none is.',
  },
  {
    matcher: 'toLoseNothing',
    // One node lacks it for ever, but another one's read came last.
    right: made([...add(0, 1, 'broadcast'), ...read(0, [1], final), ...read(1, [1], final)]),
    wrong: made([...add(0, 1, 'broadcast'), ...read(1, [], final), ...read(0, [1], final)]),
    told: [/✗ .*lacks 1 element \(1\)/],
    toldOfNot: 'but none is',
  },
  {
    matcher: 'toHaveUniqueIds',
    right: made([...kv(0, 'generate', null, 'a'), ...kv(1, 'generate', null, 'b')]),
    wrong: made([...kv(0, 'generate', null, 'a'), ...kv(1, 'generate', null, 'a')]),
    told: ['No id may be given out twice.', /✗ id "a" was handed out twice/],
    toldOfNot: 'Some id was expected to be given out twice, but none was.',
  },
  {
    matcher: 'toHaveAvailability',
    args: [{ atLeast: 0.75 }],
    right: made([...add(0, 1), ...add(0, 2), ...add(0, 3), [0, 'invoke', 'add', 4]]),
    wrong: made([...add(0, 1), ...add(0, 2), [0, 'invoke', 'add', 4]]),
    told: [
      'At least 75 % of the operations must succeed.',
      /✗ 2 of 3 operations ended ok \(66.66 %\), where at least 75 % should have/,
    ],
    toldOfNot: 'At least 75 % of the operations must succeed: this was expected not to hold, but 75 % did.',
  },
  {
    matcher: 'toHaveAvailability',
    args: ['total'],
    right: made(add(0, 1)),
    wrong: made([
      ...add(0, 1),
      [0, 'invoke', 'add', 4],
      [0, 'info', 'add', 4, { error: { code: 0, name: 'timeout' } }],
    ]),
    told: ['Every operation must succeed.', /✗ 1 of 2 .* ended info \(timeout\)/],
    toldOfNot: 'this was expected not to hold',
  },
  {
    matcher: 'toHaveMessagesPerOp',
    args: [{ below: 3 }],
    right: made(add(0, 1), {
      network: { ...recording([]).network, servers: { sent: 29, received: 29, perOperation: 2.9 } },
    }),
    wrong: made(add(0, 1), {
      network: { ...recording([]).network, servers: { sent: 30, received: 30, perOperation: 3 } },
    }),
    told: [
      'The nodes must exchange fewer than 3 messages for each operation.',
      '✗ They exchanged 3.00: 30 messages in all.',
    ],
    toldOfNot:
      'The nodes were not expected to manage with fewer than 3 messages for each operation, but they needed 2.90.',
  },
  {
    matcher: 'toHaveLatency',
    args: [{ p50: '1ms', max: '2ms' }],
    right: made(add(0, 1)),
    wrong: made([
      ...add(0, 1),
      [0, 'invoke', 'add', 2],
      [1, 'invoke', 'add', 3],
      [1, 'ok', 'add', 3],
      [0, 'ok', 'add', 2],
    ]),
    told: ['The latency of operations must be p50 ≤ 1 ms, max ≤ 2 ms.', '✗ max is 3 ms, which is more than 2 ms.'],
    toldOfNot: 'The latency of operations was expected not to be p50 ≤ 1 ms, max ≤ 2 ms. But it is.',
  },
  {
    matcher: 'toHaveStableLatency',
    args: [{ max: '1ms' }],
    right: made([...add(0, 1), ...read(0, [1], final)]),
    wrong: made([...add(0, 1), ...read(1, []), ...read(1, []), ...read(0, [1], final)]),
    told: [
      'From acknowledgement until every read shows it, an element must take max ≤ 1 ms.',
      /✗ max is \d+(\.\d+)? ms, which is more than 1 ms/,
    ],
    toldOfNot: 'an element was expected not to take max ≤ 1 ms. But it does.',
  },
]

describe.each(CASES)('$matcher $args', ({ matcher, args = [], right, wrong, told, toldOfNot }) => {
  it('holds for what is right, and explains what is wrong', () => {
    expect(ask(matcher, right, args, false).holds).toBe(true)
    const { holds, text } = ask(matcher, wrong, args, false)
    expect(holds).toBe(false)
    expect(text.split('\n')[0]).toBe(`expect(history).${matcher}()`)
    for (const line of told) expect(text).toMatch(line)
  })

  it('.not holds for what is wrong, and says what was expected instead', () => {
    expect(ask(matcher, wrong, args, true).holds).toBe(true)
    const { holds, text } = ask(matcher, right, args, true)
    expect(holds).toBe(false)
    expect(text).toMatch(toldOfNot)
    expect(text).toContain(`expect(history).not.${matcher}()`)
    expect(text).not.toContain('✗')
  })

  it('is in doubt where the run shows nothing, and fails with and without .not', () => {
    const doubtful = new History({ ...recordingOf(right as History), doubt: () => 'the faults hit nothing' })
    for (const isNot of [false, true]) {
      const { holds, text } = ask(matcher, doubtful, args, isNot)
      expect(holds).toBe(false)
      expect(text).toContain('That is unknown: the faults hit nothing')
    }
  })

  it.each([
    ['nothing', undefined, 'undefined'],
    ['a number', 7, 'a number'],
    ['an object', { operations: [] }, 'an object of class Object'],
    ['a promise', Promise.resolve(), 'It is a promise: write `expect(await cluster(…))`'],
    ['a list of anything', [1, 2], 'an object of class Array'],
  ])('says what it takes when it is given %s', (_what, received, text) => {
    for (const isNot of [false, true]) {
      expect(() => ask(matcher, received, args, isNot)).toThrow(NotAHistoryError)
      expect(() => ask(matcher, received, args, isNot)).toThrow(matcher)
      expect(() => ask(matcher, received, args, isNot)).toThrow(text)
    }
  })
})

/** The recording that a history was made of, as far as matchers look at it. */
function recordingOf(history: History): Recording {
  const { operations, network, workload } = history
  return recording(operations, { network, workload, judge: () => history.verdict })
}

it('that can make nothing of a run in which nothing succeeded says just that', () => {
  const txn = [['r', 'x', null]]
  const killed = made([
    [0, 'invoke', 'txn', txn],
    [0, 'info', 'txn', txn],
  ])
  for (const isNot of [false, true]) {
    const { holds, text } = ask('toBeSerializable', killed, [], isNot)
    expect(holds).toBe(false)
    expect(text).toContain(
      'That is unknown: no operation succeeded, so the run shows nothing: of 1 completed operation',
    )
  }
})

describe('a list of operations, as readHistory() gives', () => {
  const needsMore = new Set<Name>(['toBeValid', 'toHaveMessagesPerOp'])
  it.each(CASES.filter(({ matcher }) => !needsMore.has(matcher)))(
    'is enough for $matcher $args',
    ({ matcher, args = [], right, wrong }) => {
      expect(ask(matcher, [...(right as History)], args, false).holds).toBe(true)
      expect(ask(matcher, [...(wrong as History)], args, true).holds).toBe(true)
    },
  )

  it.each([...needsMore])('is not enough for %s, which says so', matcher => {
    expect(() => ask(matcher, operations(...add(0, 1)), [1], false)).toThrow(
      /which only the history that cluster\(\) returned knows/,
    )
  })
})

describe('what is not known', () => {
  it('fails with and without .not, with the reason', () => {
    const unknown: readonly [Name, unknown, readonly unknown[], string][] = [
      ['toBeValid', judged('unknown', 'the checker gave up'), [], 'the checker gave up'],
      ['toConverge', made(add(0, 1)), [], 'no final read succeeded'],
      ['toLoseNothing', made(add(0, 1)), [], 'no `read` succeeded'],
      ['toHaveLatency', made([[0, 'invoke', 'add', 1]]), [{ p50: 1 }], 'there is nothing to measure'],
      ['toHaveStableLatency', made(add(0, 1)), [{ p50: 1 }], 'there is nothing to measure'],
    ]
    for (const [matcher, received, args, reason] of unknown) {
      for (const isNot of [false, true]) {
        const { holds, text } = ask(matcher, received, args, isNot)
        expect(holds, matcher).toBe(false)
        expect(text).toContain(`That is unknown: `)
        expect(text).toContain(reason)
      }
    }
  })

  const broadcasts = operations(...add(0, 1, 'broadcast'), ...read(0, [1], final))
  const noLog = 'no operation is a send or a poll, so there is no log to judge'
  const unserved: Entry[] = [
    [0, 'invoke', 'generate', null],
    [0, 'fail', 'generate', null],
  ]
  it.each<[Name, readonly Operation[], string]>([
    ['toLoseNoWrites', broadcasts, noLog],
    ['toLoseNoWrites', [], noLog],
    ['toBeMonotonic', broadcasts, noLog],
    ['toBeMonotonic', [], noLog],
    ['toSkipNothing', broadcasts, noLog],
    ['toSkipNothing', [], noLog],
    ['toHaveUniqueIds', broadcasts, 'no operation is a generate, so there are no ids to judge'],
    ['toHaveUniqueIds', [], 'no operation is a generate, so there are no ids to judge'],
    ['toHaveUniqueIds', operations(...unserved), 'no generate succeeded, so no id was given out'],
    ['toBeLinearizable', [], 'there is no operation, so there is no order to judge'],
    ['toBeLinearizable', operations(['nemesis', 'info', 'kill']), 'there is no operation'],
    ['toBeLinearizable', operations(...add(0, 1)), 'no operation is a read, a write or a cas'],
  ])('%s can make nothing of a history without what it judges', (matcher, received, reason) => {
    for (const judgedAs of [received, new History(recording([...received]))]) {
      for (const isNot of [false, true]) {
        const { holds, text } = ask(matcher, judgedAs, [], isNot)
        expect(holds).toBe(false)
        expect(text).toContain('That is unknown: ')
        if (judgedAs === received) expect(text).toContain(reason)
      }
    }
  })

  it.each<Name>(['toHaveLatency', 'toHaveStableLatency'])('%s measures nothing where there are no times', matcher => {
    const entries = operations(...add(0, 1), ...read(1, []), ...read(0, [1], final))
    const bounds = [{ p50: '1h', max: '1h' }]
    expect(ask(matcher, entries, bounds, false).holds).toBe(true)
    for (const isNot of [false, true]) {
      const { holds, text } = ask(
        matcher,
        entries.map(op => ({ ...op, time: -1 })),
        bounds,
        isNot,
      )
      expect(holds).toBe(false)
      expect(text).toContain('That is unknown: there is nothing to measure: the history has no times')
    }
  })

  it("a model of one's own says itself what its operations are, but there must be one", () => {
    expect(ask('toBeLinearizable', made(kv(0, 'write', 3)), [register()], false).holds).toBe(true)
    expect(ask('toBeLinearizable', made(kv(0, 'put', [1, 4])), [], false).holds).toBe(true)
    expect(ask('toBeLinearizable', [], [register()], false).text).toContain('there is no operation')
  })

  it('a run that was cut short has lost nothing yet', () => {
    const cut = made([...add(0, 1), ...read(0, [])], {
      cutShort: 'it was cancelled',
      doubt: () => 'the run was cut short: it was cancelled',
    })
    for (const isNot of [false, true]) {
      const { holds, text } = ask('toLoseNothing', cut, [], isNot)
      expect(holds).toBe(false)
      expect(text).toContain('That is unknown: the run was cut short: it was cancelled')
    }
  })

  it('an anomaly counts though the run is in doubt', () => {
    expect(
      ask(
        'toHaveUniqueIds',
        made([...kv(0, 'generate', null, 1), ...kv(0, 'generate', null, 1)], { doubt: () => 'cut' }),
        [],
        true,
      ).holds,
    ).toBe(true)
  })
})

describe('bounds', () => {
  it.each<[Name, unknown, RegExp]>([
    ['toHaveAvailability', 95, /takes 'total', a fraction from 0 to 1, or \{ atLeast: fraction \}; it was given 95/],
    ['toHaveAvailability', undefined, /takes 'total'/],
    ['toHaveAvailability', { atMost: 1 }, /takes 'total'/],
    ['toHaveMessagesPerOp', 'few', /takes a number, \{ below: number \} or \{ atMost: number \}; it was given "few"/],
    ['toHaveAvailability', null, /takes 'total'/],
    ['toHaveMessagesPerOp', null, /takes a number/],
    ['toHaveMessagesPerOp', -1, /takes a number/],
    ['toHaveMessagesPerOp', undefined, /takes a number/],
    ['toHaveLatency', {}, /takes upper bounds such as \{ p50: '400ms', max: '600ms' \}/],
    ['toHaveLatency', undefined, /takes upper bounds/],
    ['toHaveLatency', { p42: 1 }, /of p50, p95, p99, max; it was given \{"p42":1\}/],
    ['toHaveStableLatency', { p50: 'soon' }, /takes upper bounds/],
  ])('%s does not take %j', (matcher, bound, told) => {
    expect(() => ask(matcher, made(add(0, 1)), [bound], false)).toThrow(told)
  })

  it('may be reached: atMost and a number are inclusive, below is not', () => {
    const three = made(add(0, 1), {
      network: { ...recording([]).network, servers: { sent: 3, received: 3, perOperation: 3 } },
    })
    expect(ask('toHaveMessagesPerOp', three, [3], false).holds).toBe(true)
    expect(ask('toHaveMessagesPerOp', three, [{ atMost: 3 }], false).holds).toBe(true)
    expect(ask('toHaveMessagesPerOp', three, [{ below: 3 }], false).holds).toBe(false)
    expect(ask('toHaveLatency', made(add(0, 1)), [{ max: MILLISECOND / 1e6 }], false).holds).toBe(true)
  })
})

describe('registered with a runner', () => {
  const right = made([...kv(0, 'generate', null, 'a'), ...kv(1, 'generate', null, 'b')])
  const extended = expect as unknown as { extend(matchers: object): void } & ((
    received: unknown,
  ) => MaelstromMatchers & { not: MaelstromMatchers })
  extended.extend(matchers)

  it('are assertions like any other', () => {
    extended(right).toHaveUniqueIds()
    expect(() => extended(right).not.toHaveUniqueIds()).toThrow(
      /Some id was expected to be given out twice, but none was/,
    )
    extended(right).toHaveAvailability(1)
    expect(() => extended(right).toConverge()).toThrow(/That is unknown/)
    expect(() => extended(right).not.toConverge()).toThrow(/That is unknown/)
  })
})

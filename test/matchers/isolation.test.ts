/** The matchers for transactions, on histories made by hand: each holds down to the anomaly that its model forbids, and tells it. */

import { type AnyModelName, modelNames, UnknownModelError } from '@jepsen-ts/isolation'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type MaelstromMatchers, matchers } from '../../matchers/index.ts'
import { type MatcherResult, NotAHistoryError } from '../../matchers/matcher.ts'
import { checkTransactions } from '../../src/checkers/transactions.ts'
import type { Operation } from '../../src/history/operation.ts'
import { type Entry, history } from '../checkers/histories.ts'

type Name = keyof MaelstromMatchers
type Step = readonly [f: 'r' | 'append' | 'w', key: string, value: unknown]

function ask(name: Name, received: unknown, isNot = false, ...args: unknown[]): { holds: boolean; text: string } {
  const matcher = matchers[name] as (this: unknown, received: unknown, ...args: unknown[]) => MatcherResult
  const state = { isNot, utils: { matcherHint: (hint: string) => `expect(history)${isNot ? '.not' : ''}.${hint}()` } }
  const { pass, message } = matcher.call(state, received, ...args)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  return { holds: pass !== isNot, text: message().replace(/\u001b\[\d+m/g, '') }
}

const invoke = (process: number, ...steps: Step[]): Entry => [
  process,
  'invoke',
  'txn',
  steps.map(([f, key, value]) => [f, key, f === 'r' ? null : value]),
]
const ok = (process: number, ...steps: Step[]): Entry => [process, 'ok', 'txn', steps]
const fail = (process: number, ...steps: Step[]): Entry => [process, 'fail', 'txn', steps]

/** Transactions one after the other, each by a process of its own. */
const serial = (...transactions: Step[][]) =>
  history(...transactions.flatMap((steps, process) => [invoke(process, ...steps), ok(process, ...steps)]))
/** Transactions all at the same time, each by a process of its own. */
const concurrent = (...transactions: Step[][]) =>
  history(
    ...transactions.map((steps, process) => invoke(process, ...steps)),
    ...transactions.map((steps, process) => ok(process, ...steps)),
  )

/** Right by every model. */
const RIGHT = {
  lists: serial(
    [['append', 'x', 1]],
    [
      ['r', 'x', [1]],
      ['append', 'x', 2],
    ],
    [['r', 'x', [1, 2]]],
  ),
  registers: serial(
    [['w', 'x', 1]],
    [
      ['r', 'x', 1],
      ['w', 'x', 2],
    ],
    [['r', 'x', 2]],
  ),
}

/** What is wrong in each, over lists and, where they can show it, over registers. */
const WRONG = {
  // The two only read, and see the appends to x and to y in the other order: the second one, after the first was over.
  staleRead: serial([['append', 'x', 1]], [['r', 'x', null]], [['r', 'x', [1]]]),
  staleRegister: serial([['w', 'x', 1]], [['r', 'x', null]], [['r', 'x', 1]]),
  writeSkew: concurrent(
    [
      ['r', 'x', null],
      ['append', 'y', 1],
    ],
    [
      ['r', 'y', null],
      ['append', 'x', 1],
    ],
    [
      ['r', 'x', [1]],
      ['r', 'y', [1]],
    ],
  ),
  writeSkewOfRegisters: concurrent(
    [
      ['r', 'x', null],
      ['w', 'y', 1],
    ],
    [
      ['r', 'y', null],
      ['w', 'x', 1],
    ],
  ),
  readSkew: concurrent(
    [
      ['append', 'x', 1],
      ['append', 'y', 1],
    ],
    [
      ['r', 'x', null],
      ['r', 'y', [1]],
    ],
    [['r', 'x', [1]]],
  ),
  lostUpdate: concurrent(
    [['append', 'x', 1]],
    [
      ['r', 'x', [1]],
      ['append', 'x', 2],
    ],
    [
      ['r', 'x', [1]],
      ['append', 'x', 3],
    ],
    [['r', 'x', [1, 2, 3]]],
  ),
  intermediateRead: concurrent(
    [
      ['append', 'x', 1],
      ['append', 'x', 2],
    ],
    [['r', 'x', [1]]],
  ),
  abortedRead: history(
    invoke(0, ['w', 'x', 1]),
    fail(0, ['w', 'x', 1]),
    invoke(1, ['r', 'x', 1]),
    ok(1, ['r', 'x', 1]),
    invoke(2, ['r', 'y', null], ['w', 'x', 2]),
    ok(2, ['r', 'y', null], ['w', 'x', 2]),
    invoke(3, ['r', 'x', 2]),
    ok(3, ['r', 'x', 2]),
  ),
  dirtyWrite: concurrent(
    [
      ['append', 'x', 1],
      ['append', 'y', 1],
    ],
    [
      ['append', 'x', 2],
      ['append', 'y', 2],
    ],
    [
      ['r', 'x', [1, 2]],
      ['r', 'y', [2, 1]],
    ],
  ),
  // Process 0 does not find what it has appended itself.
  forgotten: history(
    invoke(0, ['append', 'x', 1]),
    ok(0, ['append', 'x', 1]),
    invoke(0, ['r', 'x', null]),
    ok(0, ['r', 'x', null]),
    invoke(1, ['r', 'x', [1]]),
    ok(1, ['r', 'x', [1]]),
  ),
} satisfies Record<string, Operation[]>

type Case = readonly [Name, holds: (keyof typeof WRONG)[], failsFor: [keyof typeof WRONG, anomaly: string][]]

const CASES: Case[] = [
  [
    'toBeStrictSerializable',
    [],
    [
      ['staleRead', 'G-single-item-realtime'],
      ['staleRegister', 'G-single-item-realtime'],
      ['forgotten', 'G-single-item-'],
      ['writeSkew', 'G2-item'],
    ],
  ],
  [
    'toBeSerializable',
    ['staleRead', 'staleRegister', 'forgotten'],
    [
      ['writeSkew', 'G2-item'],
      ['writeSkewOfRegisters', 'G2-item'],
      ['readSkew', 'G-single-item'],
    ],
  ],
  [
    'toBeSnapshotIsolated',
    ['writeSkew', 'writeSkewOfRegisters', 'staleRead'],
    [
      ['readSkew', 'G-single-item'],
      ['lostUpdate', 'lost-update'],
      ['abortedRead', 'G1a'],
    ],
  ],
  [
    'toBeRepeatableRead',
    ['staleRead'],
    [
      ['readSkew', 'G-single-item'],
      ['writeSkew', 'G2-item'],
      ['lostUpdate', 'lost-update'],
    ],
  ],
  [
    'toBeReadCommitted',
    ['readSkew', 'lostUpdate', 'writeSkew'],
    [
      ['intermediateRead', 'G1b'],
      ['abortedRead', 'G1a'],
      ['dirtyWrite', 'G0'],
    ],
  ],
  ['toBeReadUncommitted', ['intermediateRead', 'abortedRead'], [['dirtyWrite', 'G0']]],
  [
    'toBeCausal',
    ['staleRead', 'writeSkew', 'lostUpdate'],
    [
      ['readSkew', 'G-single-item'],
      ['forgotten', 'G-single-item-process'],
      ['intermediateRead', 'G1b'],
    ],
  ],
]

describe.each(CASES)('%s', (matcher, holds, failsFor) => {
  it.each(Object.entries(RIGHT))(
    'holds for right transactions over %s, and .not says what was expected',
    (_, right) => {
      expect(ask(matcher, right).holds).toBe(true)
      const { holds, text } = ask(matcher, right, true)
      expect(holds).toBe(false)
      expect(text).toMatch(/The transactions were expected not to be [\w -]+, but nothing contradicts that they are\./)
      expect(text).not.toContain('✗')
    },
  )

  it.each(holds.map(name => [name]))('holds for %s', name => {
    expect(ask(matcher, WRONG[name])).toMatchObject({ holds: true })
    expect(ask(matcher, WRONG[name], true).holds).toBe(false)
  })

  it.each(failsFor)('fails for %s, and tells %s with its transactions', (name, anomaly) => {
    const { holds, text } = ask(matcher, WRONG[name])
    expect(holds).toBe(false)
    expect(text.split('\n')[0]).toBe(`expect(history).${matcher}()`)
    expect(text).toMatch(/The transactions must be [\w -]+: .*\./)
    expect(text).toContain(`✗ ${anomaly}`)
    expect(text).toMatch(/✗ .*c\d's txn/)
    expect(text).toMatch(/Not [\w-]+/)
    expect(ask(matcher, WRONG[name], true).holds).toBe(true)
  })
})

describe('the text of a failure', () => {
  it('has the transactions of the cycle, the fact that forces each step, and what is left of isolation', () => {
    expect(ask('toBeSerializable', WRONG.readSkew).text).toBe(
      `expect(history).toBeSerializable()

  The transactions must be serializable: as if they had run one after the other, in some order.

  ✗ G-single-item: read skew: a transaction saw some of another’s writes and missed others: c0's txn (0.003 s), c1's txn (0.004 s).

        0.000 s                                          0.004 s
    c0  ├ T2 ────────────────────────────────────┤ ok
    c1                ├ T1 ────────────────────────────────────┤ ok

    T1 = r x = nil, r y = [1]   (index 4, process 1)
    T2 = append x 1, append y 1   (index 3, process 0)
    T1 read x = nil, which T2 extended to [1], so T1 came before T2.
    But T1 read y = [1], whose last element 1 T2 had appended, so T2 came before T1.
    So T1 < T2 < T1: a contradiction.

    Not consistent-view or repeatable-read, nor anything stronger.
    Nothing here contradicts read-committed.

  Next    All reads of a transaction belong to one snapshot: take the root of the state once, at its
          beginning.
  Read    docs/reference/anomalies.md#g-single  (npx maelstrom doc G-single)`,
    )
  })

  it.each<[string, Operation[], string[]]>([
    [
      'G1a',
      WRONG.abortedRead,
      [
        'T1 = w x 1   (index 1, process 0, fail)',
        'T2 = r x = 1   (index 3, process 1)',
        'T2 read x = 1, which T1 wrote. But T1 failed.',
      ],
    ],
    [
      'G1b',
      WRONG.intermediateRead,
      [
        'T1 = append x 1, append x 2   (index 2, process 0)',
        'T2 = r x = [1]   (index 3, process 1)',
        'T2 read 1 in x, which T1 wrote. But T1 went on to write x once more.',
      ],
    ],
    [
      'lost-update',
      WRONG.lostUpdate,
      ['T1 and T2 all read x = [1], and then wrote x. Whoever came first has been overlooked by the others.'],
    ],
    [
      'internal',
      serial(
        [
          ['w', 'x', 1],
          ['r', 'x', 2],
        ],
        [['w', 'x', 2]],
      ),
      [
        'T1 = w x 1, r x = 2   (index 1, process 0)',
        'T1 read x = 2. By what it had done before, that should have been 1.',
      ],
    ],
    [
      'internal',
      serial(
        [
          ['append', 'x', 1],
          ['r', 'x', null],
        ],
        [['r', 'x', [1]]],
      ),
      ['T1 read x = nil. By what it had done before, that should have been [... 1].'],
    ],
    [
      'garbage-read',
      serial([['append', 'x', 1]], [['r', 'x', [1, 7]]]),
      ['T1 = r x = [1 7]   (index 3, process 1)', 'T1 read 7 in x. But nobody wrote that.'],
    ],
    [
      'duplicate-elements',
      serial([['append', 'x', 1]], [['r', 'x', [1, 1]]]),
      ['T1 read x = [1 1], in which 1 stands 2 times.'],
    ],
    [
      'incompatible-order',
      serial([['append', 'x', 1]], [['append', 'x', 2]], [['r', 'x', [1, 2]]], [['r', 'x', [2, 1]]]),
      [
        'T1 = r x = [1 2]   (index 5, process 2)',
        'T2 = r x = [2 1]   (index 7, process 3)',
        /x was read as \[. .\] and as \[. .\]\. But of two reads of a list one must begin with the other\./.source,
      ],
    ],
    [
      'future-read',
      serial(
        [
          ['r', 'x', [1]],
          ['append', 'x', 1],
        ],
        [['r', 'x', [1]]],
      ),
      ['T1 read 1 in x, before it had appended it.'],
    ],
    [
      'cyclic-versions',
      concurrent(
        [
          ['r', 'x', 1],
          ['w', 'x', 2],
        ],
        [
          ['r', 'x', 2],
          ['w', 'x', 1],
        ],
      ),
      [
        'T1 = r x = 1, w x 2   (index 2, process 0)',
        /The values [12], [12] of x would each have come before the others\./.source,
      ],
    ],
    [
      'dirty-update',
      history(
        invoke(0, ['append', 'x', 1]),
        fail(0, ['append', 'x', 1]),
        invoke(1, ['append', 'x', 2]),
        ok(1, ['append', 'x', 2]),
        invoke(2, ['r', 'x', [1, 2]]),
        ok(2, ['r', 'x', [1, 2]]),
      ),
      ['T2 wrote on what T1 had left in x: [1 2]. But T1 failed.'],
    ],
  ])('of a %s has its transactions, and what is wrong with them', (type, operations, lines) => {
    const { anomalies } = checkTransactions(operations)
    const { message, story = [] } = anomalies.find(anomaly => anomaly.type === type)!
    expect(message).toMatch(new RegExp(`^${type}: .*: c\\d's txn`))
    const told = story.map(line => line.trim())
    for (const line of lines) expect(told).toContainEqual(line.includes('\\') ? expect.stringMatching(line) : line)
  })

  it('of a long cycle is cut in its middle', () => {
    const n = 30
    const ring = Array.from({ length: n }, (_, i): Step[] => [
      ['append', `k${i}`, 1],
      ['r', `k${(i + 1) % n}`, null],
    ])
    const reads = Array.from({ length: n }, (_, i): Step[] => [['r', `k${i}`, [1]]])
    const { text, holds } = ask('toBeSerializable', concurrent(...ring, ...reads))
    expect(holds).toBe(false)
    const story = text.slice(text.indexOf('T1 ='), text.indexOf('\n  Next')).trimEnd().split('\n')
    expect(story.length).toBeLessThanOrEqual(25)
    expect(text).toMatch(/… \d+ lines …/)
    expect(text).toMatch(/So T1 < .*: a contradiction\./)
  })
})

describe('toSatisfyModel', () => {
  it('is typed as the names of the lattice', () => {
    expectTypeOf<MaelstromMatchers['toSatisfyModel']>().parameter(0).toEqualTypeOf<AnyModelName>()
    expectTypeOf<'strict-serializable' | 'PL-2+' | 'prefix'>().toExtend<AnyModelName>()
    expectTypeOf<'serialisable'>().not.toExtend<AnyModelName>()
  })

  it('takes any model of the lattice, under any of its names', () => {
    expect(ask('toSatisfyModel', WRONG.writeSkew, false, 'PL-SI').holds).toBe(true)
    expect(ask('toSatisfyModel', WRONG.writeSkew, false, 'PL-3').holds).toBe(false)
    expect(ask('toSatisfyModel', WRONG.writeSkew, true, 'conflict-serializable').holds).toBe(true)
    expect(ask('toSatisfyModel', WRONG.forgotten, false, 'strong-session-snapshot-isolation').holds).toBe(false)
  })

  it('is in doubt about models that no anomaly rules out, with and without .not', () => {
    const vacuous = modelNames.filter(model => ask('toSatisfyModel', RIGHT.lists, false, model).holds === false)
    expect(vacuous).toEqual([
      '1SR',
      'PRAM',
      'causal',
      'linearizable',
      'monotonic-reads',
      'monotonic-writes',
      'read-your-writes',
      'sequential',
      'session-serializable',
      'view-serializable',
      'writes-follow-reads',
    ])
    for (const isNot of [false, true]) {
      const { holds, text } = ask('toSatisfyModel', RIGHT.lists, isNot, 'linearizable')
      expect(holds).toBe(false)
      expect(text).toContain('That is unknown: no anomaly of transactions rules out linearizable')
    }
  })

  it('names the models when it is given another', () => {
    expect(() => ask('toSatisfyModel', RIGHT.lists, false, 'serialisable')).toThrow(UnknownModelError)
    expect(() => ask('toSatisfyModel', RIGHT.lists, false, undefined)).toThrow(/The models are: .*snapshot-isolation/)
  })
})

describe('what is no history of transactions', () => {
  it.each<[string, Operation[], RegExp]>([
    ['other operations', history([0, 'invoke', 'read'], [0, 'ok', 'read', 1]), /no operation is a transaction/],
    ['no dependency at all', serial([['r', 'x', null]]), /no transaction depends on another, so nothing was tested/],
    [
      'the same append twice',
      serial([['append', 'x', 1]], [['append', 'x', 1]]),
      /Two transactions appended 1 to key x/,
    ],
    ['both kinds', serial([['append', 'x', 1]], [['w', 'x', 1]]), /Unknown micro-operations: \[w x 1\]/],
    ['two at once', history(invoke(0, ['r', 'x', null]), invoke(0, ['r', 'x', null])), /two open operations/],
  ])('%s is unknown, with and without .not', (_, operations, reason) => {
    for (const isNot of [false, true]) {
      const { holds, text } = ask('toBeSerializable', operations, isNot)
      expect(holds).toBe(false)
      expect(text).toContain('That is unknown: ')
      expect(text).toMatch(reason)
    }
  })

  it('is an error where it is no history', () => {
    expect(() => ask('toBeCausal', Promise.resolve())).toThrow(NotAHistoryError)
    expect(() => ask('toSatisfyModel', 7, false, 'serializable')).toThrow(/toSatisfyModel judges/)
  })

  it('a value that nobody wrote is wrong by every model', () => {
    const garbage = serial([['w', 'x', 1]], [['r', 'x', 7]])
    for (const [matcher] of CASES) expect(ask(matcher, garbage).text).toContain('✗ garbage-read')
  })
})

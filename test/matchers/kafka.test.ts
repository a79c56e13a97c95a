/** The matchers of replicated logs, on histories made by hand. */

import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { matchers } from '../../matchers/index.ts'
import type { MatcherResult } from '../../matchers/matcher.ts'
import type { Operation } from '../../src/history/operation.ts'
import { type Entry, history } from '../checkers/histories.ts'

type Name = 'toLoseNoWrites' | 'toBeMonotonic' | 'toSkipNothing'

function ask(name: Name, received: readonly Operation[]): { holds: boolean; text: string } {
  const matcher = matchers[name] as (this: unknown, received: unknown) => MatcherResult
  const { pass, message } = matcher.call({ isNot: false, utils: { matcherHint: (hint: string) => hint } }, received)
  // With CI set, picocolors colours.
  return { holds: pass, text: stripVTControlCharacters(message()) }
}

const send = (process: number, offset: number, value: unknown): Entry[] => [
  [process, 'invoke', 'send', [['send', 'x', value]]],
  [process, 'ok', 'send', [['send', 'x', [offset, value]]]],
]
const poll = (process: number, pairs: [number, unknown][], extra: Partial<Operation> = {}): Entry[] => [
  [process, 'invoke', 'poll', [['poll']], extra],
  [process, 'ok', 'poll', [['poll', { x: pairs }]], extra],
]
const assign = (process: number): Entry[] => [
  [process, 'invoke', 'assign', ['x']],
  [process, 'ok', 'assign', ['x']],
]
const sent = [...send(0, 0, 'a'), ...send(0, 1, 'b'), ...send(0, 2, 'c')]

const right = history(
  ...sent,
  ...assign(1),
  ...poll(1, [
    [0, 'a'],
    [1, 'b'],
  ]),
  ...poll(1, [[2, 'c']], { final: true }),
)
const lost = history(
  ...sent,
  ...poll(1, [
    [0, 'a'],
    [2, 'c'],
  ]),
)
const unseen = history(
  ...sent,
  ...poll(
    1,
    [
      [0, 'a'],
      [1, 'b'],
    ],
    { final: true },
  ),
)
const unfinished = history(
  ...sent,
  ...poll(1, [
    [0, 'a'],
    [1, 'b'],
  ]),
)
const skipping = history(
  ...sent,
  ...poll(1, [[0, 'a']]),
  ...poll(1, [[2, 'c']]),
  ...poll(2, [
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]),
)
const repeating = history(
  ...sent,
  ...poll(1, [
    [0, 'a'],
    [1, 'b'],
  ]),
  ...poll(1, [
    [1, 'b'],
    [2, 'c'],
  ]),
)
const forgetful = history(
  ...sent,
  ...assign(1),
  ...poll(1, [
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]),
  ...assign(2),
  ...poll(2, [[0, 'a']]),
)

describe.each<readonly [Name, readonly [string, readonly Operation[], boolean][]]>([
  [
    'toLoseNoWrites',
    [
      ['all is polled', right, true],
      ['a message was passed over', lost, false],
      ['the end of the log was not polled when all was over', unseen, false],
      ['the end of the log was not polled, but may still be', unfinished, true],
      ['one reader skips what another gets', skipping, true],
    ],
  ],
  [
    'toSkipNothing',
    [
      ['all is polled in order', right, true],
      ['a poll leaves out', lost, false],
      ['a poll begins too late', skipping, false],
      ['a poll repeats', repeating, true],
    ],
  ],
  [
    'toBeMonotonic',
    [
      ['all is polled in order', right, true],
      ['a poll skips', skipping, true],
      ['a poll repeats', repeating, false],
      ['a commit is forgotten', forgetful, false],
    ],
  ],
])('%s', (name, cases) => {
  it.each(cases)('where %s', (_what, operations, holds) => {
    const asked = ask(name, operations)
    expect(asked.holds).toBe(holds)
    if (!holds) expect(asked.text).toMatch(/✗ .*key x[\s\S]*✗/)
  })
})

it('toLoseNoWrites names one of the messages that nobody polled as what it is', () => {
  const { text } = ask('toLoseNoWrites', history(...sent, ...poll(1, [[0, 'a']], { final: true })))
  expect(text).toContain(
    '✗ 2 acknowledged messages of key x were never polled by anybody, among them message b of key x.',
  )
})

import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/history.ts'
import { checkLog, explainLog, type LogOptions } from '../../src/log/index.ts'

interface More {
  readonly type?: Operation['type']
  readonly error?: unknown
  readonly final?: boolean
  readonly node?: string
}

type Done = More & { readonly process: number; readonly f: string; readonly value: unknown }

/** A history of operations one after the other, each with its invocation; a tenth of a second apart. */
function history(...operations: readonly Done[]): Operation[] {
  return operations.flatMap(({ type = 'ok', ...operation }, i) => [
    { ...operation, type: 'invoke', index: 2 * i, time: 2 * i * 1e8 },
    { ...operation, type, index: 2 * i + 1, time: (2 * i + 1) * 1e8 },
  ])
}

const send = (process: number, key: string, offset: number, value: unknown, more: More = {}): Done => ({
  process,
  f: 'send',
  value: [['send', key, [offset, value]]],
  ...more,
})
const poll = (process: number, messages: Record<string, [number, unknown][]>, more: More = {}): Done => ({
  process,
  f: 'poll',
  value: [['poll', messages]],
  ...more,
})
const assign = (process: number, keys: string[], more: More = {}): Done => ({
  process,
  f: 'assign',
  value: keys,
  ...more,
})

const types = (operations: readonly Operation[], options: LogOptions = {}) => checkLog(operations, options).errorTypes

describe('what a client sends', () => {
  it('must not go back from one send to the next', () => {
    const back = history(
      send(0, 'x', 3, 'c'),
      send(0, 'x', 1, 'a'),
      poll(1, {
        x: [
          [1, 'a'],
          [3, 'c'],
        ],
      }),
    )
    const { errors } = checkLog(back)
    expect(errors['nonmonotonic-send']).toMatchObject([
      { key: 'x', values: ['c', 'a'], delta: -1, ops: [{ index: 1 }, { index: 3 }] },
    ])
  })

  it('may, when the key was given away between', () => {
    const reassigned = history(send(0, 'x', 3, 'c'), assign(0, ['y']), send(0, 'x', 1, 'a'))
    expect(types(reassigned)).not.toContain('nonmonotonic-send')
  })

  it('may have gaps within an operation: others write too', () => {
    const both = {
      process: 0,
      f: 'send',
      value: [
        ['send', 'x', [0, 'a']],
        ['send', 'x', [2, 'c']],
      ],
    }
    const result = checkLog(
      history(
        send(1, 'x', 1, 'b'),
        both,
        poll(1, {
          x: [
            [0, 'a'],
            [1, 'b'],
            [2, 'c'],
          ],
        }),
      ),
    )
    expect(result).toMatchObject({ errorTypes: ['int-send-skip'], badErrorTypes: [], valid: true })
  })
})

describe('with subscriptions', () => {
  it('a rebalance may make polls skip and go back, from one to the next but not within one', () => {
    const operations = history(
      send(0, 'x', 0, 'a'),
      send(0, 'x', 1, 'b'),
      send(0, 'x', 2, 'c'),
      poll(1, { x: [[0, 'a']] }),
      poll(1, { x: [[2, 'c']] }),
      poll(1, { x: [[1, 'b']] }),
    )
    expect(checkLog(operations).badErrorTypes).toEqual(['nonmonotonic-poll', 'poll-skip'])
    expect(checkLog(operations, { subVia: ['subscribe'] })).toMatchObject({ valid: true, badErrorTypes: [] })
    const within = history(
      send(0, 'x', 0, 'a'),
      send(0, 'x', 1, 'b'),
      poll(1, {
        x: [
          [1, 'b'],
          [0, 'a'],
        ],
      }),
    )
    expect(checkLog(within, { subVia: ['subscribe'] }).valid).toBe(false)
    const rebalanced = within.map(op => ({ ...op, 'rebalance-log': [{ keys: ['x'] }] }))
    expect(checkLog(rebalanced).valid).toBe(true)
  })
})

describe('a message that stands twice in a log', () => {
  it('follows what stands before the last of its places, and not what stands before the others', () => {
    const txn = (process: number, ...value: unknown[]): Done => ({ process, f: 'txn', value })
    const operations = history(
      txn(0, ['send', 'x', [2, 'd']], ['send', 'y', [0, 'q']]),
      txn(1, ['poll', { y: [[0, 'q']] }], ['send', 'x', [0, 'b']]),
      poll(2, {
        x: [
          [0, 'b'],
          [1, 'd'],
        ],
      }),
    )
    expect(types(operations, { wwDeps: true })).toEqual(['duplicate', 'int-poll-skip'])
  })
})

describe('a message that is read and was never sent', () => {
  it('is garbage', () => {
    const { errors, valid } = checkLog(
      history(
        send(0, 'x', 0, 'a'),
        poll(1, {
          x: [
            [0, 'a'],
            [1, 'z'],
          ],
        }),
      ),
    )
    expect(valid).toBe(false)
    expect(errors['garbage-read']).toMatchObject([{ key: 'x', value: 'z', offset: 1, reader: { index: 3 } }])
  })

  it('is none when its send has not ended yet', () => {
    const open: Operation = { process: 5, type: 'invoke', f: 'send', value: [['send', 'x', 'z']], index: 0, time: 0 }
    const rest = history(
      send(0, 'x', 0, 'a'),
      poll(1, {
        x: [
          [0, 'a'],
          [1, 'z'],
        ],
      }),
    )
    const shifted = rest.map(op => ({ ...op, index: op.index! + 1 }))
    expect(types([open, ...shifted], { compatibility: 'none' })).toEqual([])
  })
})

describe('commits', () => {
  const sent = [0, 1, 2, 3].map(n => send(9, 'x', n, n))
  const from = (...offsets: number[]) => ({ x: offsets.map((n): [number, unknown] => [n, n]) })
  const back = (...operations: Done[]) => checkLog(history(...sent, ...operations), { commits: true })

  it('that go back are found: who is assigned a key must not begin before what was committed', () => {
    const { errors, valid } = back(
      assign(0, ['x']),
      poll(0, from(0, 1, 2, 3)),
      assign(1, ['x']),
      poll(1, from(1, 2, 3)),
    )
    expect(valid).toBe(true)
    expect(errors['nonmonotonic-commit']).toMatchObject([{ key: 'x', committed: 3, began: 1 }])
    expect(errors['nonmonotonic-commit']![0]!.story).toEqual([
      'c0  at 1.100 s  polled and committed up to offset 3',
      'c1  at 1.300 s  was assigned key x',
      'c1  at 1.500 s  polled from offset 1                 ✗ goes back',
    ])
  })

  it('do not, where the last message is polled once more, or a later commit was lower', () => {
    const again = back(assign(0, ['x']), poll(0, from(0, 1, 2, 3)), assign(1, ['x']), poll(1, from(3)))
    expect(again.errorTypes).toEqual([])
    const lower = back(
      assign(0, ['x']),
      assign(1, ['x']),
      poll(0, from(0, 1, 2, 3)),
      poll(1, from(0, 1)),
      assign(2, ['x']),
      poll(2, from(1, 2, 3)),
    )
    expect(lower.errorTypes).toEqual([])
  })

  it('do not, where a client keeps its keys, begins at the beginning, or may have committed nobody knows what', () => {
    const kept = back(
      assign(0, ['x']),
      poll(0, from(0, 1)),
      assign(1, ['x']),
      assign(1, ['x', 'y']),
      poll(1, from(1, 2, 3)),
    )
    expect(kept.errorTypes).toEqual([])
    const fromBeginning = back(
      assign(0, ['x']),
      poll(0, from(0, 1, 2, 3)),
      assign(1, ['x'], { final: true }),
      poll(1, from(0, 1, 2, 3)),
    )
    expect(fromBeginning.errorTypes).toEqual([])
    const unknown = { process: 2, type: 'info', f: 'poll', value: null } as const
    const doubt = back(
      assign(0, ['x']),
      assign(2, ['x']),
      poll(0, from(0, 1, 2, 3)),
      unknown,
      assign(1, ['x']),
      poll(1, from(0, 1, 2, 3)),
    )
    expect(doubt.errorTypes).toEqual([])
  })

  it('of which the outcome is unknown go no further back than their client had come', () => {
    const unknown = { process: 0, type: 'info', f: 'poll', value: null } as const
    const beginning = (first: number) =>
      back(assign(0, ['x']), poll(0, from(0, 1)), poll(0, from(2)), unknown, assign(1, ['x']), poll(1, from(first, 3)))
    expect(beginning(2).errorTypes).toEqual([])
    expect(beginning(1).errors['nonmonotonic-commit']).toMatchObject([{ committed: 2, began: 1 }])
  })
})

describe('figures', () => {
  const operations = history(
    assign(0, ['x']),
    send(0, 'x', 0, 'a'),
    send(0, 'x', 1, 'b'),
    poll(0, { x: [[0, 'a']] }),
    poll(0, {
      x: [
        [0, 'a'],
        [1, 'b'],
      ],
    }),
  )

  it('tell how often each process was handed what', () => {
    expect(checkLog(operations).consumption).toEqual([
      {
        process: 0,
        subscribed: false,
        polled: 3,
        messages: 2,
        times: { 1: 1, 2: 1 },
        most: [{ key: 'x', value: 'a', count: 2 }],
      },
    ])
  })

  it('tell how far readers are behind', () => {
    const { worstRealtimeLag, realtimeLag } = checkLog(operations)
    // The second poll begins 0.3 s after the send of b had ended, and its reader knows of a only.
    expect(worstRealtimeLag).toEqual({ time: 6e8, process: 0, key: 'x', lag: 1e8 })
    expect(realtimeLag.map(({ lag }) => lag)).toEqual([1e8, 0])
  })

  it('tell how much had not been polled, over time', () => {
    expect(checkLog(operations).unseen.map(({ total }) => total)).toEqual([1, 2, 1, 0])
  })

  it('tell why outcomes are unknown', () => {
    const timeout = send(7, 'x', 0, 'z', { type: 'info', error: { code: 0 } })
    expect(checkLog(history(send(0, 'x', 1, 'a'), timeout)).infoCauses).toEqual([{ error: { code: 0 }, count: 1 }])
  })
})

describe('the explanation', () => {
  it('shows the log around a lost message: who sent what, and who polled it', () => {
    const operations = history(
      send(0, 'x', 0, 'a'),
      send(1, 'x', 10, 'b'),
      send(0, 'x', 20, 'c'),
      poll(2, {
        x: [
          [0, 'a'],
          [20, 'c'],
        ],
      }),
    )
    const [text] = explainLog(checkLog(operations)).split('\n\nlost-write').slice(1)
    expect(text!.split('\n\nunseen')[0]).toBe(`

  Message b of key x is lost: at offset 10 it was acknowledged to c1 at 0.300 s, readers have gone on to offset 20, and none of them saw it.

    key x      message  sent by            polled by
    offset 0   a        c0, ok at 0.100 s  c2 at 0.700 s
    offset 10  b        c1, ok at 0.300 s  nobody         ✗ lost
    offset 20  c        c0, ok at 0.500 s  c2 at 0.700 s`)
  })

  it('shows who read what in which order where a poll skips', () => {
    const operations = history(
      ...[0, 1, 2, 3].map(n => send(0, 'x', n, n)),
      poll(1, { x: [[0, 0]] }),
      poll(1, { x: [[3, 3]] }),
    )
    const [evidence] = checkLog(operations).errors['poll-skip']!
    expect(evidence!.message).toBe(
      'c1 polled key x up to message 0, and at 1.100 s went on with 3: 1, 2 are missing between.',
    )
    expect(evidence!.story.slice(0, 2)).toEqual([
      'c1 polled  at 0.900 s  0: 0',
      'c1 polled  at 1.100 s  3: 3  ✗ skips 2',
    ])
  })

  it('tells which node a client had asked, where there are several', () => {
    const at = (node: string): More => ({ node })
    const operations = history(
      send(0, 'x', 0, 'a', at('n1')),
      send(1, 'x', 0, 'b', at('n2')),
      poll(2, { x: [[0, 'a']] }, at('n1')),
    )
    expect(checkLog(operations).errors['inconsistent-offsets']![0]!.story).toEqual([
      'key x     message  sent by                 polled by',
      'offset 0  a        c0 (n1), ok at 0.100 s  c2 (n1) at 0.500 s',
      'offset 0  b        c1 (n2), ok at 0.300 s  nobody              ✗ the same offset again',
    ])
  })

  it('tells of polls that did not end well', () => {
    const operations = history(
      send(0, 'x', 0, 'a'),
      poll(1, { x: [[0, 'a']] }, { type: 'fail' }),
      poll(2, { x: [[0, 'a']] }, { type: 'info' }),
    )
    expect(checkLog(operations).errors.unseen![0]!.story[1]).toBe(
      'offset 0  a        c0, ok at 0.100 s  c1 at 0.300 s (fail), c2 at 0.500 s (info)  ✗ never polled',
    )
  })

  it('stays short where very much is wrong', () => {
    const operations = history(...Array.from({ length: 500 }, (_, n) => send(0, 'x', 0, n)))
    const { errors } = checkLog(operations)
    const [evidence] = errors['inconsistent-offsets']!
    expect(evidence!.message).toBe('Offset 0 of key x was given to 500 messages: 0, 1, 2, 3, 4, 5, 6, 7, ….')
    expect(evidence!.story).toHaveLength(8)
    expect(evidence!.story.at(-1)!.trim()).toBe('… and 494 more')
  })

  it('says nothing where nothing is wrong', () => {
    expect(explainLog(checkLog(history(send(0, 'x', 0, 'a'), poll(1, { x: [[0, 'a']] }))))).toBe('')
  })
})

describe('a history that is none', () => {
  it('is refused with what is wrong about it', () => {
    const odd = history({ process: 0, f: 'poll', value: [['poll', { x: [7] }]] })
    expect(() => checkLog(odd)).toThrow(/Unknown micro-operations: index 1/)
  })

  it('from which nothing follows is invalid for Jepsen, and unknown otherwise', () => {
    expect(checkLog([])).toMatchObject({ valid: false, errorTypes: ['empty-transaction-graph'] })
    expect(checkLog([], { compatibility: 'none' }).valid).toBe('unknown')
  })
})

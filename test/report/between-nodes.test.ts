/** What a failure tells of the messages between nodes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { History, type Recording } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { betweenNodes } from '../../src/report/between-nodes.ts'
import { MILLISECOND } from '../../src/time/clock.ts'
import { recording } from '../history/recording.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'between-nodes-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Message = [src: string, dest: string, body: Record<string, unknown>, ms: number, lost?: string]

/** A history with its journal; messages arrive a millisecond after they are sent, unless they are lost. */
function run(
  operations: readonly Omit<Operation, 'index'>[],
  messages: readonly Message[],
  more: Partial<Recording> = {},
): History {
  const lines = messages.map(([src, dest, body, ms, lost], id) =>
    JSON.stringify({
      id,
      sent: ms * MILLISECOND,
      ...(lost === undefined ? { received: (ms + 1) * MILLISECOND } : { lost }),
      message: { src, dest, body },
    }),
  )
  writeFileSync(join(folder, 'messages.jsonl'), lines.map(line => `${line}\n`).join(''))
  const indexed = operations.map((operation, index) => ({ ...operation, index }))
  return new History(
    recording(indexed, { folder, options: { nodes: ['n1', 'n2', 'n3'] }, duration: 60_000 * MILLISECOND, ...more }),
  )
}

const op = (type: Operation['type'], process: number, f: string, value: unknown, ms: number, node: string) => ({
  type,
  process,
  f,
  value,
  time: ms * MILLISECOND,
  node,
})
const fault = (f: string, value: unknown, ms: number) => ({
  type: 'info' as const,
  process: 'nemesis' as const,
  f,
  value,
  time: ms * MILLISECOND,
})
const tell = (history: History) =>
  betweenNodes(
    history,
    { type: 'any', message: '', operations: history.operations.filter(({ process }) => process !== 'nemesis') },
    text => text,
  )

const lostElement = [
  op('invoke', 0, 'broadcast', 7, 100, 'n1'),
  op('ok', 0, 'broadcast', 7, 110, 'n1'),
  op('invoke', 2, 'read', null, 900, 'n3'),
  op('ok', 2, 'read', [], 901, 'n3'),
]

describe('a lost element', () => {
  it('is followed from node to node, and the messages that were to carry it and were lost are named with the fault in force', () => {
    const history = run(
      [
        fault('start-partition', null, 50),
        fault('start-partition', { partition: 'n1 n2 │ n3' }, 50),
        ...lostElement,
        fault('stop-partition', 'healed', 950),
      ],
      [
        ['c0', 'n1', { type: 'broadcast', msg_id: 1, message: 7 }, 100],
        ['n1', 'n2', { type: 'gossip', message: 7 }, 105],
        ['n1', 'n3', { type: 'gossip', message: 7 }, 105, 'partition'],
        ['n1', 'n3', { type: 'gossip', message: 7 }, 305, 'partition'],
        ['n2', 'n3', { type: 'gossip', message: 8 }, 200, 'partition'],
      ],
    )
    expect(tell(history)).toEqual([
      'Between the nodes, meanwhile:',
      '        0.050  partition  n1 n2 │ n3',
      '        0.105  n1 → n3  gossip {"message":7}  lost: partition, 2 such',
      '               7 reached n1 (0.101), n2 (0.106); no message brought it to n3',
    ])
  })

  it('is not found in numbers of messages, nor in a number that only contains it', () => {
    const history = run(lostElement, [
      ['c0', 'n1', { type: 'broadcast', msg_id: 1, message: 7 }, 100],
      ['n1', 'n2', { type: 'gossip', msg_id: 7, messages: [17, 70] }, 105],
      ['n1', 'n3', { type: 'gossip', messages: [3, 7] }, 105],
    ])
    expect(tell(history).at(-1)).toMatch(/7 reached n1 .*, n3 .*; no message brought it to n2$/)
  })

  it('that reached every node has no such line', () => {
    const history = run(lostElement, [
      ['c0', 'n1', { type: 'broadcast', message: 7 }, 100],
      ['n1', 'n2', { type: 'gossip', messages: [7] }, 105],
      ['n2', 'n3', { type: 'gossip', seen: { 7: true } }, 106],
    ])
    expect(tell(history).join('\n')).not.toMatch(/reached/)
  })
})

describe('a read that contradicts a write', () => {
  const staleRead = [
    op('invoke', 0, 'write', [1, 4], 100, 'n1'),
    op('ok', 0, 'write', [1, 4], 120, 'n1'),
    op('invoke', 1, 'read', [1, null], 200, 'n2'),
    op('ok', 1, 'read', [1, 3], 210, 'n2'),
  ]

  it('was answered without asking anyone', () => {
    const history = run(staleRead, [['n2', 'n1', { type: 'heartbeat' }, 150]])
    expect(tell(history).at(-1)).toMatch(/^ +0\.210 {2}n2 answers c1: read .* without asking anyone$/)
  })

  it('or after messages to others, which are named', () => {
    const history = run(staleRead, [
      ['n2', 'n3', { type: 'ask' }, 203],
      ['n2', 'n1', { type: 'ask' }, 203],
    ])
    expect(tell(history).at(-1)).toMatch(/having written to n1, n3$/)
  })

  it('has the lost messages of its time beside it, alike ones together, and none of another time', () => {
    const history = run(staleRead, [
      ...[110, 130, 150].map((ms): Message => ['n1', 'n2', { type: 'append', term: ms }, ms, 'loss']),
      ['n1', 'n2', { type: 'append' }, 50, 'loss'],
      ['n1', 'n2', { type: 'append' }, 300, 'loss'],
    ])
    expect(tell(history).filter(line => /lost/.test(line))).toEqual([
      expect.stringMatching(/0\.110 {2}n1 → n2 {2}append \{"term":110\} +lost: loss, 3 such$/),
    ])
  })
})

describe('few messages', () => {
  const [both, ...more] = ['n1', 'n2'].map((node, i) => [
    op('invoke', i, 'cas', [0, [1, i + 2]], 100, node),
    op('ok', i, 'cas', [0, [1, i + 2]], 200, node),
  ])
  const checkThenAct: Message[] = ['n1', 'n2'].flatMap((node, i): Message[] => [
    [node, 'lin-kv', { type: 'read', key: 0, msg_id: 1 }, 101 + i],
    ['lin-kv', node, { type: 'read_ok', value: 1, in_reply_to: 1 }, 111 + i],
    [node, 'lin-kv', { type: 'write', key: 0, value: i + 2, msg_id: 2 }, 121 + i],
    ['lin-kv', node, { type: 'write_ok', in_reply_to: 2 }, 131 + i],
  ])

  it('are told one by one, each with its reply: who tests first and acts then is seen', () => {
    const history = run(
      [both![0]!, more[0]![0]!, both![1]!, more[0]![1]!],
      checkThenAct.toSorted((a, b) => a[3] - b[3]),
    )
    expect(tell(history)).toEqual([
      'Between the nodes, meanwhile:',
      '        0.101  n1 → lin-kv  read {"key":0}             answered: read_ok {"value":1}',
      '        0.102  n2 → lin-kv  read {"key":0}             answered: read_ok {"value":1}',
      '        0.121  n1 → lin-kv  write {"key":0,"value":2}  answered: write_ok',
      '        0.122  n2 → lin-kv  write {"key":0,"value":3}  answered: write_ok',
    ])
  })

  it('whose reply is lost say so', () => {
    const history = run(both!, [
      ['n1', 'n2', { type: 'ask', msg_id: 1 }, 110],
      ['n2', 'n1', { type: 'ask_ok', in_reply_to: 1 }, 120, 'partition'],
    ])
    expect(tell(history).at(-1)).toMatch(/ask_ok +lost: partition$/)
  })

  it('become too many', () => {
    const many = Array.from({ length: 7 }, (_, i): Message => ['n1', 'n2', { type: `t${i}` }, 110 + i])
    expect(tell(run(both!, many))).toEqual([])
  })
})

describe('what only final reads show', () => {
  const final = [
    { ...op('invoke', 0, 'read', null, 5000, 'n1'), final: true },
    { ...op('ok', 0, 'read', 12, 5001, 'n1'), final: true },
  ]

  it('is the outcome of the whole run: what was lost in it is counted by type', () => {
    const messages = [100, 200, 300].flatMap((ms, i): Message[] => [
      ['n1', `n${2 + (i % 2)}`, { type: 'apply', delta: i }, ms],
      [`n${2 + (i % 2)}`, 'n1', { type: 'apply_ok' }, ms + 5, 'loss'],
    ])
    const lines = tell(run(final, messages, { workload: 'pn-counter' }))
    expect(lines[0]).toBe('Between the nodes, in the whole run:')
    expect(lines.slice(1)).toEqual([expect.stringMatching(/apply_ok +lost: loss, 3 of this type$/)])
  })

  it('and where nothing was lost, what nodes told each other, by an example', () => {
    const messages = Array.from({ length: 20 }, (_, i): Message => ['n1', 'n2', { type: 'merge', value: i }, 100 + i])
    expect(tell(run(final, messages, { workload: 'g-counter' })).at(-1)).toMatch(
      /merge \{"value":19\} +arrived, 20 of this type$/,
    )
  })
})

describe('faults', () => {
  const slow = [op('invoke', 0, 'generate', null, 100, 'n1'), op('ok', 0, 'generate', 'x', 900, 'n1')]

  it('are told even where there are no messages, those of a test that steers by hand too', () => {
    const history = run(
      [
        slow[0]!,
        fault('kill', ['n1'], 200),
        fault('kill', ['n1'], 201),
        fault('start', ['n1'], 300),
        fault('start', ['n1'], 301),
        fault('start-partition', [['n3'], ['n1', 'n2']], 400),
        slow[1]!,
      ],
      [],
    )
    expect(tell(history)).toEqual([
      'Between the nodes, meanwhile:',
      '        0.200  kill  n1',
      '        0.300  end of kill',
      '        0.400  partition  n3 │ n1 n2',
    ])
  })

  it('that had no part in what was lost are left out', () => {
    const partition = (value: string, from: number, to: number) => [
      fault('start-partition', null, from),
      fault('start-partition', { partition: value }, from),
      fault('stop-partition', null, to),
      fault('stop-partition', 'healed', to),
    ]
    const history = run(
      [
        ...lostElement.slice(0, 2),
        ...partition('n1 │ n2 n3', 150, 250),
        ...partition('n2 │ n1 n3', 300, 400),
        ...lostElement.slice(2),
      ],
      [
        ['c0', 'n1', { type: 'broadcast', message: 7 }, 100],
        ['n1', 'n2', { type: 'gossip', message: 7 }, 200, 'partition'],
      ],
    )
    expect(tell(history).join('\n')).toMatch(/n1 │ n2 n3/)
    expect(tell(history).join('\n')).not.toMatch(/n2 │ n1 n3/)
  })

  it('that killed nodes which held a lost element are told, also when they struck after the first read without it', () => {
    const history = run(
      [...lostElement, fault('start-kill', null, 1500), fault('start-kill', ['n1', 'n2'], 1500)],
      [['c0', 'n1', { type: 'broadcast', message: 7 }, 100]],
    )
    expect(tell(history)).toContainEqual(expect.stringMatching(/1\.500 {2}kill {2}n1 n2 {2}held 7: n1$/))
  })

  it('and each of them once: what it had later it had from others', () => {
    const kill = (ms: number) => [fault('start-kill', null, ms), fault('start-kill', ['n1'], ms)]
    const history = run(
      [...lostElement, ...kill(1500), fault('stop-kill', null, 1600), fault('stop-kill', ['n1'], 1600), ...kill(1700)],
      [['c0', 'n1', { type: 'broadcast', message: 7 }, 100]],
    )
    expect(tell(history).filter(line => line.includes('kill'))).toEqual([expect.stringMatching(/1\.500 {2}kill {2}n1/)])
  })

  it('and nodes that ended by themselves', () => {
    const problems = [
      { node: 'n2', kind: 'crash', time: 500 * MILLISECOND, message: 'n2 crashed', stderr: [] },
    ] as const
    expect(tell(run(slow, [], { problems }))).toContainEqual(expect.stringMatching(/0\.500 {2}n2 ended by itself$/))
  })
})

it('stays short however much was lost', () => {
  const history = run(
    lostElement,
    Array.from(
      { length: 500 },
      (_, i): Message => ['n1', `n${2 + (i % 2)}`, { type: `t${i}`, message: 7 }, 105, 'loss'],
    ),
  )
  expect(tell(history).length).toBeLessThan(12)
  expect(tell(history).join('\n')).toMatch(/and \d+ more kinds of lost messages/)
})

it('is silent where nothing was written', () => {
  expect(betweenNodes(new History(recording([])), { type: 'any', message: '', operations: [] }, text => text)).toEqual(
    [],
  )
})

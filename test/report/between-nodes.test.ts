/** What a failure tells of the messages between nodes. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { History } from '../../src/history/history.ts'
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
function run(operations: readonly Omit<Operation, 'index'>[], messages: readonly Message[]): History {
  const lines = messages.map(([src, dest, body, ms, lost], id) =>
    JSON.stringify({
      id,
      sent: ms * MILLISECOND,
      ...(lost === undefined ? { received: (ms + 1) * MILLISECOND } : { lost }),
      message: { src, dest, body },
    }),
  )
  writeFileSync(join(folder, 'messages.jsonl'), `${lines.join('\n')}\n`)
  const indexed = operations.map((operation, index) => ({ ...operation, index }))
  return new History(recording(indexed, { folder, options: { nodes: ['n1', 'n2', 'n3'] } }))
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

/** What is embedded in a page is the run: packed and unpacked again it is the same, and what belongs together is linked. */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnsOf } from '../../../src/report/page/client/columns.ts'
import { rank, unpack } from '../../../src/report/page/client/run.ts'
import { View } from '../../../src/report/page/client/view.ts'
import { journeysOf } from '../../../src/report/page/journey.ts'
import { packRun } from '../../../src/report/page/pack.ts'
import { readTexts } from '../../../src/report/page/texts.ts'
import { type RunData, readRun } from '../../../src/report/run-data.ts'
import { type GivenMessage, type GivenRun, MS, scratchFolder, writeRun } from '../run-folder.ts'

const scratch = scratchFolder('page-pack')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let number = 0
const made = (given: GivenRun): RunData => readRun(writeRun(join(scratch, String(number++)), given))
const unpacked = (run: RunData) => unpack(JSON.parse(JSON.stringify(packRun(run, new Map()))))

const messages = fc.array(
  fc.record({
    src: fc.constantFrom('n1', 'n2', 'c0', 'lin-kv'),
    dest: fc.constantFrom('n1', 'n2', 'c0', 'lin-kv'),
    sent: fc.nat(40).map(n => n * MS),
    took: fc.option(fc.nat(20).map(n => n * MS)),
    id: fc.option(fc.nat(3)),
    answers: fc.option(fc.nat(3)),
  }),
  { maxLength: 30 },
)
const given = messages.map(list =>
  list.map(
    ({ src, dest, sent, took, id, answers }): GivenMessage => ({
      src,
      dest,
      sent,
      body: {
        type: answers === null ? 'ask' : 'answer',
        ...(id === null ? {} : { msg_id: id }),
        ...(answers === null ? {} : { in_reply_to: answers }),
      },
      ...(took === null ? { lost: 'partition' } : { received: sent + took }),
    }),
  ),
)

describe('a packed run', () => {
  it('has every message with its ends, times and fate', () => {
    fc.assert(
      fc.property(given, list => {
        const run = made({ nodes: ['n1', 'n2'], messages: list })
        const { messages, lanes, types, fates } = unpacked(run)
        const told = Array.from({ length: messages.count }, (_, m) => ({
          id: messages.id[m],
          src: lanes[messages.src[m]!]!.id,
          dest: lanes[messages.dest[m]!]!.id,
          sent: messages.sent[m],
          type: types[messages.type[m]!],
          ...(messages.fate[m] === 0 ? { received: messages.end[m] } : { lost: fates[messages.fate[m]!] }),
        }))
        const written = list
          .map(({ body, ...message }, id) => ({ id, type: body!.type, ...message }))
          .sort((a, b) => a.sent - b.sent || a.id - b.id)
        expect(told).toEqual(written)
      }),
      { numRuns: 60 },
    )
  })

  it('links each reply to the last request before it that it answers', () => {
    fc.assert(
      fc.property(given, list => {
        const { messages } = unpacked(made({ nodes: ['n1', 'n2'], messages: list }))
        const sorted = list.map((message, id) => ({ ...message, id })).sort((a, b) => a.sent - b.sent || a.id - b.id)
        for (const [m, { src, dest, body }] of sorted.entries()) {
          const request =
            body!.in_reply_to === undefined
              ? -1
              : sorted
                  .slice(0, m)
                  .findLastIndex(
                    other => other.src === dest && other.dest === src && other.body!.msg_id === body!.in_reply_to,
                  )
          expect(messages.request[m]).toBe(request)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives every event a rank of its own, in the order of time, and no message arrives before it is sent', () => {
    fc.assert(
      fc.property(given, list => {
        const { messages } = unpacked(made({ nodes: ['n1', 'n2'], messages: list }))
        const { sent, end, times } = rank(messages)
        expect([...sent, ...end].sort((a, b) => a - b)).toEqual([...times.keys()])
        expect([...times]).toEqual([...times].sort((a, b) => a - b))
        for (let m = 0; m < messages.count; m++) {
          expect(sent[m]!).toBeLessThan(end[m]!)
          expect(times[sent[m]!]).toBe(messages.sent[m])
          expect(times[end[m]!]).toBe(messages.end[m])
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** c0 asks n1, which asks n2 and is answered, before it answers c0; n3 gossips to n2, to which it does not matter. */
const asked: readonly GivenMessage[] = [
  { src: 'c0', dest: 'n1', sent: 10 * MS, received: 10 * MS, body: { type: 'read', msg_id: 1 } },
  { src: 'n1', dest: 'n2', sent: 10 * MS, received: 15 * MS, body: { type: 'ask', msg_id: 2 } },
  { src: 'n3', dest: 'n1', sent: 11 * MS, received: 30 * MS, body: { type: 'gossip' } },
  { src: 'n2', dest: 'n1', sent: 15 * MS, received: 20 * MS, body: { type: 'ask_ok', in_reply_to: 2 } },
  { src: 'n1', dest: 'c0', sent: 20 * MS, received: 20 * MS, body: { type: 'read_ok', in_reply_to: 1 } },
  { src: 'n1', dest: 'n3', sent: 40 * MS, lost: 'partition', body: { type: 'gossip' } },
]
const operations: GivenRun['operations'] = [
  { time: 10 * MS, type: 'invoke', process: 0, f: 'read', value: null, node: 'n1' },
  { time: 20 * MS, type: 'ok', process: 0, f: 'read', value: 3, node: 'n1' },
  { time: 30 * MS, type: 'invoke', process: 7, f: 'read', value: null, node: 'n1' },
]

describe('the view of a run', () => {
  let view: View
  beforeAll(() => {
    view = new View(unpacked(made({ messages: asked, operations })))
  })
  const marked = () => [...(view.marks ?? [])]

  it('knows the request and the reply of an operation, and which messages came between them', () => {
    expect(view.run.operations[0]).toMatchObject({ request: 0, reply: 4, asked: '', got: '3' })
    view.choose({ kind: 'operation', at: 0 })
    expect(view.highlight).toBe('between')
    expect(marked()).toEqual([1, 1, 0, 1, 1, 0])
  })

  it('marks causes and effects of a message', () => {
    view.choose({ kind: 'message', at: 3 }, false, 'causes')
    expect(marked()).toEqual([1, 1, 0, 1, 0, 0])
    view.choose({ kind: 'message', at: 3 }, false, 'effects')
    expect(marked()).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('marks nothing when nothing is chosen', () => {
    view.choose(undefined)
    expect(view.marks).toBeUndefined()
  })

  it('filters by lane, by type and by operation', () => {
    const shown = () => [...view.shown]
    view.hiddenLanes.add(view.run.lanes.findIndex(({ id }) => id === 'n3'))
    view.refilter()
    expect(shown()).toEqual([1, 1, 0, 1, 1, 0])
    view.hiddenLanes.clear()
    view.hiddenTypes.add(view.run.types.indexOf('gossip'))
    view.refilter()
    expect(shown()).toEqual([1, 1, 0, 1, 1, 0])
    view.hiddenTypes.clear()
    view.about = 'f:read'
    view.refilter()
    expect(shown()).toEqual([1, 0, 0, 0, 1, 0])
    view.about = 'servers'
    view.refilter()
    expect(shown()).toEqual([0, 1, 1, 1, 0, 1])
    view.about = ''
    view.refilter()
  })

  it('shows the same stretch by the clock and by order', () => {
    view.showSpan(10 * MS, 20 * MS)
    view.setScale('order')
    const [from, to] = view.span
    expect(from).toBe(10 * MS)
    expect(to).toBeGreaterThanOrEqual(20 * MS)
    view.setScale('clock')
  })

  it('begins by order where most messages take no time, and by the clock elsewhere', () => {
    const scaleOf = (took: number) =>
      new View(
        unpacked(
          made({
            messages: [
              { src: 'c0', dest: 'n1', sent: 0, received: took },
              { src: 'n1', dest: 'c0', sent: took, received: 2 * took },
            ],
          }),
        ),
      ).scale
    expect(scaleOf(0)).toBe('order')
    expect(scaleOf(MS)).toBe('clock')
  })

  it('stands a client beside its node, and its successor in the same column', () => {
    const run = unpacked(
      made({
        nodes: ['n1', 'n2'],
        messages: [
          { src: 'c0', dest: 'n2', sent: 0, received: 0 },
          { src: 'c5', dest: 'n2', sent: 20 * MS, received: 20 * MS },
        ],
        operations: [
          { time: 0, type: 'invoke', process: 0, f: 'read', value: null, node: 'n2' },
          { time: 10 * MS, type: 'info', process: 0, f: 'read', value: null, node: 'n2' },
          { time: 20 * MS, type: 'invoke', process: 5, f: 'read', value: null, node: 'n2' },
        ],
      }),
    )
    const names = columnsOf(run.lanes, run.operations, new Set()).map(({ lanes }) =>
      lanes.map(lane => run.lanes[lane]!.id),
    )
    expect(names).toEqual([['n1'], ['c0', 'c5'], ['n2']])
  })
})

describe('the journey of a lost element', () => {
  const run = made({
    messages: [
      { src: 'c0', dest: 'n1', sent: 1 * MS, received: 1 * MS, body: { type: 'broadcast', message: 3, msg_id: 1 } },
      { src: 'n1', dest: 'c0', sent: 1 * MS, received: 1 * MS, body: { type: 'broadcast_ok', in_reply_to: 1 } },
      { src: 'n1', dest: 'n2', sent: 2 * MS, received: 4 * MS, body: { type: 'gossip', seen: [1, 3] } },
      { src: 'n1', dest: 'n3', sent: 2 * MS, lost: 'partition', body: { type: 'gossip', seen: [1, 3] } },
      { src: 'n1', dest: 'n3', sent: 3 * MS, received: 5 * MS, body: { type: 'gossip', seen: [1, 13], msg_id: 3 } },
      { src: 'n2', dest: 'c1', sent: 8 * MS, received: 8 * MS, body: { type: 'read_ok', messages: [1, 3] } },
    ],
    operations: [
      { time: 1 * MS, type: 'invoke', process: 0, f: 'broadcast', value: 3, node: 'n1' },
      { time: 1 * MS, type: 'ok', process: 0, f: 'broadcast', value: 3, node: 'n1' },
    ],
    valid: false,
    anomalies: [{ type: 'lost-element', message: 'element 3 is lost', operations: [0, 1] }],
  })

  it('tells which node had it when and from whom, and what was lost on the way', () => {
    const journey = journeysOf(run, readTexts(run)).get(0)!
    expect(journey.messages).toEqual([0, 2, 3])
    expect(journey.stops).toEqual([
      { node: 'n1', time: 1 * MS, from: 'c0', lost: [] },
      { node: 'n2', time: 4 * MS, from: 'n1', lost: [] },
      { node: 'n3', lost: [{ from: 'n1', time: 2 * MS, why: 'partition' }] },
    ])
  })
})

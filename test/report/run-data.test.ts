import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readJournal } from '../../src/network/journal.ts'
import { FATES, MessageTexts, NotARunError, type RunData, readRun } from '../../src/report/run-data.ts'
import { type GivenMessage, type GivenRun, MS, S, scratchFolder, writeRun } from './run-folder.ts'

const scratch = scratchFolder('run-data')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const write = (given: GivenRun) => writeRun(join(scratch, String(count++)), given)
const read = (given: GivenRun, options?: Parameters<typeof readRun>[1]) => readRun(write(given), options)

const nemesis = (time: number, f: string, value: unknown = null) =>
  ({ time, type: 'info', process: 'nemesis', f, value }) as const

describe('the operations of a run', () => {
  it('are paired, in order of invocation, with what was asked and what came back', () => {
    const { operations } = read({
      operations: [
        { time: 1, type: 'invoke', process: 0, f: 'write', value: 4, node: 'n1' },
        { time: 2, type: 'invoke', process: 1, f: 'read', value: null, node: 'n2', final: true },
        { time: 3, type: 'ok', process: 1, f: 'read', value: [1, 2], node: 'n2', final: true },
        { time: 4, type: 'info', process: 0, f: 'write', value: 4, node: 'n1', error: { code: 0, name: 'timeout' } },
        { time: 5, type: 'invoke', process: 5, f: 'cas', value: [1, 2] },
      ],
    })
    expect(operations).toMatchObject([
      {
        index: 0,
        completion: 3,
        process: 0,
        node: 'n1',
        f: 'write',
        outcome: 'info',
        invoked: 1,
        completed: 4,
        asked: '4',
        got: '',
        error: { name: 'timeout' },
      },
      { index: 1, completion: 2, process: 1, outcome: 'ok', asked: '', got: '[1,2]', final: true },
      { index: 4, process: 5, outcome: 'open', asked: '[1,2]', got: '' },
    ])
    expect(operations[2]).not.toHaveProperty('completed')
  })

  it('have values as texts of bounded length', () => {
    const value = Array.from({ length: 10_000 }, (_, i) => i)
    const { operations } = read({
      operations: [
        { time: 1, type: 'invoke', process: 0, f: 'read', value: null },
        { time: 2, type: 'ok', process: 0, f: 'read', value },
      ],
    })
    expect(operations[0]!.got).toMatch(/^\[0,1,2,.*…$/)
    expect(operations[0]!.got.length).toBe(200)
  })

  it('are referred to by the anomalies, each once, whether by invocation or completion; the nemesis is not', () => {
    const { anomalies } = read({
      valid: false,
      operations: [
        nemesis(0, 'start-loss'),
        { time: 1, type: 'invoke', process: 0, f: 'a', value: null },
        { time: 2, type: 'invoke', process: 1, f: 'b', value: null },
        { time: 3, type: 'ok', process: 1, f: 'b', value: null },
        { time: 4, type: 'ok', process: 0, f: 'a', value: null },
      ],
      anomalies: [{ type: 'odd', message: 'It is odd.', operations: [3, 0, 4, 1] }],
    })
    expect(anomalies).toEqual([{ type: 'odd', message: 'It is odd.', notes: {}, operations: [0, 1] }])
  })
})

const id = fc.constantFrom('n1', 'n2', 'n3', 'c0', 'c12', 'lin-kv', 'nowhere')
const message: fc.Arbitrary<GivenMessage> = fc
  .record({
    src: id,
    dest: id,
    sent: fc.integer({ min: 0, max: 60 * S }),
    body: fc.record(
      { type: fc.constantFrom('a', 'b', 'read_ok'), msg_id: fc.nat(), in_reply_to: fc.nat(), value: fc.json() },
      { requiredKeys: ['type'] },
    ),
    fate: fc.constantFrom(...FATES),
    delay: fc.integer({ min: 0, max: S }),
    copyOf: fc.option(fc.nat(5), { nil: undefined }),
  })
  .map(({ fate, delay, copyOf, ...message }) => ({
    ...message,
    ...(fate === 'received' ? { received: message.sent + delay } : { lost: fate }),
    ...(copyOf === undefined ? {} : { copyOf }),
  }))

const orNaN = (value: number | undefined) => value ?? Number.NaN

describe('the messages of a run', () => {
  it('are the records of the journal, in the order of sending', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), messages => {
        const run = read({ messages })
        const records = [...readJournal(join(run.folder, 'messages.jsonl'))].sort(
          (a, b) => a.sent - b.sent || a.id - b.id,
        )
        const { messages: held, endpoints } = run
        expect(held.count).toBe(records.length)
        expect(held.total).toBe(records.length)
        for (const [i, { id, sent, received, lost, copyOf, message }] of records.entries()) {
          const { type, msg_id, in_reply_to } = message.body
          expect({
            id: held.id[i],
            sent: held.sent[i],
            received: held.received[i],
            fate: FATES[held.fate[i]!],
            copyOf: held.copyOf[i],
            src: endpoints[held.src[i]!]!.id,
            dest: endpoints[held.dest[i]!]!.id,
            type: held.types[held.type[i]!],
            msgId: held.msgId[i],
            inReplyTo: held.inReplyTo[i],
          }).toEqual({
            id,
            sent,
            received: orNaN(received),
            fate: lost ?? 'received',
            copyOf: orNaN(copyOf),
            src: message.src,
            dest: message.dest,
            type,
            msgId: orNaN(msg_id as number | undefined),
            inReplyTo: orNaN(in_reply_to as number | undefined),
          })
        }
        expect(run.omitted).toEqual([])
        expect(run.duration).toBe(Math.max(0, ...records.map(({ sent, received }) => received ?? sent)))
      }),
      { numRuns: 60 },
    )
  })

  it('are fetched from the journal to the letter, however long they are', () => {
    const text = `ünï${'x'.repeat(400_000)}😀`
    const messages = [1, 2, 3].map(i => ({
      src: 'n1',
      dest: 'n2',
      sent: i,
      received: i,
      body: { type: 't', text: text + i },
    }))
    const run = read({ messages })
    const texts = new MessageTexts(run.folder, run.messages)
    try {
      for (const i of [2, 0, 1])
        expect(JSON.parse(texts.text(i))).toEqual({
          src: 'n1',
          dest: 'n2',
          body: { type: 't', text: `${text}${i + 1}` },
        })
      expect(run.messages.brief[0]!.length).toBeLessThanOrEqual(80)
    } finally {
      texts.close()
    }
  })

  it('leave out a last line that a killed run did not finish', () => {
    const folder = write({ messages: [{ src: 'n1', dest: 'n2', sent: 1, received: 2 }] })
    appendFileSync(join(folder, 'messages.jsonl'), '{"id":1,"sent":5,"rece')
    expect(readRun(folder).messages.count).toBe(1)
  })

  it('have nodes before services before clients, and nodes that were never heard of as well', () => {
    const messages = ['c10', 'lin-kv', 'c2', 'n2'].map((dest, i) => ({ src: 'n1', dest, sent: i, received: i }))
    expect(read({ nodes: ['n1', 'n2', 'n9'], messages }).endpoints).toEqual([
      { id: 'n1', kind: 'node' },
      { id: 'n2', kind: 'node' },
      { id: 'n9', kind: 'node' },
      { id: 'lin-kv', kind: 'service' },
      { id: 'c2', kind: 'client' },
      { id: 'c10', kind: 'client' },
    ])
  })
})

describe('a journal with more messages than are asked for', () => {
  /** One message each millisecond. */
  const many = (n: number): GivenMessage[] =>
    Array.from({ length: n }, (_, i) => ({
      src: 'n1',
      dest: 'n2',
      sent: i * MS,
      received: i * MS + 10,
      body: { type: 'tick', i },
    }))
  const omitted = (run: RunData) => run.omitted.reduce((sum, { messages }) => sum + messages, 0)

  it('is held from its beginning, and what is left out is told', () => {
    const run = read({ messages: many(5000), more: { duration: 5 * S } }, { messages: 100 })
    expect(run.messages.count).toBeGreaterThan(90)
    expect(run.messages.count).toBeLessThanOrEqual(100)
    expect(run.messages.total).toBe(5000)
    expect(Array.from(run.messages.id)).toEqual(Array.from({ length: run.messages.count }, (_, i) => i))
    expect(run.omitted).toHaveLength(1)
    expect(run.omitted[0]!.messages).toBe(5000 - run.messages.count)
    expect(run.omitted[0]!.from).toBeGreaterThan(run.messages.sent.at(-1)!)
  })

  it('is held around the operations of an anomaly first', () => {
    const run = read(
      {
        messages: many(5000),
        valid: false,
        operations: [
          { time: 3 * S, type: 'invoke', process: 0, f: 'write', value: 1 },
          { time: 3 * S + 5 * MS, type: 'ok', process: 0, f: 'write', value: 1 },
          { time: 4 * S, type: 'invoke', process: 1, f: 'read', value: null },
          { time: 4 * S + 5 * MS, type: 'ok', process: 1, f: 'read', value: null },
        ],
        anomalies: [{ type: 'lost', message: 'Lost.', operations: [1, 3] }],
        more: { duration: 5 * S },
      },
      { messages: 60 },
    )
    const held = new Set(run.messages.id)
    for (const from of [3000, 4000]) for (let i = from; i <= from + 5; i++) expect(held).toContain(i)
    expect(run.messages.count).toBeLessThanOrEqual(60)
    expect(omitted(run) + run.messages.count).toBe(5000)
  })

  it('is cut even within one instant, when that alone has too many', () => {
    const burst = Array.from({ length: 300 }, () => ({ src: 'n1', dest: 'n2', sent: 5, received: 5 }))
    const run = read({ messages: burst, more: { duration: S } }, { messages: 100 })
    expect(run.messages.count).toBe(100)
    expect(run.omitted).toEqual([{ messages: 200, from: 5, to: 5 }])
  })

  it('is never held beyond the limit, is complete where it is held, and accounts for the rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1000 * MS }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 1000 * MS }),
        (times, limit, at) => {
          const run = read(
            {
              messages: times.map(sent => ({ src: 'n1', dest: 'n2', sent, received: sent })),
              valid: false,
              operations: [{ time: at, type: 'invoke', process: 0, f: 'f', value: null }],
              anomalies: [{ type: 'x', message: 'X.', operations: [0] }],
              more: { duration: 1000 * MS },
            },
            { messages: limit },
          )
          const { count, total, sent } = run.messages
          expect(count).toBeLessThanOrEqual(limit)
          expect(count).toBeGreaterThan(0)
          expect(omitted(run) + count).toBe(total)
          expect(total).toBe(times.length)
          // No message that is held was sent within a stretch that is left out, unless a single instant has too many.
          for (const { from, to } of run.omitted)
            if (to > from) expect(Array.from(sent).filter(time => time > from && time < to - MS)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('faults', () => {
  it('are on from the first entry about their start to the last one about their end', () => {
    const { faultWindows } = read({
      operations: [
        nemesis(10, 'start-partition'),
        nemesis(11, 'start-partition', { shape: 'one', partition: 'n1 │ n2 n3' }),
        nemesis(15, 'start-kill'),
        nemesis(16, 'start-kill', ['n2']),
        nemesis(20, 'stop-partition'),
        nemesis(21, 'stop-partition', 'healed'),
        nemesis(30, 'stop-kill'),
        nemesis(35, 'stop-kill', ['n2']),
        nemesis(40, 'start-loss'),
        nemesis(40, 'start-loss', '30 % of messages'),
      ],
      more: { duration: 50 },
    })
    expect(faultWindows).toEqual([
      { fault: 'partition', detail: 'n1 │ n2 n3', from: 10, to: 21, nodes: [] },
      { fault: 'kill', detail: 'n2', from: 15, to: 35, nodes: ['n2'] },
      { fault: 'loss', detail: '30 % of messages', from: 40, to: 50, nodes: [] },
    ])
  })

  it('of one name may overlap', () => {
    const { faultWindows } = read({
      operations: [
        nemesis(10, 'start-partition'),
        nemesis(10, 'start-partition', { partition: 'first' }),
        nemesis(12, 'start-partition'),
        nemesis(12, 'start-partition', { partition: 'second' }),
        nemesis(20, 'stop-partition'),
        nemesis(20, 'stop-partition', 'healed'),
        nemesis(30, 'stop-partition'),
        nemesis(30, 'stop-partition', 'healed'),
      ],
      more: { duration: 50 },
    })
    expect(faultWindows.map(({ detail, from, to }) => [detail, from, to])).toEqual([
      ['first', 10, 20],
      ['second', 12, 30],
    ])
  })

  it('by hand: a partition ends with healing or with the next one; a killed node is down until it is started', () => {
    const { faultWindows, downtimes } = read({
      operations: [
        nemesis(10, 'start-partition', [['n1'], ['n2', 'n3']]),
        nemesis(20, 'start-partition', [['n2'], ['n1', 'n3']]),
        nemesis(30, 'stop-partition'),
        nemesis(40, 'kill', ['n1']),
        nemesis(41, 'kill', ['n1']),
        nemesis(42, 'pause', ['n2']),
        nemesis(42, 'pause', ['n2']),
        nemesis(50, 'start', ['n1']),
        nemesis(55, 'start', ['n1']),
        nemesis(60, 'resume', ['n2']),
        nemesis(60, 'resume', ['n2']),
        nemesis(70, 'kill', ['n1']),
        nemesis(70, 'kill', ['n1']),
      ],
      more: { duration: 100 },
    })
    expect(faultWindows.map(({ fault, detail, from, to }) => [fault, detail, from, to])).toEqual([
      ['partition', 'n1 │ n2 n3', 10, 20],
      ['partition', 'n2 │ n1 n3', 20, 30],
      ['kill', 'n1', 40, 50],
      ['pause', 'n2', 42, 60],
      ['kill', 'n1', 70, 100],
    ])
    expect(downtimes).toEqual([
      { node: 'n1', why: 'killed', from: 40, to: 50 },
      { node: 'n2', why: 'paused', from: 42, to: 60 },
      { node: 'n1', why: 'killed', from: 70, to: 100 },
    ])
  })
})

describe('a node that did not run', () => {
  it('was killed until the init of its next start reached it', () => {
    const { downtimes } = read({
      operations: [
        nemesis(10, 'start-kill'),
        nemesis(12, 'start-kill', ['n1', 'n2']),
        nemesis(30, 'stop-kill'),
        nemesis(60, 'stop-kill', ['n1', 'n2']),
      ],
      messages: [
        { src: 'c0-n1', dest: 'n1', body: { type: 'init' }, sent: 0, received: 0 },
        { src: 'c0-n1', dest: 'n1', body: { type: 'init' }, sent: 44, received: 45 },
      ],
      more: { duration: 100 },
    })
    expect(downtimes).toEqual([
      { node: 'n1', why: 'killed', from: 10, to: 45 },
      // Of this one no init is among the messages: the beginning of its restart.
      { node: 'n2', why: 'killed', from: 10, to: 30 },
    ])
  })

  it('crashed by itself until somebody started it, or for good', () => {
    const problem = (node: string, time: number) =>
      ({ node, kind: 'crash', time, message: 'it crashed', stderr: [] }) as const
    const { downtimes } = read({
      operations: [nemesis(50, 'stop-kill'), nemesis(51, 'stop-kill', ['n1'])],
      more: { duration: 100, problems: [problem('n1', 20), problem('n3', 70)] },
    })
    expect(downtimes).toEqual([
      { node: 'n1', why: 'crashed', from: 20, to: 50 },
      { node: 'n3', why: 'crashed', from: 70, to: 100 },
    ])
  })
})

describe('the logs of the nodes', () => {
  it('are their ends, from the beginning of a line, with what is left out counted', () => {
    const text = Array.from({ length: 1000 }, (_, i) => `line ${i} ä\n`).join('')
    const { logs } = read({ logs: { n10: 'short\n', n2: text } }, { logBytes: 2000 })
    expect(logs.map(({ node }) => node)).toEqual(['n2', 'n10'])
    const [long, short] = logs
    expect(short).toEqual({ node: 'n10', path: 'node-logs/n10.log', bytes: 6, omittedBytes: 0, text: 'short\n' })
    expect(long!.text).toMatch(/^line \d+ ä\n/)
    expect(text.endsWith(long!.text)).toBe(true)
    expect(long!.omittedBytes + Buffer.byteLength(long!.text)).toBe(long!.bytes)
  })
})

describe('a folder without a run', () => {
  it('is refused, and the message says why', () => {
    expect(() => readRun(join(scratch, 'nowhere'))).toThrow(NotARunError)
    const folder = write({})
    writeFileSync(join(folder, 'results.json'), '{"valid": tr')
    expect(() => readRun(folder)).toThrow(/is not what a run writes there/)
  })

  it('is one that has no journal or history yet only in part', () => {
    const folder = write({ operations: [{ time: 1, type: 'invoke', process: 0, f: 'f', value: null }] })
    rmSync(join(folder, 'messages.jsonl'))
    rmSync(join(folder, 'history.jsonl'))
    expect(readRun(folder)).toMatchObject({ operations: [], messages: { count: 0 } })
    expect(readFileSync(join(folder, 'results.json'), 'utf8')).toContain('"valid": true')
  })
})

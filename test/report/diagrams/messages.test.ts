/** messages.svg, held against the journal. */

import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { itWith } from '../../../examples/toolchains.ts'
import { cluster } from '../../../src/cluster.ts'
import { type JournalRecord, readJournal } from '../../../src/network/journal.ts'
import { messages as draw } from '../../../src/report/diagrams/messages.ts'
import { FATES, type RunData, readRun } from '../../../src/report/run-data.ts'
import { type GivenMessage, type GivenRun, MS, S, scratchFolder, writeRun } from '../run-folder.ts'
import { find, hasClass, parseXml, textOf, titleOf, type XmlElement } from './xml.ts'

const scratch = scratchFolder('messages')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const read = (given: GivenRun) => readRun(writeRun(join(scratch, String(count++)), given))
const nemesis = (time: number, f: string, value: unknown = null) =>
  ({ time, type: 'info', process: 'nemesis', f, value }) as const

interface DrawnArrow {
  readonly id: number
  readonly fate: string
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly element: XmlElement
}

const isArrow = (element: XmlElement) => hasClass('message')(element) && element.attributes['data-id'] !== undefined

function arrowsOf(svg: XmlElement): DrawnArrow[] {
  return find(svg, isArrow).map(element => {
    const path = find(element, ({ name }) => name === 'path')[0]!.attributes.d!
    const numbers = [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number)) as [
      number,
      number,
      ...number[],
    ]
    const [x, y, ...rest] = numbers
    const loop = path.includes('c')
    const to = loop ? ([x + rest.at(-2)!, y + rest.at(-1)!] as const) : ([rest[0]!, rest[1]!] as const)
    return {
      id: Number(element.attributes['data-id']),
      fate: element.attributes['data-fate']!,
      from: [x, y],
      to,
      element,
    }
  })
}

/** Where the line of a node or service stands: at its name. */
function placesOf(svg: XmlElement): Map<string, number> {
  return new Map(find(svg, hasClass('head')).map(head => [textOf(head), Number(head.attributes.x)]))
}

/** What holds of every diagram that shows the whole journal. */
function agrees(run: RunData, records: readonly JournalRecord[]): void {
  const svg = parseXml(draw(run, { messages: 10_000 }))
  const arrows = new Map(arrowsOf(svg).map(arrow => [arrow.id, arrow]))
  const places = placesOf(svg)
  expect([...arrows.keys()].sort((a, b) => a - b)).toEqual(records.map(({ id }) => id).sort((a, b) => a - b))
  for (const { id, lost, copyOf, message } of records) {
    const { fate, from, to, element } = arrows.get(id)!
    const { src, dest } = message
    expect(fate).toBe(lost ?? 'received')
    // From the line of the sender, and to that of the receiver if it arrived there: up to the point of the arrow.
    if (places.has(src)) expect(from[0]).toBeCloseTo(places.get(src)!, 0)
    if (lost === undefined && places.has(dest)) expect(Math.abs(to[0] - places.get(dest)!)).toBeLessThanOrEqual(1.2)
    if (lost !== undefined && places.has(dest)) expect(Math.abs(to[0] - places.get(dest)!)).toBeGreaterThan(10)
    expect(to[1]).toBeGreaterThan(from[1])
    expect(find(element, hasClass('cross'))).toHaveLength(lost === undefined || lost === 'in-flight' ? 0 : 1)
    expect(find(element, ({ attributes }) => attributes['marker-end'] !== undefined)).toHaveLength(
      lost === undefined ? 1 : 0,
    )
    expect(hasClass('copy')(element)).toBe(copyOf !== undefined)
    expect(find(element, hasClass('twice'))).toHaveLength(copyOf === undefined ? 0 : 1)
    const type = String(message.body.type)
    expect(titleOf(element)).toContain(type)
    expect(titleOf(element)).toContain(
      lost === undefined ? 'received' : lost === 'in-flight' ? 'under way' : `lost: ${lost}`,
    )
  }
  // Time runs downwards.
  const events = records.flatMap(({ id, sent, received }) => {
    const { from, to } = arrows.get(id)!
    return [{ time: sent, y: from[1] }, ...(received === undefined ? [] : [{ time: received, y: to[1] }])]
  })
  events.sort((a, b) => a.time - b.time || a.y - b.y)
  for (const [i, event] of events.entries()) if (i > 0) expect(event.y).toBeGreaterThanOrEqual(events[i - 1]!.y - 0.1)
}

describe('messages.svg of a real run under faults', async () => {
  const history = await cluster({
    bin: resolve('examples/broadcast/node.ts'),
    clock: 'virtual',
    nodes: 5,
    workload: 'broadcast',
    rate: 20,
    timeLimit: '4s',
    recovery: '1s',
    latency: 20,
    nemesis: ['partition', 'kill', 'loss', 'duplicate', 'pause'],
    nemesisInterval: '700ms',
    seed: 7,
    results: scratch,
    report: 'never',
  })
  const run = readRun(history.folder!)
  const records = [...readJournal(join(history.folder!, 'messages.jsonl'))]
  const svg = parseXml(draw(run, { messages: 10_000 }))

  it('has an arrow for every message of the journal: lost ones end in a cross, copies are marked, time runs downwards', () => {
    expect(new Set(records.map(({ lost }) => lost))).toEqual(new Set([undefined, 'partition', 'loss', 'node-down']))
    expect(records.some(({ copyOf }) => copyOf !== undefined)).toBe(true)
    agrees(run, records)
  })

  it('has a labelled band for every fault', () => {
    const drawn = find(svg, element => hasClass('fault')(element) && element.attributes['data-fault'] !== undefined)
    expect(drawn.map(({ attributes }) => attributes['data-fault']).sort()).toEqual(
      run.faultWindows.map(({ fault }) => fault).sort(),
    )
    for (const { fault, detail } of run.faultWindows)
      expect(drawn.some(band => titleOf(band).startsWith(`${fault} ${detail},`))).toBe(true)
  })

  it('has a gap in the line of each node that was down, and a mark where it was paused', () => {
    const gaps = find(svg, hasClass('downtime'))
    expect(gaps.filter(hasClass('killed')).length).toBeGreaterThan(0)
    expect(gaps.filter(hasClass('paused')).length).toBeGreaterThan(0)
    expect(gaps).toHaveLength(run.downtimes.length)
    const places = placesOf(svg)
    const lines = find(svg, hasClass('lifeline', 'node')).map(({ attributes }) => {
      const [x, from, to] = /^M([\d.]+) ([\d.]+)V([\d.]+)$/.exec(attributes.d!)!.slice(1).map(Number)
      return { x: x!, from: from!, to: to! }
    })
    for (const gap of gaps) {
      const box = find(gap, ({ name }) => name === 'rect')[0]!.attributes
      const [top, bottom] = [Number(box.y), Number(box.y) + Number(box.height)]
      const own = lines.filter(({ x }) => Math.abs(x - places.get(gap.attributes['data-node']!)!) < 1)
      expect(own.length).toBeGreaterThan(0)
      for (const { from, to } of own) expect(to <= top + 0.2 || from >= bottom - 0.2).toBe(true)
    }
  })

  it('says what it shows to whoever does not see it', () => {
    const [, description] = find(svg, ({ name }) => name === 'title' || name === 'desc')
    expect(svg.attributes.role).toBe('img')
    expect(svg.attributes['aria-labelledby']).toBe('maelstrom-messages-title maelstrom-messages-description')
    expect(textOf(description!)).toContain(`${records.length} messages`)
    expect(textOf(description!)).toContain('Faults: ')
  })
})

const endpoint = fc.constantFrom('n1', 'n2', 'n3', 'c0', 'c1', 'c0-n1', 'lin-kv', 'nowhere')
const arbitraryText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    ']]>',
    '"\'&amp;',
    '\u0000\u001b[31m',
    '\ud800',
    '\uffff',
    '\u202egnp.',
    '-->',
    '<!--',
  ),
)
const journal: fc.Arbitrary<GivenMessage[]> = fc.array(
  fc
    .record({
      src: endpoint,
      dest: endpoint,
      sent: fc.integer({ min: 0, max: 2 * S }),
      type: arbitraryText,
      text: arbitraryText,
      fate: fc.constantFrom(...FATES),
      delay: fc.integer({ min: 0, max: 300 * MS }),
      copyOf: fc.option(fc.nat(5), { nil: undefined }),
    })
    .map(({ fate, delay, copyOf, type, text, ...message }) => ({
      ...message,
      body: { type: type.replace(/\s/g, '') || 'empty', text },
      ...(fate === 'received' ? { received: message.sent + delay } : { lost: fate }),
      ...(copyOf === undefined ? {} : { copyOf }),
    })),
  { maxLength: 30 },
)

describe('messages.svg of any journal', () => {
  it('is well-formed and has every arrow in its place', () => {
    fc.assert(
      fc.property(journal, given => {
        // Ids are given in the order of sending, as the network does.
        const messages = given.toSorted((a, b) => a.sent - b.sent)
        const run = read({ messages })
        const svg = parseXml(draw(run))
        const arrows = new Map(arrowsOf(svg).map(arrow => [arrow.id, arrow]))
        const records = [...readJournal(join(run.folder, 'messages.jsonl'))]
        expect([...arrows.keys()].sort((a, b) => a - b)).toEqual(records.map(({ id }) => id))
        for (const { id, lost, received } of records) {
          const { fate, from, to, element } = arrows.get(id)!
          expect(fate).toBe(lost ?? 'received')
          expect(find(element, hasClass('cross'))).toHaveLength(received !== undefined || lost === 'in-flight' ? 0 : 1)
          expect(to[1]).toBeGreaterThan(from[1])
          for (const number of [...from, ...to]) expect(number).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 60 },
    )
  })

  itWith('python3')('is XML to another parser, whatever nodes write', async () => {
    const texts = [
      '<script>alert(1)</script>',
      ']]>',
      '"\'&',
      '\u0000\u0007\u001b[31m',
      '\ud800',
      '\ufffe',
      'x'.repeat(1e6),
    ]
    const run = read({
      nodes: ['n1', '<b>'],
      messages: texts.map((text, i) => ({
        src: 'n1',
        dest: '<b>',
        sent: i,
        received: i + 1,
        body: { type: text, text },
      })),
      more: { workload: '<w>&"', seed: '</svg>' },
    })
    const svg = draw(run)
    const check =
      'import sys, xml.dom.minidom as m; d = m.parseString(sys.stdin.buffer.read()); print(len(d.getElementsByTagName("script")))'
    expect(execFileSync('python3', ['-c', check], { input: svg, encoding: 'utf8' }).trim()).toBe('0')
    expect(svg.length).toBeLessThan(40_000)
  })
})

describe('a run with more messages than fit', () => {
  const many = (n: number): GivenMessage[] =>
    Array.from({ length: n }, (_, i) => ({
      src: 'n1',
      dest: 'n2',
      sent: i * MS,
      received: i * MS + MS,
      body: { type: 'tick', i },
    }))
  const shownOf = (svg: string) => arrowsOf(parseXml(svg)).map(({ id }) => id)

  it('shows the first ones, and says how many there are besides', () => {
    const svg = draw(read({ messages: many(1000) }), { messages: 50 })
    expect(shownOf(svg)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(svg).toContain('50 of 1,000 messages: the first ones, until 0.049 s')
    expect(svg).toContain('950 more messages are in messages.jsonl and in index.html.')
  })

  it('shows those around the operations of the first anomaly, with a break between that says what is left out', () => {
    const run = read({
      messages: many(1000),
      valid: false,
      operations: [
        { time: 300 * MS, type: 'invoke', process: 0, f: 'write', value: 1 },
        { time: 303 * MS, type: 'ok', process: 0, f: 'write', value: 1 },
        { time: 800 * MS, type: 'invoke', process: 1, f: 'read', value: null },
        { time: 803 * MS, type: 'ok', process: 1, f: 'read', value: null },
      ],
      anomalies: [{ type: 'lost', message: 'Lost.', operations: [0, 2] }],
    })
    const svg = draw(run, { messages: 50 })
    const shown = shownOf(svg)
    expect(shown.length).toBeLessThanOrEqual(50)
    expect(shown).toEqual(expect.arrayContaining([298, 300, 303, 798, 800, 803]))
    expect(shown.some(id => id > 400 && id < 700)).toBe(false)
    const [left] = /later; (\d+) messages are not shown/.exec(svg)!.slice(1)
    const before = shown.findIndex(id => id > 600)
    expect(Number(left)).toBe(shown[before]! - shown[before - 1]! - 1)
    expect(svg).toContain('those around the operations of the first anomaly')
  })

  it('stays small when there are many thousands', () => {
    const svg = draw(read({ messages: many(20_000) }))
    expect(shownOf(svg)).toHaveLength(500)
    expect(svg.length).toBeLessThan(500_000)
  })
})

describe('clients', () => {
  const exchange = (client: string, at: number, id: number, node = 'n1'): GivenMessage[] => [
    { src: client, dest: node, body: { type: 'read', msg_id: id }, sent: at, received: at },
    { src: node, dest: client, body: { type: 'read_ok', in_reply_to: id }, sent: at + 2 * MS, received: at + 2 * MS },
  ]
  const bars = (svg: string) =>
    find(parseXml(svg), hasClass('exchange')).map(bar => ({
      client: bar.attributes['data-client'],
      x: Number(find(bar, ({ name }) => name === 'rect')[0]!.attributes.x),
      evidence: hasClass('evidence')(bar),
    }))

  it('share a line beside their node while they do not overlap, and have one each where they do', () => {
    const apart = bars(draw(read({ messages: [...exchange('c0', 0, 1), ...exchange('c5', 10 * MS, 1)] })))
    expect(apart.map(({ client }) => client)).toEqual(['c0', 'c5'])
    expect(apart[0]!.x).toBe(apart[1]!.x)
    const [a, b] = [exchange('c0', 0, 1), exchange('c1', MS, 1)]
    const together = bars(draw(read({ messages: [a[0]!, b[0]!, a[1]!, b[1]!] })))
    expect(together[0]!.x).not.toBe(together[1]!.x)
  })

  it('have their part of an anomaly marked, with what they did beside it', () => {
    const run = read({
      messages: [...exchange('c0', 0, 1), ...exchange('c1', 10 * MS, 1)],
      valid: false,
      operations: [
        { time: 0, type: 'invoke', process: 0, f: 'read', value: null },
        { time: 2 * MS, type: 'ok', process: 0, f: 'read', value: 3 },
        { time: 10 * MS, type: 'invoke', process: 1, f: 'read', value: null },
        { time: 12 * MS, type: 'ok', process: 1, f: 'read', value: 4 },
      ],
      anomalies: [{ type: 'stale', message: 'Stale.', operations: [3] }],
    })
    const svg = draw(run)
    expect(bars(svg).map(({ client, evidence }) => [client, evidence])).toEqual([
      ['c0', false],
      ['c1', true],
    ])
    expect(find(parseXml(svg), hasClass('finding')).map(textOf)).toEqual(['◀ read → 4'])
  })
})

describe('a run without messages', () => {
  it('says so', () => {
    const svg = draw(read({ operations: [nemesis(5, 'start-loss', 'all')], more: { duration: 10 } }))
    expect(textOf(parseXml(svg))).toContain('No message was sent in this run.')
  })
})

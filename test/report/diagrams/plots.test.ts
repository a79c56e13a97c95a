/** timeline.svg, latency-raw.svg, latency-quantiles.svg and rate.svg, held against the history. */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/history/operation.ts'
import { DIAGRAMS } from '../../../src/report/diagrams/index.ts'
import { latencyQuantiles } from '../../../src/report/diagrams/latency-quantiles.ts'
import { latencyRaw } from '../../../src/report/diagrams/latency-raw.ts'
import { rate } from '../../../src/report/diagrams/rate.ts'
import { timeline } from '../../../src/report/diagrams/timeline.ts'
import { readRun } from '../../../src/report/run-data.ts'
import { type GivenRun, MS, S, scratchFolder, writeRun } from '../run-folder.ts'
import { find, hasClass, parseXml, textOf, titleOf, type XmlElement } from './xml.ts'

const scratch = scratchFolder('plots')
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const read = (given: GivenRun) => readRun(writeRun(join(scratch, String(count++)), given))

type Given = Omit<Operation, 'index'>

/** An operation of process `process`, from `from` to `to`, both in ms; without `to` it stays open. */
interface Done {
  readonly process: number
  readonly f: string
  readonly from: number
  readonly to?: number
  readonly type?: 'ok' | 'fail' | 'info'
}

function historyOf(done: readonly Done[]): Given[] {
  return done
    .flatMap(({ process, f, from, to, type = 'ok' }): Given[] => [
      { time: from * MS, type: 'invoke', process, f, value: null },
      ...(to === undefined ? [] : [{ time: to * MS, type, process, f, value: null } as const]),
    ])
    .sort((a, b) => a.time - b.time)
}

const runOf = (done: readonly Done[], seconds = 10) =>
  read({ operations: historyOf(done), more: { duration: seconds * S } })

const done = fc
  .array(
    fc.record({
      f: fc.constantFrom('read', 'write', '<f>'),
      from: fc.nat(9000),
      took: fc.nat(900),
      type: fc.constantFrom('ok', 'fail', 'info', undefined),
    }),
    { maxLength: 60 },
  )
  .map(all =>
    all.map(
      ({ f, from, took, type }, process): Done =>
        type === undefined ? { process, f, from } : { process, f, from, to: from + took, type },
    ),
  )

const numbers = (path: string) => [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number))

/** The text that stands on the left of each horizontal line of the grid, with its place. */
function ticksOf(svg: XmlElement): { y: number; text: string }[] {
  return find(svg, hasClass('tick', 'end')).map(tick => ({ y: Number(tick.attributes.y) - 4, text: textOf(tick) }))
}

describe('timeline.svg', () => {
  it('has a bar for every operation, of the kind of its outcome, in the row of its client', () => {
    fc.assert(
      fc.property(done, given => {
        const run = runOf(given)
        const svg = parseXml(timeline(run))
        const bars = find(svg, ({ attributes }) => attributes['data-index'] !== undefined)
        expect(bars.map(({ attributes }) => Number(attributes['data-index']))).toEqual(
          run.operations.map(({ index }) => index),
        )
        const rows = new Map<number, string>()
        for (const [i, bar] of bars.entries()) {
          const { outcome, process, f } = run.operations[i]!
          expect(hasClass('operation', `outcome-${outcome}`)(bar)).toBe(true)
          expect(titleOf(bar)).toContain(`c${process}`)
          expect(titleOf(bar)).toContain(f)
          const { y } = find(bar, ({ name }) => name === 'rect')[0]!.attributes
          // Five clients at a time: one that has no answer is followed by another in its row.
          const row = rows.get(process % 5) ?? y!
          rows.set(process % 5, row)
          expect(y).toBe(row)
        }
        expect(new Set(rows.values()).size).toBe(rows.size)
      }),
      { numRuns: 40 },
    )
  })

  it('marks what is part of an anomaly, and signs outcomes for whoever sees no colours', () => {
    const svg = timeline(
      read({
        valid: false,
        operations: historyOf([
          { process: 0, f: 'write', from: 0, to: 4000 },
          { process: 1, f: 'read', from: 0, to: 4000, type: 'fail' },
          { process: 2, f: 'cas', from: 0, to: 4000, type: 'info' },
        ]),
        anomalies: [{ type: 'x', message: 'X.', operations: [0] }],
        more: { duration: 5 * S },
      }),
    )
    const bars = find(parseXml(svg), ({ attributes }) => attributes['data-index'] !== undefined)
    expect(bars.map(hasClass('evidence'))).toEqual([true, false, false])
    expect(bars.map(textOf)).toEqual(['write', '✗ read', '? cas'])
    expect(svg).toContain('part of an anomaly')
  })

  it('of a long history shows what is around the first anomaly, and says so', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ process: i % 5, f: 'read', from: i * 10, to: i * 10 + 5 }))
    const given = { operations: historyOf(many), more: { duration: 5 * S } }
    const first = timeline(read(given), { operations: 100 })
    expect(first).toContain('100 of 500 operations: the first')
    const around = timeline(
      read({ ...given, valid: false, anomalies: [{ type: 'x', message: 'X.', operations: [800] }] }),
      { operations: 100 },
    )
    expect(around).toContain('100 of 500 operations: those around the first anomaly')
    const shown = find(parseXml(around), ({ attributes }) => attributes['data-index'] !== undefined)
    expect(shown).toHaveLength(100)
    expect(shown.filter(hasClass('evidence')).map(({ attributes }) => attributes['data-index'])).toEqual(['800'])
  })
})

describe('latency-raw.svg', () => {
  it('has a mark for every operation that ended, of the shape of its outcome, at its latency', () => {
    // One operation a second: no two marks fall on one pixel.
    const given: Done[] = [
      { process: 0, f: 'read', from: 1000, to: 1001 },
      { process: 0, f: 'read', from: 2000, to: 2010 },
      { process: 0, f: 'read', from: 3000, to: 3100, type: 'fail' },
      { process: 0, f: 'read', from: 4000, to: 5000, type: 'info' },
      { process: 0, f: 'read', from: 6000 },
    ]
    const svg = parseXml(latencyRaw(runOf(given)))
    const marks = (outcome: string) =>
      find(svg, hasClass('mark', `mark-${outcome}`)).flatMap(({ attributes }) => attributes.d!.match(/M[^M]*/g)!)
    const legend = 1
    expect(marks('ok')).toHaveLength(2 + legend)
    expect(marks('info')).toHaveLength(1 + legend)
    // A cross takes a second stroke, which a relative move begins.
    expect(marks('fail')).toHaveLength(1 + legend)
    expect(marks('open')).toHaveLength(0)
    const at = new Map(ticksOf(svg).map(({ text, y }) => [text, y]))
    const [, first, second] = marks('ok').map(mark => numbers(mark)[1]!)
    expect(first).toBeCloseTo(at.get('1 ms')!, 0)
    expect(second).toBeCloseTo(at.get('10 ms')!, 0)
  })

  it('has a place for latencies of 0, which virtual time knows', () => {
    const svg = parseXml(
      latencyRaw(
        runOf([
          { process: 0, f: 'echo', from: 1, to: 1 },
          { process: 0, f: 'echo', from: 2, to: 12 },
        ]),
      ),
    )
    expect(ticksOf(svg).map(({ text }) => text)).toEqual(['0', '10 ms', '20 ms'])
  })

  it('draws operations on the same pixel once, so that a long run makes no large file', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      process: i,
      f: 'read',
      from: i / 2,
      to: i / 2 + 1 + (i % 3),
    }))
    expect(latencyRaw(runOf(many)).length).toBeLessThan(100_000)
  })
})

describe('latency-quantiles.svg', () => {
  it('has the quantiles of each window, as the checkers count them', () => {
    // A window is 500 ms of a run of ten seconds or more: all these are in the third.
    const given = Array.from({ length: 100 }, (_, i) => ({ process: i, f: 'read', from: 1000, to: 1001 + i * 10 }))
    const svg = parseXml(latencyQuantiles(runOf([...given, { process: 0, f: 'read', from: 9000, to: 9001 }])))
    const [bottom, top] = [ticksOf(svg)[0]!, ticksOf(svg).at(-1)!]
    expect([bottom.text, top.text]).toEqual(['1 ms', '1 s'])
    const decade = (bottom.y - top.y) / 3
    const valueAt = (y: number) => 10 ** ((bottom.y - y) / decade)
    const quantile = (q: string) => {
      const path = find(svg, ({ attributes }) => attributes['data-quantile'] === q)[0]!
      return valueAt(numbers(path.attributes.d!)[1]!)
    }
    // The value at position ⌊100·q⌋: 1 + 10·position ms.
    expect(quantile('0.5') / 501).toBeCloseTo(1, 1)
    expect(quantile('0.95') / 951).toBeCloseTo(1, 1)
    expect(quantile('0.99') / 991).toBeCloseTo(1, 1)
    expect(quantile('1') / 991).toBeCloseTo(1, 1)
  })

  it('breaks its lines where nothing ended ok', () => {
    const given = [1000, 1600, 8000].map(from => ({ process: 0, f: 'read', from, to: from + 5 }))
    const svg = parseXml(latencyQuantiles(runOf(given)))
    const path = find(svg, ({ attributes }) => attributes['data-quantile'] === '0.5')[0]!
    expect(path.attributes.d!.match(/M/g)).toHaveLength(2)
  })
})

describe('rate.svg', () => {
  it('accounts for every operation that ended: rates times windows are their number', () => {
    fc.assert(
      fc.property(done, given => {
        const run = runOf(given)
        const svg = parseXml(rate(run))
        const ended = run.operations.filter(({ completed }) => completed !== undefined)
        const width = run.duration > 8 * S && run.duration <= 20 * S ? 0.5 * S : 0.2 * S
        let counted = 0
        const lines = find(svg, ({ attributes }) => attributes['stroke-width'] === '1.6' && attributes.fill === 'none')
        const ticks = ticksOf(svg)
        // All panels have the same scale; each begins at its own zero, the ticks of a panel stand in a row.
        const zeros = ticks.filter(({ text }) => text === '0').map(({ y }) => y)
        const [unit] = ticks.filter(({ text }) => text !== '0')
        for (const { attributes } of lines) {
          const points = numbers(attributes.d!)
          const ys = points.filter((_, i) => i % 2 === 1)
          const zero = Math.min(...zeros.filter(zero => zero >= Math.max(...ys) - 0.2))
          const perPixel = Number(unit!.text) / (zeros[0]! - unit!.y)
          for (const [i, y] of ys.entries()) {
            const length = Math.min(width, run.duration + 1 - i * width)
            counted += ((zero - y) * perPixel * length) / S
          }
        }
        expect(counted).toBeGreaterThan(ended.length * 0.9 - 0.5)
        expect(counted).toBeLessThan(ended.length * 1.1 + 0.5)
      }),
      { numRuns: 40 },
    )
  })
})

describe('every diagram', () => {
  const hostile: GivenRun = {
    nodes: ['n1', 'n<2>'],
    valid: 'unknown',
    operations: [
      { time: 0, type: 'invoke', process: 0, f: '</svg><script>', value: '\u0000"<', node: 'n<2>' },
      {
        time: 2 * S,
        type: 'fail',
        process: 0,
        f: '</svg><script>',
        value: '\ud800',
        error: { code: 1, name: '<e>', text: '&"\u001b[31m' },
      },
      { time: 1, type: 'info', process: 'nemesis', f: 'start-<b>', value: '"]]>' },
    ],
    messages: [{ src: 'n1', dest: 'n<2>', body: { type: '<', x: '\u202e' }, sent: 1, received: 2 }],
    more: { workload: '"&<', seed: ']]>', duration: 3 * S },
  }

  it.each(Object.entries(DIAGRAMS))('%s is well-formed, titled and described, whatever is in the run', (_, draw) => {
    for (const given of [hostile, {}, { nodes: [] }]) {
      const svg = parseXml(draw(read(given)))
      expect(svg.name).toBe('svg')
      expect(svg.attributes.xmlns).toBe('http://www.w3.org/2000/svg')
      expect(find(svg, ({ name }) => name === 'script')).toEqual([])
      const [title, description] = svg.children as XmlElement[]
      expect([title!.name, description!.name]).toEqual(['title', 'desc'])
      expect(svg.attributes['aria-labelledby']).toBe(`${title!.attributes.id} ${description!.attributes.id}`)
      expect(textOf(description!).length).toBeGreaterThan(20)
      const numbersIn = find(svg, () => true).flatMap(({ attributes }) =>
        ['x', 'y', 'width', 'height', 'd'].map(key => attributes[key] ?? ''),
      )
      for (const value of numbersIn) expect(value).not.toMatch(/NaN|Infinity|undefined/)
    }
  })

  it.each(Object.entries(DIAGRAMS))('%s has a band for each fault, with its name', (file, draw) => {
    const svg = parseXml(
      draw(
        read({
          operations: [
            { time: S, type: 'info', process: 'nemesis', f: 'start-partition', value: { partition: 'n1 │ n2 n3' } },
            { time: 8 * S, type: 'info', process: 'nemesis', f: 'stop-partition', value: 'healed' },
            ...historyOf([{ process: 0, f: 'read', from: 2000, to: 2500 }]),
          ],
          messages: [0, 2, 4, 9].map(at => ({ src: 'n1', dest: 'n2', sent: at * S, received: at * S })),
          more: { duration: 10 * S },
        }),
      ),
    )
    const bands = find(svg, ({ attributes }) => attributes['data-fault'] === 'partition')
    expect(bands.map(titleOf), file).toEqual(['partition n1 │ n2 n3, 1 s – 8 s'])
  })

  it('has colours for dark surroundings as well, and the same names in both', () => {
    const svg = rate(read({}))
    const [light, dark] = [...svg.matchAll(/\.maelstrom-diagram\{(--[^}]*?)[;}](?=font|\})/g)].map(([, variables]) =>
      [...variables!.matchAll(/--[\w-]+/g)].map(String),
    )
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(dark).toEqual(light)
  })
})

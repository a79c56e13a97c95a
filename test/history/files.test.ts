import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Anomaly } from '../../src/checkers/verdict.ts'
import { cluster } from '../../src/cluster.ts'
import { fileName, formatHistory, makeRunFolder, readHistory, writeResults } from '../../src/history/files.ts'
import { History } from '../../src/history/history.ts'
import { readJournal } from '../../src/network/journal.ts'
import { parseJson } from '../../src/network/message.ts'
import { echoes, options } from '../cluster/fixtures/broken.ts'
import { recording } from './recording.ts'

const results = mkdtempSync(join(tmpdir(), 'maelstrom-files-'))
afterAll(() => rmSync(results, { recursive: true }))

describe('the folder of a run', () => {
  it('holds the history twice, the messages, the results and the logs, which agree with the history object', async () => {
    const history = await cluster({
      ...options('control-characters'),
      results,
      workload: echoes(10, 300),
      nemesis: ['kill:one'],
      nemesisInterval: '100ms',
    })
    const folder = history.folder!
    expect(readdirSync(folder).sort()).toEqual([
      'history.edn',
      'history.jsonl',
      'index.html',
      'latency-quantiles.svg',
      'latency-raw.svg',
      'messages.jsonl',
      'messages.svg',
      'node-logs',
      'rate.svg',
      'results.json',
      'timeline.svg',
    ])

    expect(readHistory(join(folder, 'history.jsonl'))).toEqual([...history])
    const fromEdn = readHistory(join(folder, 'history.edn'))
    expect(
      fromEdn.map(({ index, time, type, process, f, value }) => ({ index, time, type, process, f, value })),
    ).toEqual(
      [...history].map(({ index, time, type, process, f, value }) => ({ index, time, type, process, f, value })),
    )

    const messages = [...readJournal(join(folder, 'messages.jsonl'))]
    expect(messages.filter(({ copyOf }) => copyOf === undefined)).toHaveLength(history.network.all.sent)
    expect(messages.filter(({ received }) => received !== undefined)).toHaveLength(history.network.all.received)
    for (const [reason, count] of Object.entries(history.network.lost)) {
      expect(messages.filter(({ lost }) => lost === reason)).toHaveLength(count)
    }

    const written = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
    expect(written).toMatchObject({
      valid: false,
      workload: 'echo',
      seed: 'control-characters',
      network: JSON.parse(JSON.stringify(history.network)),
      faults: history.faults,
      problemCounts: history.problemCounts,
      options: { rate: 100, nodes: ['n1', 'n2'], nemesis: ['kill:one'] },
    })
    expect(written.anomalies.length).toBe(history.verdict.anomalies.length)
    expect(written.stats.count).toBe(history.stats.count)

    expect(readFileSync(join(folder, 'node-logs/n2.log'), 'utf8')).toMatch(/^n2 got its init\n/)
  })

  it('is named after the test file, or the workload, and the seed; nothing is written when results is false', async () => {
    const run = { ...options('fine'), timeLimit: '50ms', seed: 77 } as const
    const first = await cluster({ ...run, results })
    expect(first.folder).toBe(join(results, 'echo', '77'))
    // A second run of the same test with the same seed does not overwrite the first.
    const second = await cluster({ ...run, results })
    expect(second.folder).toBe(join(results, 'echo', '77-2'))
    expect(existsSync(join(first.folder!, 'history.jsonl'))).toBe(true)
    expect((await cluster({ ...run, results: false })).folder).toBeUndefined()
  })

  it('keeps whole numbers beyond 2^53 in every file', async () => {
    const big = 2n ** 63n + 25n
    const history = await cluster({
      bin: ['node', '-e', bigIds(big)],
      nodes: 1,
      workload: 'unique-ids',
      rate: 100,
      timeLimit: '200ms',
      results,
    })
    expect(history.verdict.valid).toBe(false)
    const folder = history.folder!
    expect(readHistory(join(folder, 'history.jsonl'))).toEqual([...history])
    expect(readHistory(join(folder, 'history.edn'))[1]!.value).toBe(big)
    for (const file of ['history.jsonl', 'history.edn', 'messages.jsonl', 'results.json']) {
      expect(readFileSync(join(folder, file), 'utf8'), file).toContain(String(big))
    }
    const written = parseJson(readFileSync(join(folder, 'results.json'), 'utf8')) as { anomalies: Anomaly[] }
    expect(written.anomalies[0]!.operations.map(({ value }) => value)).toContain(big)
    expect([...readJournal(join(folder, 'messages.jsonl'))].some(({ message }) => message.body.id === big)).toBe(true)
  })
})

const bigIds = (id: bigint) => `
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const { src, dest, body } = JSON.parse(line)
  console.log('{"src":"' + dest + '","dest":"' + src + '","body":{"type":"' + body.type + '_ok","in_reply_to":' + body.msg_id + ',"id":${id}}}')
})`

describe('readHistory', () => {
  it('reads back what was written, whatever the values', () => {
    // By way of JSON, which has no -0.
    const json = fc
      .jsonValue()
      .map(value => JSON.parse(JSON.stringify(value)) as unknown)
      .filter(value => !/\d{16}/.test(JSON.stringify(value)))
    const value = fc.oneof(json, fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }))
    const operation = fc.record(
      {
        time: fc.nat(),
        type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
        process: fc.oneof(fc.nat(), fc.constant('nemesis')),
        f: fc.constantFrom('read', 'cas', 'start-partition'),
        value,
        error: fc.record({ code: fc.nat(), name: fc.constant('timeout') }),
        node: fc.constant('n1'),
        final: fc.constant(true),
      },
      { requiredKeys: ['time', 'type', 'process', 'f', 'value'] },
    )
    const path = join(results, 'history.jsonl')
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 5 }), entries => {
        const operations = entries.map((entry, index) => ({ index, ...entry })) as Parameters<typeof formatHistory>[0]
        writeFileSync(path, formatHistory(operations))
        expect(readHistory(path)).toEqual(structuredClone(operations))
      }),
      { numRuns: 100 },
    )
  })

  it('holds a long history whole, in either format', () => {
    const operations = Array.from({ length: 25_001 }, (_, index) => {
      const type = index % 2 === 0 ? ('invoke' as const) : ('ok' as const)
      return { index, time: index, type, process: 1, f: 'add', value: index >> 1 }
    })
    const folder = mkdtempSync(join(results, 'long-'))
    const history = new History(recording(operations))
    writeResults(folder, history, history.verdict)
    for (const file of ['history.jsonl', 'history.edn']) expect(readHistory(join(folder, file))).toEqual(operations)
  })

  it("reads Jepsen's own history.edn", () => {
    const path = join(results, 'jepsen.edn')
    writeFileSync(
      path,
      `{:type :invoke, :f :broadcast, :value 0, :process 1, :time 3115, :index 0}
{:type :ok, :f :broadcast, :value 0, :process 1, :time 91001, :index 1}
{:type :info, :f :start-partition, :value nil, :process :nemesis, :time 92000, :index 2}
{:type :invoke, :f :read, :value nil, :process 2, :time 99000, :index 3, :final? true}
{:type :fail, :f :read, :value nil, :process 2, :time 99900, :index 4, :error [:timeout "x"], :final? true}
`,
    )
    expect(readHistory(path)).toMatchObject([
      { index: 0, type: 'invoke', f: 'broadcast', value: 0, process: 1, time: 3115 },
      { index: 1, type: 'ok' },
      { index: 2, type: 'info', process: 'nemesis', f: 'start-partition', value: null },
      { index: 3, f: 'read', value: null },
      { index: 4, type: 'fail' },
    ])
  })
})

describe('names of folders', () => {
  it('are taken by every file system', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), text => {
        const name = fileName(text)
        expect(name).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u)
        expect(name.length).toBeLessThanOrEqual(80)
      }),
    )
  })

  it('stay readable', () => {
    expect(fileName('test/raft › stays linearizable (5 nodes)')).toBe('test-raft-stays-linearizable-5-nodes')
    expect(fileName('../..')).toBe('unnamed')
  })

  it('has names of at most 80 characters, and two tests whose long names differ only at the end have two', () => {
    const long =
      'keeps every acknowledged write through partitions, crashes, pauses and the loss of messages, with ten clients and '
    expect(fileName(`${long}3 nodes`)).toHaveLength(80)
    expect(fileName(`${long}3 nodes`)).not.toBe(fileName(`${long}5 nodes`))
  })

  it('are those of the parts of the path below the root', () => {
    expect(makeRunFolder(results, ['raft.test', 'stays up'], 5)).toBe(join(results, 'raft.test', 'stays-up', '5'))
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatEdn, formatJsonLines, type Operation } from '@jepsen-ts/history'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../src/cli/run.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isolation-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const txn = (...mops: unknown[][]): Omit<Operation, 'index'> => ({
  time: -1,
  type: 'ok',
  process: 0,
  f: 'txn',
  value: mops,
})
const history = (...operations: Omit<Operation, 'index'>[]) =>
  operations.map((op, index) => ({ index, ...op }) as Operation)
const sound = history(txn(['append', 'x', 1]), txn(['r', 'x', [1]]))
const skew = history(txn(['append', 'x', 1], ['r', 'y', null]), txn(['append', 'y', 1], ['r', 'x', null]))
const registers = history(
  txn(['r', 'y', 1], ['w', 'x', 1], ['w', 'y', 2]),
  txn(['r', 'x', 1], ['r', 'y', 1]),
  txn(['w', 'y', 1]),
)

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
function isolation(...args: string[]): { status: number; out: string; error: string } {
  const printed = { out: '', error: '' }
  const status = run(args, {
    out: text => {
      printed.out += text
    },
    error: text => {
      printed.error += text
    },
  })
  return { status, ...printed }
}

describe('isolation check', () => {
  it('prints a line a file and the explanation under it, and exits with the worst verdict', () => {
    const [a, b] = [file('a.jsonl', formatJsonLines(sound)), file('b.edn', formatEdn(skew))]
    const { status, out } = isolation('check', '--workload', 'list-append', '--models', 'serializable', a, b)
    expect(status).toBe(1)
    expect(out.startsWith(`${a}: valid\n${b}: invalid\n  Not repeatable-read`)).toBe(true)
    expect(out).toContain('    T1 read y = nil, which T2 extended to [1], so T1 came before T2.\n')
    expect(isolation('check', '--workload', 'list-append', a).status).toBe(0)
  })

  it('takes several models, with or without spaces', () => {
    const b = file('b.edn', formatEdn(skew))
    expect(isolation('check', '-w', 'list-append', '--models', 'read-committed,snapshot-isolation', b).status).toBe(0)
    expect(isolation('check', '-w', 'list-append', '--models', 'read-committed , repeatable-read', b).status).toBe(1)
  })

  it('prints one object a line with --json', () => {
    const [a, b] = [file('a.jsonl', formatJsonLines(sound)), file('b.edn', formatEdn(skew))]
    const { out } = isolation('check', '--workload', 'list-append', '--json', a, b)
    const [first, second] = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(first).toEqual({ file: a, valid: true, anomalyTypes: [], not: [], alsoNot: [], anomalies: {} })
    expect(second).toMatchObject({ valid: false, anomalyTypes: ['G2-item'], not: ['repeatable-read'] })
    expect(second.anomalies['G2-item'][0].cycle).toEqual([skew[0], skew[1], skew[0]])
  })

  it('passes on what is known of registers', () => {
    const c = file('c.jsonl', formatJsonLines(registers))
    const args = ['check', '--workload', 'rw-register', '--models', 'serializable', c]
    expect(isolation(...args).status).toBe(0)
    expect(isolation(...args, '--wfr-keys').status).toBe(1)
    expect(isolation(...args, '--sequential-keys', '--linearizable-keys').status).not.toBe(64)
  })

  it('asks for single anomalies', () => {
    const b = file('b.edn', formatEdn(skew))
    expect(isolation('check', '-w', 'list-append', '--anomalies', 'G1,G-single', b).status).toBe(0)
    expect(isolation('check', '-w', 'list-append', '--anomalies', 'G2', b).status).toBe(1)
  })

  it('does not know a verdict for a history without dependencies, or a malformed one, and says why', () => {
    const empty = file('empty.edn', '')
    expect(isolation('check', '-w', 'list-append', empty)).toMatchObject({
      status: 2,
      out: expect.stringContaining(`${empty}: unknown (empty-transaction-graph)`),
    })
    const twice = file('twice.jsonl', formatJsonLines(history(txn(['append', 'x', 1]), txn(['append', 'x', 1]))))
    const { status, out } = isolation('check', '-w', 'list-append', twice)
    expect([status, out]).toEqual([2, expect.stringContaining('unknown (Two transactions appended 1 to key x')])
  })

  it('tells what it cannot read from what it does not understand', () => {
    const broken = file('broken.jsonl', '{"type":')
    expect(isolation('check', '-w', 'list-append', broken)).toMatchObject({
      status: 3,
      error: expect.stringContaining('Line 1: not JSON'),
    })
    expect(isolation('check', '-w', 'list-append', join(folder, 'nowhere')).status).toBe(3)
    for (const args of [
      ['check'],
      ['chek'],
      [],
      ['check', '-w', 'list-append'],
      ['check', '-w', 'lists', broken],
      ['check', '-w', 'list-append', '--wfr-keys', broken],
      ['check', '-w', 'list-append', '--models', 'best', broken],
    ]) {
      expect(isolation(...args).status).toBe(64)
    }
    expect(isolation('--help')).toMatchObject({ status: 0, out: expect.stringContaining('--linearizable-keys') })
  })
})

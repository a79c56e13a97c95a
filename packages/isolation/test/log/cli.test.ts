import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatEdn, formatJsonLines, type Operation } from '@jepsen-ts/history'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { logCases } from './cases.ts'

function check(content: string, ...flags: string[]): { status: number; out: string; error: string } {
  const folder = mkdtempSync(join(tmpdir(), 'isolation-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'history')
  writeFileSync(path, content)
  const printed = { out: '', error: '' }
  const status = run(['check', '--workload', 'kafka', ...flags, path], {
    out: text => {
      printed.out += text
    },
    error: text => {
      printed.error += text
    },
  })
  return { status, ...printed }
}

const lines = (history: readonly object[]) => formatJsonLines(history as Operation[])
const named = (id: string) => logCases('kafka').find(c => c.id === id)!

describe('isolation check --workload kafka', () => {
  it('tells what is wrong, with the log around it', () => {
    const { status, out } = check(lines(named('k-lost-consistent').history))
    expect(status).toBe(1)
    expect(out).toContain(': invalid\n')
    expect(out).toMatch(/Message a of key x is lost.*\n\n.*key x +message +sent by +polled by\n.*✗ lost/)
  })

  it('prints one object with --json, with evidence by the index of operations', () => {
    const { expect: wanted, history } = named('k-lost-consistent')
    const json = JSON.parse(check(lines(history), '--json').out)
    expect(json).toMatchObject({ valid: false, errorTypes: wanted.errorTypes, badErrorTypes: wanted.badErrorTypes })
    expect(json.errors['lost-write']).toMatchObject(wanted.errors!['lost-write'] as object[])
  })

  it('takes --ww-deps and --sub-via', () => {
    const { history, expect: wanted } = named('k-g0')
    expect(JSON.parse(check(lines(history), '--json', '--ww-deps').out).errorTypes).toEqual(wanted.errorTypes)
    expect(JSON.parse(check(lines(history), '--json').out).errorTypes).not.toContain('G0')
    const skips = lines(named('k-nmpoll-subscribe-xy').history)
    expect(check(skips, '--sub-via', 'assign').status).toBe(1)
    expect(check(skips, '--sub-via', 'assign,subscribe').status).toBe(0)
    expect(check(skips, '--sub-via', 'hope')).toMatchObject({ status: 64, error: expect.stringContaining('hope') })
  })

  it('reads EDN', () => {
    const { history, expect: wanted } = named('k-dup-basic')
    expect(JSON.parse(check(formatEdn(history as Operation[]), '--json').out).errorTypes).toEqual(wanted.errorTypes)
  })

  it.each([
    ['a poll of a number', { f: 'poll', value: 7 }],
    ['an offset that is a word', { f: 'send', value: [['send', 'x', ['zero', 1]]] }],
    ['a message without an offset in a poll', { f: 'poll', value: [['poll', { x: [[1]] }]] }],
    ['keys that are no list', { f: 'assign', value: 'x' }],
    ['micro-operations of another workload', { f: 'txn', value: [['append', 'x', 1]] }],
  ])('names what it does not understand: %s', (_what, operation) => {
    const file = lines([{ index: 0, time: 0, type: 'ok', process: 0, ...operation }])
    const { status, out } = check(file)
    expect(status).toBe(2)
    expect(out).toMatch(/: unknown \(Unknown micro-operations: index 0, ok of process 0, .*\[offset, message\]/)
    expect(JSON.parse(check(file, '--json').out)).toMatchObject({
      valid: 'unknown',
      errorTypes: [],
      error: { name: 'UnknownMicroOperationError' },
    })
  })

  it('does without rebalances that say nothing', () => {
    const value = [['poll', { x: [[0, 1]] }]]
    const entry = { index: 0, time: 0, type: 'ok', process: 0, f: 'poll', value, 'rebalance-log': [null, 3] }
    expect(check(lines([entry])).status).toBe(1)
  })
})

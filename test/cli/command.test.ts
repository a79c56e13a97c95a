/** The command as a user runs it: its exit status, what it prints, and that it leaves nothing behind. */

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/maelstrom.mjs', import.meta.url))
const example = (path: string) => fileURLToPath(new URL(`../../examples/${path}`, import.meta.url))
const results = mkdtempSync(join(tmpdir(), 'maelstrom-cli-'))
afterAll(() => rmSync(results, { recursive: true, force: true }))

function maelstrom(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [bin, ...words],
      { env: { ...process.env, CI: 'true', NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })
}

const short = ['--time-limit', '1', '--node-count', '3', '--rate', '40', '--results', results]

describe('maelstrom test', () => {
  it('exits 0 for a valid run, with a summary and the folder, and no progress where nobody watches', async () => {
    const { status, stdout, stderr } = await maelstrom('test', '-w', 'echo', '--bin', example('echo/node.js'), ...short)
    expect(stdout).toMatch(/^echo: VALID/)
    expect(stdout).toMatch(/echo +\d+ ok/)
    expect(stdout).toContain(results)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const [folder] = readdirSync(join(results, 'echo'))
    expect(readdirSync(join(results, 'echo', folder!)).toSorted()).toEqual(
      expect.arrayContaining(['history.edn', 'history.jsonl', 'messages.jsonl', 'node-logs', 'results.json']),
    )
  })

  it('exits 1 for an invalid run, and tells why', async () => {
    const { status, stdout } = await maelstrom(
      'test',
      '-w',
      'broadcast',
      '--bin',
      example('broadcast/broken-no-retry.js'),
      ...short,
      '--clock',
      'virtual',
      '--time-limit',
      '6',
      '--nemesis',
      'partition',
      '--nemesis-interval',
      '1',
      '--seed',
      '3',
    )
    expect(stdout).toMatch(/^broadcast: INVALID/)
    expect(stdout).toMatch(/element \d+, acknowledged to c\d+ by n\d+ at .* is missing from/)
    expect(status).toBe(1)
  })

  it('judges transactions by the models that are asked for, under the flags of the original', async () => {
    const run = (models: string, ...more: string[]) =>
      maelstrom(
        'test',
        '-w',
        'txn-list-append',
        '--bin',
        example('txn-list-append/broken-write-skew.js'),
        '--consistency-models',
        models,
        ...short,
        ...['--clock', 'virtual', '--time-limit', '5', '--concurrency', '2n', '--rate', '200', '--latency', '5'],
        ...['--key-count', '6', '--max-txn-length', '3', '--max-writes-per-key', '8', '--seed', '1', ...more],
      )
    const snapshots = await run('snapshot-isolation,read-committed')
    expect(snapshots.stdout).toMatch(/^txn-list-append: VALID/)
    expect(snapshots.status).toBe(0)

    const serial = await run('serializable,snapshot-isolation')
    expect(serial.stdout).toMatch(/^txn-list-append: INVALID/)
    expect(serial.stdout).toMatch(/✗ G2-item: write skew/)
    expect(serial.stdout).toMatch(/So T1 < T2 < .*T1: a contradiction\./)
    expect(serial.status).toBe(1)

    const unknown = await run('serializible')
    expect(unknown.stderr).toMatch(/consistencyModels: expected .*'serializable'.*got \["serializible"\]/)
    expect(unknown.status).toBe(254)
  })

  it('exits 2 for a run that shows nothing', async () => {
    const { status, stdout } = await maelstrom(
      'test',
      '-w',
      'echo',
      '--bin',
      example('echo/node.js'),
      ...short,
      '--nemesis',
      'partition',
      '--nemesis-interval',
      '0.2',
    )
    expect(stdout).toMatch(/^echo: UNKNOWN .*the faults hit nothing/)
    expect(status).toBe(2)
  })

  it('exits 254 for words that are wrong, naming all of them', async () => {
    const { status, stderr } = await maelstrom('test', '-w', 'ecko', '--bin', './x', '--latency-dist', 'odd')
    expect(stderr).toMatch(/workload: .*"ecko"/)
    expect(stderr).toMatch(/latencyDist: .*"odd"/)
    expect(status).toBe(254)
  })

  it('exits 255 for a program that cannot be run, and says how to mend it', async () => {
    const { status, stderr } = await maelstrom('test', '-w', 'echo', '--bin', './no-such-program', ...short)
    expect(stderr).toContain('no-such-program')
    expect(status).toBe(255)
  })
})

describe('maelstrom', () => {
  it('lists its commands, and refuses others', async () => {
    expect((await maelstrom()).stdout).toMatch(/test[\s\S]*demo[\s\S]*doc/)
    expect((await maelstrom('tset')).status).toBe(254)
  })

  it('doc prints workloads with their requests, services, faults and error codes', async () => {
    const { stdout } = await maelstrom('doc')
    expect(stdout).toContain('{"type": "broadcast", "message": any}')
    expect(stdout).toContain('lin-tso')
    expect(stdout).toContain('partition:one-way')
    expect(stdout).toContain('precondition-failed')
  })

  it('test --help lists every flag with its default', async () => {
    const { stdout } = await maelstrom('test', '--help')
    for (const flag of [
      '--workload',
      '--bin',
      '--node-count',
      '--time-limit',
      '--rate',
      '--concurrency',
      '--latency',
      '--nemesis',
      '--topology',
      '--availability',
      '--test-count',
      '--seed',
    ]) {
      expect(stdout).toContain(flag)
    }
  })
})

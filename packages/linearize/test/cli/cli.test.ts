import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseHistory } from '@jepsen-ts/history'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/cli/run.ts'

const json = (...events: [number, string, string, unknown][]) =>
  events.map(([process, type, f, value]) => JSON.stringify({ process, type, f, value })).join('\n')

const FILES: Record<string, string> = {
  'good.jsonl': json(
    [1, 'invoke', 'write', 1],
    [1, 'ok', 'write', 1],
    [2, 'invoke', 'read', null],
    [2, 'ok', 'read', 1],
  ),
  'bad.jsonl': json(
    [1, 'invoke', 'write', 1],
    [1, 'ok', 'write', 1],
    [2, 'invoke', 'read', null],
    [2, 'ok', 'read', null],
  ),
  'bad.edn': [
    '{:process 1, :type :invoke, :f :write, :value 1}',
    '{:process 1, :type :ok, :f :write, :value 1}',
    '{:process 2, :type :invoke, :f :read, :value nil}',
    '{:process 2, :type :ok, :f :read, :value nil}',
  ].join('\n'),
  'fresh.jsonl': json([1, 'invoke', 'read', null], [1, 'ok', 'read', null]),
  'map.jsonl': json(
    [1, 'invoke', 'write', ['x', 1]],
    [1, 'ok', 'write', ['x', 1]],
    [1, 'invoke', 'cas', ['y', [1, 2]]],
    [1, 'ok', 'cas', ['y', [1, 2]]],
  ),
  'garbled.jsonl': '{"process": 1,\n',
  'two-open.jsonl': json([1, 'invoke', 'write', 1], [1, 'invoke', 'write', 2]),
}

async function linearize(command: string) {
  const out: string[] = []
  const err: string[] = []
  const written: Record<string, string> = {}
  const status = await run(command.split(' ').filter(Boolean), {
    read: async path => {
      if (FILES[path] === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' })
      return parseHistory(FILES[path])
    },
    write: async (path, text) => {
      if (path.startsWith('/nowhere')) throw Object.assign(new Error('no'), { code: 'ENOENT' })
      written[path] = text
    },
    out: text => out.push(text),
    err: text => err.push(text),
  })
  return { status, out: out.join('\n'), err: err.join('\n'), written }
}

describe('linearize check', () => {
  it('prints one line for a valid history', async () => {
    expect(await linearize('check --model cas-register good.jsonl')).toMatchObject({
      status: 0,
      out: 'good.jsonl: valid',
      err: '',
    })
  })

  it('prints the explanation below an invalid one', async () => {
    const { status, out } = await linearize('check --model cas-register bad.jsonl')
    expect(status).toBe(1)
    expect(out).toMatch(/^bad.jsonl: invalid\n {2}The history is not linearizable: .*\n/)
    expect(out).toContain('✗ the register holds 1, not null')
  })

  it('reads EDN as well, to the same verdict', async () => {
    const [edn, lines] = [await linearize('check -m register bad.edn'), await linearize('check -m register bad.jsonl')]
    expect(edn.out).toBe(lines.out.replace('bad.jsonl', 'bad.edn'))
  })

  it('starts a register out as null', async () => {
    expect((await linearize('check --model register fresh.jsonl')).status).toBe(0)
  })

  it('checks a map key by key', async () => {
    const { status, out } = await linearize('check --model kv map.jsonl')
    expect(status).toBe(1)
    expect(out).toContain('Key "y" is not linearizable')
  })

  it('says why a verdict is unknown', async () => {
    const { status, out } = await linearize('check --model register --time-limit 0ms good.jsonl')
    expect(status).toBe(2)
    expect(out).toMatch(/^good.jsonl: unknown \(.*0 ms.*\)/)
  })

  it('ends with the worst status of all files', async () => {
    expect((await linearize('check --model register good.jsonl bad.jsonl good.jsonl')).status).toBe(1)
  })

  it('checks the other files when one cannot be used, and says so on the standard error', async () => {
    const { status, out, err } = await linearize(
      'check --model register missing.jsonl garbled.jsonl two-open.jsonl good.jsonl',
    )
    expect(status).toBe(3)
    expect(out).toBe('good.jsonl: valid')
    expect(err.split('\n')).toEqual(
      expect.arrayContaining([
        'linearize: missing.jsonl: there is no such file',
        expect.stringMatching(/^linearize: garbled.jsonl: Line 1: not JSON/),
        expect.stringMatching(/^linearize: two-open.jsonl: Process 1 .*two|^linearize: two-open.jsonl: Process 1 /),
      ]),
    )
  })

  it('prints one object a line with --json', async () => {
    const { out } = await linearize('check --model cas-register --json good.jsonl bad.jsonl')
    const [good, bad] = out.split('\n').map(line => JSON.parse(line))
    expect(good).toMatchObject({ file: 'good.jsonl', valid: true, model: 'cas-register', operations: 2 })
    expect(bad).toMatchObject({
      file: 'bad.jsonl',
      valid: false,
      failures: [
        {
          operation: { process: 2, operation: 'read → null', call: 2, return: 3 },
          states: ['1'],
          core: [{ process: 1 }, { process: 2 }],
        },
      ],
    })
    const { out: unknown } = await linearize('check --model register --json --time-limit 0 good.jsonl')
    expect(JSON.parse(unknown)).toMatchObject({ valid: 'unknown', cause: { kind: 'time' } })
  })

  it('checks sequential consistency and session guarantees on demand', async () => {
    const sequential = await linearize('check --model register --sequential bad.jsonl')
    expect(sequential).toMatchObject({ status: 0, out: 'bad.jsonl: valid' })
    const session = await linearize('check --model register --session --json bad.jsonl')
    expect(JSON.parse(session.out)).toMatchObject({ valid: true, guarantees: { 'monotonic-reads': true } })
  })

  it('writes a page of all files', async () => {
    const { status, written } = await linearize('check --model register --page out.html good.jsonl bad.jsonl')
    expect(status).toBe(1)
    expect(written['out.html']).toContain('bad.jsonl')
    expect(await linearize('check --model register --page /nowhere/out.html good.jsonl')).toMatchObject({ status: 3 })
  })

  it.each([
    ['', 'No command'],
    ['chekc x', 'Unknown command chekc'],
    ['check --model register', 'No files'],
    ['check good.jsonl', 'No model'],
    ['check --model toString good.jsonl', 'There is no model toString. The models are: register, cas-register, kv'],
    ['check --model register --colour good.jsonl', "Unknown option '--colour'"],
    ['check --model register --time-limit soon good.jsonl', 'soon is no duration'],
    ['check --model register --sequential --page x good.jsonl', '--page shows linearizability only'],
  ])('refuses `%s`', async (command, message) => {
    const { status, out, err } = await linearize(command)
    expect({ status, out }).toEqual({ status: 3, out: '' })
    expect(err).toContain(message)
  })

  it('tells all models with --help', async () => {
    const { status, out } = await linearize('--help')
    expect(status).toBe(0)
    for (const name of ['cas-register', 'kv', 'queue', 'fenced-lock']) expect(out).toContain(name)
  })
})

describe('the program', () => {
  it('reads files and the standard input, writes the page, and exits with the status', () => {
    const folder = mkdtempSync(join(tmpdir(), 'linearize-'))
    const bad = join(folder, 'bad.jsonl')
    const page = join(folder, 'page.html')
    writeFileSync(bad, FILES['bad.jsonl']!)
    const program = fileURLToPath(new URL('../../bin/linearize.mjs', import.meta.url))
    const { status, stdout } = spawnSync(
      process.execPath,
      [program, 'check', '-m', 'register', '--page', page, bad, '-'],
      {
        input: FILES['good.jsonl']!,
        encoding: 'utf8',
      },
    )
    expect(stdout).toMatch(new RegExp(`^${bad}: invalid\n`))
    expect(stdout).toMatch(/^-: valid$/m)
    expect(status).toBe(1)
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/)
  })
})

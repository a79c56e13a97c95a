/** The server as a browser, and as an attacker, sees it. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { USAGE } from '../../src/cli/exit-status.ts'
import { serveCommand } from '../../src/cli/serve-command.ts'
import { DIAGRAMS } from '../../src/report/diagrams/index.ts'
import { isAllowedHost } from '../../src/serve/allowed-host.ts'
import { partsOf } from '../../src/serve/run-files.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { MS, S, scratchFolder, writeRun } from '../report/run-folder.ts'

const scratch = scratchFolder('serve')
const root = join(scratch, 'results')
let server: RunningServer

/** An hour apart, the first is the oldest. */
const RUNS = ['raft/stays linearizable/1', 'raft/stays linearizable/2', 'broadcast/7']

beforeAll(async () => {
  mkdirSync(root)
  const operations = [
    { time: 0, type: 'invoke', process: 0, f: 'read', value: null },
    { time: 5 * MS, type: 'ok', process: 0, f: 'read', value: 4 },
  ] as const
  writeRun(join(root, RUNS[0]!), {
    operations,
    logs: { n1: 'hello from n1\n' },
    more: {
      workload: 'lin-kv',
      seed: 1,
      duration: 2 * S,
      options: { nodes: ['n1'], rate: 5, topology: 'grid', nemesis: ['partition'] },
    },
  })
  writeRun(join(root, RUNS[1]!), {
    valid: false,
    operations,
    anomalies: [
      {
        type: 'nonlinearizable',
        message: 'Key 3 <script>alert(1)</script> is wrong.',
        operations: [0],
        story: ['c0 ├ read'],
      },
    ],
    more: { workload: 'lin-kv', seed: 2, duration: 3 * S, options: { nodes: ['n1'], rate: 10, topology: 'grid' } },
  })
  writeRun(join(root, RUNS[2]!), { valid: 'unknown', more: { workload: 'broadcast', seed: 7, duration: S } })
  for (const [i, run] of RUNS.entries()) utimesSync(join(root, run, 'results.json'), 1000 + 3600 * i, 1000 + 3600 * i)
  // What must not be reached.
  writeFileSync(join(scratch, 'secret.txt'), 'secret')
  writeFileSync(join(root, 'loose.txt'), 'secret')
  writeFileSync(join(root, RUNS[0]!, '.env'), 'secret')
  mkdirSync(join(root, 'not-a-run'))
  writeFileSync(join(root, 'not-a-run', 'file.txt'), 'secret')
  symlinkSync(join(scratch, 'secret.txt'), join(root, RUNS[0]!, 'link.txt'))
  symlinkSync(scratch, join(root, RUNS[0]!, 'up'))
  symlinkSync(join(root, RUNS[0]!, '.env'), join(root, RUNS[0]!, 'env.txt'))
  symlinkSync('messages.jsonl', join(root, RUNS[0]!, 'inside.txt'))
  server = await serve({ root, port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await server?.close()
  rmSync(scratch, { recursive: true, force: true })
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A request whose path is sent as it stands, which `fetch` would tidy. */
function get(path: string, { method = 'GET', host = `127.0.0.1:${server.port}` } = {}): Promise<Got> {
  return new Promise((done, fail) => {
    request({ port: server.port, host: '127.0.0.1', path, method, headers: { host } }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () =>
        done({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      )
    })
      .on('error', fail)
      .end()
  })
}

const runPath = (run: string) => `/runs/${run.split('/').map(encodeURIComponent).join('/')}/`

describe('the list', () => {
  it('has every run, newest first, with its verdict, seed, workload, duration, operations and anomalies', async () => {
    const { status, text } = await get('/')
    expect(status).toBe(200)
    const rows = text.split('<tr>').slice(2)
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatch(/unknown<\/span>.*broadcast.*>7<.*1\.000 s/s)
    expect(rows[1]).toMatch(
      /class="badge invalid">invalid<\/span>.*stays linearizable.*>2<.*lin-kv.*3\.000 s.*>1<.*nonlinearizable/s,
    )
    expect(rows[2]).toMatch(
      /class="badge valid">valid<\/span>.*stays linearizable.*>1<.*lin-kv.*partition.*2\.000 s.*>1</s,
    )
    expect(text).toMatch(
      /\.valid\{color:var\(--valid\)\}.*--valid:#0077bb|--valid:#0077bb.*\.valid\{color:var\(--valid\)\}/s,
    )
  })

  it('can be searched, and what is searched for is no HTML', async () => {
    const { text } = await get('/?q=INVALID+raft')
    expect(text).toContain('1 of 3 runs')
    const hostile = await get(`/?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
    expect(hostile.text).not.toContain('<script')
    expect(hostile.text).toContain('0 of 3 runs')
  })

  it('has runs that were made since, and says so when there is none', async () => {
    const folder = writeRun(join(root, 'new/9'), {})
    expect((await get('/')).text).toContain('4 runs, newest first')
    rmSync(folder, { recursive: true })
    expect((await get('/')).text).toContain('3 runs, newest first')
    const empty = await serve({ root: join(scratch, 'nothing'), port: 0, host: '127.0.0.1' })
    const text = await (await fetch(empty.url)).text()
    expect(text).toContain('There is no run here yet.')
    await empty.close()
  })
})

describe('a run', () => {
  it('has its page and its diagrams, which are drawn when they are asked for if they were not before', async () => {
    const [page, ...diagrams] = await Promise.all(
      ['', ...Object.keys(DIAGRAMS)].map(file => get(runPath(RUNS[0]!) + file)),
    )
    expect(page!.status).toBe(200)
    expect(page!.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page!.text).toContain('lin-kv')
    for (const { status, headers, text } of diagrams) {
      expect(status).toBe(200)
      expect(headers['content-type']).toBe('image/svg+xml; charset=utf-8')
      expect(text).toContain('</svg>')
    }
  })

  it('has its raw files, as text that no browser runs', async () => {
    const log = await get(`${runPath(RUNS[0]!)}node-logs/n1.log`)
    expect(log).toMatchObject({ status: 200, text: 'hello from n1\n' })
    expect(log.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '14',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    })
    const json = await get(`${runPath(RUNS[0]!)}results.json`)
    expect(JSON.parse(json.text)).toMatchObject({ workload: 'lin-kv' })
    expect((await get(`${runPath(RUNS[0]!)}messages.jsonl`)).text).toBe('')
    expect((await get(`${runPath(RUNS[0]!)}inside.txt`)).status).toBe(200)
  })

  it('is found without the last slash too', async () => {
    const { status, headers } = await get(runPath(RUNS[0]!).slice(0, -1))
    expect(status).toBe(308)
    expect(headers.location).toBe(runPath(RUNS[0]!))
  })
})

describe('two runs', () => {
  it('are compared: options, numbers, anomalies and plots side by side', async () => {
    const query = RUNS.slice(0, 2)
      .map(run => `run=${encodeURIComponent(run)}`)
      .join('&')
    const { status, text } = await get(`/compare?${query}`)
    expect(status).toBe(200)
    expect(text).toMatch(/<tr class="differs"><th scope="row">rate<\/th><td>5<\/td><td>10<\/td>/)
    expect(text).toMatch(/<tr class="same"><th scope="row">topology<\/th><td>grid<\/td><td>grid<\/td>/)
    expect(text).toMatch(/<tr class="differs"><th scope="row">duration<\/th><td>2\.000 s<\/td><td>3\.000 s<\/td>/)
    expect(text).toContain('nonlinearizable')
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script')
    for (const run of RUNS.slice(0, 2)) expect(text).toContain(`src="${runPath(run)}rate.svg"`)
  })

  it('have to be two, and runs', async () => {
    for (const query of ['', '?run=broadcast%2F7', '?run=..&run=../..', '?run=broadcast%2F7&run=nowhere'])
      expect((await get(`/compare${query}`)).status, query).toBe(400)
  })
})

describe('nothing else is reached', () => {
  const inRun = runPath(RUNS[0]!)
  it.each([
    '/../secret.txt',
    '/runs/../../secret.txt',
    '/runs/../secret.txt',
    '/runs/%2e%2e/secret.txt',
    '/runs/..%2fsecret.txt',
    '/runs/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/runs//etc/passwd',
    '/runs/%2fetc%2fpasswd',
    '/runs/..%5c..%5csecret.txt',
    '/runs/%c0%ae%c0%ae/secret.txt',
    '/runs/%',
    '/runs/%00',
    `${inRun}../../../../secret.txt`,
    `${inRun}%2e%2e/%2e%2e/%2e%2e/secret.txt`,
    `${inRun}link.txt`,
    `${inRun}up/secret.txt`,
    `${inRun}up/results/not-a-run/file.txt`,
    `${inRun}.env`,
    `${inRun}env.txt`,
    `${inRun}results.json%00.txt`,
    '/runs/loose.txt',
    '/runs/not-a-run/file.txt',
    '/runs/not-a-run/',
    '/runs/',
    '/runs/raft/',
    '/runs/nowhere/messages.svg',
    '/anything',
    'http://127.0.0.1/runs/../secret.txt',
  ])('%s', async path => {
    const { status, text } = await get(path)
    expect(status).toBe(404)
    expect(text).not.toContain('secret')
  })

  it('parts of a path are taken apart after decoding', () => {
    expect(partsOf('a/b%20c/d.txt')).toEqual(['a', 'b c', 'd.txt'])
    for (const path of ['', '/', 'a//b', '.', '..', 'a/..', 'a/.git', 'a%2f..%2fb', 'a\\b', 'a%00', '%E0%A4%A'])
      expect(partsOf(path), path).toBeUndefined()
  })

  it('by methods that write', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect(await get('/', { method })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    const head = await get('/', { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1000)
  })

  it('under a name that leads here from elsewhere (DNS rebinding)', async () => {
    for (const host of ['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example'])
      expect((await get('/', { host })).status, host).toBe(421)
    for (const host of ['localhost', 'localhost:1234', '127.0.0.1', '[::1]:80', 'results.localhost'])
      expect((await get('/', { host })).status, host).toBe(200)
    expect(isAllowedHost('build.example:8080', 'build.example')).toBe(true)
    expect(isAllowedHost('192.168.0.7:8080', '0.0.0.0')).toBe(true)
    for (const host of [undefined, '', ':80', 'a:b:c']) expect(isAllowedHost(host, 'localhost')).toBe(false)
  })

  it('and every answer forbids what it does not need', async () => {
    for (const path of ['/', '/nope', inRun, `${inRun}messages.svg`, `${inRun}history.jsonl`]) {
      const { headers } = await get(path)
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })
})

describe('a broken run', () => {
  it('is not listed, and does not end the server', async () => {
    const folder = writeRun(join(root, 'broken/1'), {})
    writeFileSync(join(folder, 'results.json'), '{"valid": tru')
    expect((await get('/')).text).toContain('3 runs')
    expect((await get('/runs/broken/1/')).status).toBe(500)
    expect((await get('/')).status).toBe(200)
    rmSync(folder, { recursive: true })
  })
})

describe('the port', () => {
  it('that is taken is followed by the next free one', async () => {
    const next = await serve({ root, port: server.port, host: '127.0.0.1' })
    expect(next.port).toBeGreaterThan(server.port)
    expect(next.url).toBe(`http://127.0.0.1:${next.port}/`)
    await next.close()
  })

  it('is closed at once, though an answer is under way', async () => {
    const own = await serve({ root, port: 0, host: '127.0.0.1' })
    const socket = connect(own.port, '127.0.0.1')
    await once(socket, 'connect')
    // A long answer of which only the beginning is read: more than any buffer between takes.
    writeFileSync(join(root, RUNS[2]!, 'node-logs', 'long.log'), '')
    truncateSync(join(root, RUNS[2]!, 'node-logs', 'long.log'), 64 << 20)
    socket.write(`GET ${runPath(RUNS[2]!)}node-logs/long.log HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await once(socket, 'readable')
    const closed = once(socket, 'close')
    await own.close()
    socket.resume()
    await closed
    await expect(fetch(own.url)).rejects.toThrow()
  })
})

describe('npx maelstrom serve', () => {
  const bin = resolve('bin/maelstrom.mjs')

  it('prints its address, says that a port is taken, and ends at Ctrl-C with status 0', async () => {
    const child = spawn(process.execPath, [bin, 'serve', '--port', String(server.port), root])
    let out = ''
    const address = new Promise<string>(done => {
      child.stdout.on('data', chunk => {
        out += chunk
        const found = /http:\S+/.exec(out)
        if (found !== null && out.includes('Ctrl-C')) done(found[0])
      })
    })
    const url = await address
    expect(out).toContain(`Port ${server.port} is taken.`)
    expect(out).toContain(root)
    expect((await fetch(url)).status).toBe(200)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('takes no port that there is not', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      expect(await serveCommand(['--port', '70000'])).toBe(USAGE)
      expect(String(write.mock.calls[0]![0])).toContain('--port takes a whole number from 0 to 65535; got "70000"')
    } finally {
      write.mockRestore()
    }
  })
})

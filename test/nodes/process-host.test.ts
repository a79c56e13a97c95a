import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Exit, LineFlaw, RunningNode } from '../../src/nodes/host.ts'
import { type ProcessHostOptions, processHost } from '../../src/nodes/process-host.ts'
import { ProgramError } from '../../src/nodes/program-error.ts'
import { reaperPid, registerTempFolder } from '../../src/nodes/reaper.ts'
import { eventually, marked, runs } from './fixtures/processes.ts'

const mark = `MAELSTROM_TEST_MARK=${randomUUID()}`
let cwd: string
const running = new Set<RunningNode>()

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'maelstrom-host-'))
})
afterEach(async () => {
  await Promise.all([...running].map(node => node.kill()))
  running.clear()
  expect(marked(mark)).toEqual([])
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

interface Observed {
  readonly node: RunningNode
  readonly messages: [line: string, flaw?: LineFlaw][]
  readonly logs: string[]
  /** What happened, in order, to see that the exit comes last and once. */
  readonly events: string[]
  readonly exit: Promise<Exit>
  /** Resolves when that many messages have come. */
  heard(count: number): Promise<void>
}

async function start(bin: string | readonly string[], options: Partial<ProcessHostOptions> = {}): Promise<Observed> {
  const messages: Observed['messages'] = []
  const logs: string[] = []
  const events: string[] = []
  let resolveExit!: (exit: Exit) => void
  const exit = new Promise<Exit>(resolve => (resolveExit = resolve))
  const host = processHost({ bin, cwd, ...options, env: { MAELSTROM_TEST_MARK: mark.split('=')[1], ...options.env } })
  const node = await host.start({
    id: 'n1',
    dataDir: join(cwd, 'data/n1'),
    io: {
      onMessage(line, flaw) {
        messages.push(flaw === undefined ? [line] : [line, flaw])
        events.push('message')
      },
      onLog(line) {
        logs.push(line)
        events.push('log')
      },
      onExit(exit) {
        events.push('exit')
        resolveExit(exit)
      },
    },
  })
  running.add(node)
  return { node, messages, logs, events, exit, heard: count => eventually(() => messages.length >= count, 5000) }
}

const sh = (script: string) => ['sh', '-c', script]
const js = (script: string) => [process.execPath, '-e', script]
/** Reads nothing, and cannot be asked to end. */
const STUBBORN = `trap '' INT TERM HUP; echo ready; while :; do sleep 100; done`

describe('talking to a node', () => {
  it('passes lines in and out, and its log', async () => {
    const { node, messages, logs, heard } = await start(
      sh('while read -r line; do echo "got $line"; echo "log $line" >&2; done'),
    )
    node.deliver('one')
    node.deliver('grüße')
    await heard(2)
    await eventually(() => logs.length === 2)
    expect(messages).toEqual([['got one'], ['got grüße']])
    expect(logs).toEqual(['log one', 'log grüße'])
  })

  it('runs in cwd, with its arguments, its environment and a folder of its own', async () => {
    const script = 'pwd; echo "$0 $1"; echo "$GREETING"; echo "<$HOME>"; cd "$MAELSTROM_DATA_DIR" && pwd'
    const { messages, exit } = await start(sh(script), {
      args: ['a', 'b c'],
      env: { GREETING: 'hello', HOME: undefined },
    })
    await exit
    expect(messages.flat()).toEqual([cwd, 'a b c', 'hello', '<>', join(cwd, 'data/n1')])
  })

  it('takes a line of 10 MB in both directions', async () => {
    const { node, messages, heard } = await start(['cat'])
    const line = 'é'.repeat(5_000_000)
    node.deliver(line)
    node.deliver('next')
    await heard(2)
    expect(messages[0]![0] === line).toBe(true)
    expect(messages[1]).toEqual(['next'])
  })

  it('says which lines are damaged', async () => {
    const { messages, exit } = await start(sh(`printf 'one\\r\\ntw\\377o\\nthree\\nfour'`))
    await exit
    expect(messages).toEqual([['one'], ['tw\ufffdo', 'invalid-utf8'], ['three'], ['four', 'unterminated']])
  })

  it('survives a node that floods its output, and hears nothing of it after a kill', async () => {
    const { node, messages, heard } = await start(['yes', '{"src":"n1"}'])
    await heard(100_000)
    const killed = node.kill()
    const count = messages.length
    await killed
    expect(count).toBeGreaterThanOrEqual(100_000)
    expect(messages).toHaveLength(count)
    expect(messages.every(([line, flaw]) => line === '{"src":"n1"}' && flaw === undefined)).toBe(true)
  })

  it('reports how much a node that does not read leaves lying', async () => {
    const { node, heard } = await start(sh(STUBBORN))
    await heard(1)
    expect(node.backlog).toBe(0)
    for (let i = 0; i < 2000; i++) node.deliver('x'.repeat(999))
    expect(node.backlog).toBe(2_000_000)
    await new Promise(resolve => setTimeout(resolve, 50))
    // What the system's buffer took does not count; it is far less than was delivered.
    expect(node.backlog).toBeGreaterThan(1_000_000)
    await node.kill()
    expect(node.backlog).toBe(0)
  })

  it('drops lines for a node that has closed its input, or ended', async () => {
    const { node, exit, heard } = await start(js(`fs.closeSync(0); console.log('closed'); setTimeout(() => {}, 100)`))
    await heard(1)
    for (let i = 0; i < 1000; i++) node.deliver('x'.repeat(1000))
    await exit
    node.deliver('nobody is there')
    expect(node.backlog).toBe(0)
  })
})

describe('the end of a node', () => {
  it('is reported once, with its code, after its last line', async () => {
    const { messages, events, exit } = await start(sh('echo bye; echo dying >&2; exit 3'))
    expect(await exit).toEqual({ code: 3, signal: null })
    expect(messages).toEqual([['bye']])
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(events.at(-1)).toBe('exit')
    expect(events.filter(event => event === 'exit')).toHaveLength(1)
  })

  it('is reported with its signal', async () => {
    expect(await (await start(sh('kill -SEGV $$'))).exit).toEqual({ code: null, signal: 'SIGSEGV' })
  })

  it('loses none of what was written before it, however much', async () => {
    const { messages, exit } = await start(
      js(`fs.writeSync(1, 'x\\n'.repeat(30000)); process.kill(process.pid, 'SIGKILL')`),
    )
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL' })
    expect(messages).toHaveLength(30_000)
  })

  it('is not hidden by a child that keeps the pipe open; the child dies with it', async () => {
    const { messages, exit } = await start(sh(`sh -c "${STUBBORN}" & echo parent; exit 7`))
    const before = performance.now()
    expect(await exit).toEqual({ code: 7, signal: null })
    expect(performance.now() - before).toBeLessThan(1500)
    expect(messages.flat()).toContain('parent')
    await eventually(() => marked(mark).length === 0)
    expect(marked(mark)).toEqual([])
  })

  it('does not wait for a child that goes on writing, but kills it', async () => {
    const { exit } = await start(sh(`sh -c 'while :; do echo x; sleep 0.02; done' & exit 7`))
    const before = performance.now()
    expect(await exit).toEqual({ code: 7, signal: null })
    // 0.1 s until it is killed; one that cannot be killed, as in the next test, is listened to for 1 s.
    expect(performance.now() - before).toBeLessThan(900)
  })

  it('is not hidden by a child that left the group with the pipe, and writes to it', async () => {
    const orphan = `for (let i = 0; i < 5000; i++) { try { fs.writeSync(1, 'x\\n') } catch { break }; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20) }`
    const parent = `child_process.spawn(process.execPath, ['-e', ${JSON.stringify(orphan)}], { detached: true, stdio: 'inherit' }); process.exit(7)`
    const { exit } = await start(js(parent))
    expect(await exit).toEqual({ code: 7, signal: null })
    // Nobody but root can hold those that leave; this one ends by itself when the pipe breaks.
    await eventually(() => marked(mark).length === 0, 3000)
    expect(marked(mark)).toEqual([])
  })

  it('takes with it children that hold no pipe', async () => {
    const { exit } = await start(sh(`sh -c "${STUBBORN}" </dev/null >/dev/null 2>&1 & exit 0`))
    await exit
    await eventually(() => marked(mark).length === 0)
    expect(marked(mark)).toEqual([])
  })
})

describe('kill', () => {
  it('ends the node and all it started at once, and nothing of it is heard afterwards', async () => {
    const { node, events, heard } = await start(sh(`sh -c "${STUBBORN}" & ${STUBBORN}`))
    await heard(2)
    expect(marked(mark).length).toBeGreaterThanOrEqual(2)
    await Promise.all([node.kill(), node.kill(), node.stop()])
    await eventually(() => marked(mark).length === 0)
    expect(marked(mark)).toEqual([])
    expect(events).toEqual(['message', 'message'])
  })

  it('ends a paused node', async () => {
    const { node, heard } = await start(sh(STUBBORN))
    await heard(1)
    node.pause()
    await node.kill()
    await eventually(() => marked(mark).length === 0)
    expect(marked(mark)).toEqual([])
  })

  it('lets the node start again, in the same folder', async () => {
    const script =
      'cat "$MAELSTROM_DATA_DIR/state" 2>/dev/null || echo new; echo old > "$MAELSTROM_DATA_DIR/state"; echo ready; sleep 100'
    const first = await start(sh(script))
    await first.heard(2)
    await first.node.kill()
    const second = await start(sh(script))
    await second.heard(2)
    expect([first.messages.flat(), second.messages.flat()]).toEqual([
      ['new', 'ready'],
      ['old', 'ready'],
    ])
  })
})

describe('pause', () => {
  it('stops the whole group, and resume lets it go on where it was', async () => {
    const { node, messages, heard } = await start(sh('while read -r line; do echo "$line"; done; true'))
    node.deliver('before')
    await heard(1)
    node.pause()
    node.deliver('meanwhile')
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(messages).toEqual([['before']])
    node.resume()
    await heard(2)
    expect(messages).toEqual([['before'], ['meanwhile']])
  })
})

describe('stop', () => {
  it('closes its input, and passes on what it still has to say', async () => {
    const { node, messages, events } = await start(sh('cat >/dev/null; echo bye'), { graceMs: 5000 })
    node.deliver('a line')
    const before = performance.now()
    await node.stop()
    expect(performance.now() - before).toBeLessThan(2000)
    expect(messages).toEqual([['bye']])
    expect(events).not.toContain('exit')
  })

  it('asks with SIGTERM after half the grace period', async () => {
    const { node, messages, heard } = await start(
      js(
        `process.on('SIGTERM', () => { console.log('term'); process.exit() }); setInterval(() => {}, 1000); console.log('ready')`,
      ),
      { graceMs: 1000 },
    )
    await heard(1)
    await node.stop()
    expect(messages).toEqual([['ready'], ['term']])
  })

  it('kills, after the grace period, what does not listen', async () => {
    const { node, heard } = await start(sh(`sh -c "${STUBBORN}" & ${STUBBORN}`), { graceMs: 200 })
    await heard(2)
    const before = performance.now()
    await node.stop()
    expect(performance.now() - before).toBeGreaterThan(150)
    await eventually(() => marked(mark).length === 0)
    expect(marked(mark)).toEqual([])
  })

  it('wakes a paused node, so that it can end in order', async () => {
    const { node, messages, heard } = await start(sh('echo ready; cat; echo bye'), { graceMs: 5000 })
    await heard(1)
    node.pause()
    await node.stop()
    expect(messages).toEqual([['ready'], ['bye']])
  })
})

describe('a program in TypeScript', () => {
  it('simply runs: enums, imports, import.meta, require, line numbers of the source; and leaves nothing behind', async () => {
    await writeFile(join(cwd, 'greeting.ts'), `export enum Greeting { Hello = 'hello' }\n`)
    const program = join(cwd, 'node.ts')
    await writeFile(
      program,
      `import { Greeting } from './greeting'
import { fileURLToPath } from 'node:url'
class Node { constructor(private readonly name: string) {} greet(): string { return Greeting.Hello + ' ' + this.name } }
declare const require: NodeRequire
console.log(new Node(process.argv[2]!).greet())
console.log(fileURLToPath(import.meta.url))
console.log(require('node:path').basename(process.argv[1]!))
throw new Error('oops')
`,
    )
    const host = processHost({ bin: './node.ts', args: ['n1'], cwd })
    const messages: string[] = []
    const logs: string[] = []
    await host.prepare?.()
    await new Promise<Exit>((onExit, reject) => {
      const io = { onMessage: (line: string) => messages.push(line), onLog: (line: string) => logs.push(line), onExit }
      host.start({ id: 'n1', dataDir: cwd, io }).catch(reject)
    })
    // The program stands in argv as it does anywhere, so that `runNode(node, import.meta)` knows itself.
    expect(messages).toEqual(['hello n1', program, 'node.ts'])
    expect(logs.join('\n')).toContain('node.ts:8')
    expect(reaperPid()).toBeDefined()
    await host.close?.()
    expect(reaperPid()).toBeUndefined()
    expect((await readdir(cwd)).filter(name => /^(node|greeting)\./.test(name))).toEqual(['greeting.ts', 'node.ts'])
  })

  it('is refused with the place of the error when it does not compile', async () => {
    await writeFile(join(cwd, 'broken.ts'), 'const a = 1\nconst b = = 2\n')
    const prepared = processHost({ bin: './broken.ts', cwd }).prepare!()
    await expect(prepared).rejects.toThrow(ProgramError)
    await expect(prepared).rejects.toThrow('broken.ts:2:11')
  })
})

describe('starting', () => {
  it('refuses a wrong program before anything runs', async () => {
    await expect(start('./nowhere')).rejects.toThrow(ProgramError)
    await expect(processHost({ bin: './nowhere', cwd }).prepare!()).rejects.toThrow('no such file')
    expect(reaperPid()).toBeUndefined()
  })

  it('refuses what the system refuses, and says so', async () => {
    const refused = start('sh', { args: ['x'.repeat(4 * 1024 * 1024)] })
    await expect(refused).rejects.toThrow(ProgramError)
    await expect(refused).rejects.toThrow(/E2BIG.*args and env are too long/s)
    expect(reaperPid()).toBeUndefined()
  })

  it('keeps a reaper exactly as long as a node runs', async () => {
    const nodes = [await start(sh(STUBBORN)), await start(sh(STUBBORN))]
    const reaper = reaperPid()!
    expect(runs(reaper)).toBe(true)
    await nodes[0]!.node.kill()
    expect(reaperPid()).toBe(reaper)
    await nodes[1]!.node.kill()
    expect(reaperPid()).toBeUndefined()
    await eventually(() => !runs(reaper))
    expect(runs(reaper)).toBe(false)
  })
})

describe('the reaper', () => {
  it('ignores the signals that end the others', async () => {
    await start(sh(STUBBORN))
    const reaper = reaperPid()!
    // It needs a moment to begin ignoring them; after that nothing but SIGKILL may end it.
    await new Promise(resolve => setTimeout(resolve, 50))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.kill(reaper, signal)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(runs(reaper)).toBe(true)
    expect(reaperPid()).toBe(reaper)
  })
})

describe('registerTempFolder', () => {
  it('refuses what it could not remove, or must not', () => {
    for (const path of ['/', '/tmp/..', 'relative', '/tmp/a\nb'])
      expect(() => registerTempFolder(path)).toThrow(RangeError)
    expect(reaperPid()).toBeUndefined()
  })

  it('leaves a folder alone that was released', async () => {
    const folder = await mkdtemp(join(cwd, 'released-'))
    const kept = registerTempFolder(await mkdtemp(join(cwd, 'kept-')))
    const release = registerTempFolder(folder)
    const reaper = reaperPid()!
    release()
    release()
    expect(runs(reaper)).toBe(true)
    kept()
    await eventually(() => !runs(reaper))
    expect((await readdir(cwd)).filter(name => /^(released|kept)-/.test(name))).toHaveLength(2)
  })
})

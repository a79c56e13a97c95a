/** Programs in the styles in which strangers write them run unmodified. */

import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'
import { files, started } from './texts.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')

async function three(entry: string, cwd = FIXTURES): Promise<Stepper> {
  const stepper = new Stepper(5)
  const host = scriptHost({ entry, cwd, clock: stepper.clock, random: stepper.random })
  await host.prepare()
  for (const id of ['n1', 'n2', 'n3']) await stepper.start(host, id)
  await stepper.init()
  return stepper
}

const bodies = (stepper: Stepper, id: string) => stepper.out(id).map(line => JSON.parse(line).body)

describe('a program that', () => {
  it('reads lines by readline and writes by console.log', async () => {
    const stepper = await three('gossip-readline.js')
    stepper.send('n1', { type: 'broadcast', msg_id: 2, message: 7 })
    await stepper.run(SECOND)
    stepper.send('n3', { type: 'read', msg_id: 3 })
    expect(bodies(stepper, 'n3').at(-1)).toEqual({ type: 'read_ok', messages: [7], in_reply_to: 3 })
    expect(stepper.messages).toBe(3 + 1 + 3 + 1)
    expect(stepper.exits.size).toBe(0)
  })

  it('splits stdin by hand and draws its intervals', async () => {
    const stepper = await three('gossip-data.mjs')
    stepper.send('n1', { type: 'broadcast', msg_id: 2, message: 7 })
    await stepper.run(SECOND)
    const gossip = bodies(stepper, 'n2').filter(body => body.type === 'gossip')
    expect(gossip.length).toBeGreaterThan(40)
    expect(gossip.at(-1).seen[0][0]).toBe(7)
    expect(gossip.at(-1).date).toMatch(/^Thu Jan 01 2026 00:00:0[01] GMT\+0000/)
    for (const { now, performance, hrtime } of gossip) {
      expect(now).toBe(1767225600000 + performance)
      expect(Number(hrtime)).toBe(performance * MILLISECOND)
    }
  })

  it('is TypeScript with an enum, parameter properties, JSON, other files and top-level await', async () => {
    const stepper = await three('gossip-class.ts')
    stepper.send('n1', { type: 'broadcast', msg_id: 2, message: 7 })
    await stepper.run(110 * MILLISECOND)
    expect(bodies(stepper, 'n1').filter(body => body.type === 'gossip').length).toBe(6)
    expect(bodies(stepper, 'n3').at(-1)).toEqual({ type: 'gossip', messages: [7] })
    stepper.nodes.get('n1')?.stop()
    await stepper.run(SECOND)
    expect(stepper.log()).toEqual([])
  })

  it('is CommonJS with a package, require.main, a Transform and a JSON file', async () => {
    const cwd = files({})
    cpSync(FIXTURES, cwd, { recursive: true })
    cpSync(join(FIXTURES, 'packages'), join(cwd, 'node_modules'), { recursive: true })
    const stepper = await three('echo-package.cjs', cwd)
    stepper.send('n1', { type: 'echo', msg_id: 2, echo: 'żółw' })
    expect(bodies(stepper, 'n1').at(-1)).toEqual({
      type: 'echo_ok',
      msg_id: 2,
      echo: 'żółw',
      in_reply_to: 2,
      interval: 30,
      place: '',
    })
  })
})

describe('modules', () => {
  const run = async (texts: Readonly<Record<string, string>>, entry: string) => {
    const stepper = new Stepper()
    const cwd = files(texts)
    await stepper.start(scriptHost({ entry, cwd, clock: stepper.clock, random: stepper.random }))
    await stepper.run(SECOND)
    return {
      out: stepper.out().map(line => line.replaceAll(cwd, '.')),
      log: stepper.log(),
      exit: stepper.exits.get('n1'),
    }
  }

  it('know where they lie', async () => {
    const { out } = await run(
      {
        'node.mjs': `import './lib/a.mjs'; import b from './lib/b.cjs'; console.log(import.meta.url, import.meta.dirname, import.meta.resolve('./x'), JSON.stringify(b))`,
        'lib/a.mjs': `console.log(import.meta.filename, typeof __filename, typeof require, typeof module, this)`,
        'lib/b.cjs': `module.exports = [__filename, __dirname, typeof require, require.main === module]`,
      },
      'node.mjs',
    )
    expect(out[0]).toBe('./lib/a.mjs undefined function undefined undefined')
    expect(out[1]).toBe('file://./node.mjs . file://./x ["./lib/b.cjs","./lib","function",false]')
  })

  it('may be asked for late: import() and require of what is known only at run time', async () => {
    const { out, exit } = await run(
      {
        'node.mjs': `
          import { createRequire } from 'node:module'
          const require = createRequire(import.meta.url)
          const name = 'c'
          console.log((await import('./a.mjs')).a, require('./b.json').b, require('./' + name + '.cjs'), (await import('./' + name + '.cjs')).default)
          console.log(require('node:path').sep, (await import('node:os')).EOL === '\\n')
          try { require('./none.cjs') } catch (error) { console.log(error.code, error instanceof Error) }
          await import('nothing').catch(error => console.log(error.code))`,
        'a.mjs': `export const a = 1; export { a as default }`,
        'b.json': '{"b":2}',
        'c.cjs': `exports.c = 3; exports.again = require('./b.json').b`,
      },
      'node.mjs',
    )
    expect(out).toEqual([
      '1 2 { c: 3, again: 2 } { c: 3, again: 2 }',
      '/ true',
      'MODULE_NOT_FOUND true',
      'MODULE_NOT_FOUND',
    ])
    expect(exit).toEqual({ code: 0, signal: null })
  })

  it('keep the names of classes, and see the globals that they replace', async () => {
    const { out } = await run(
      {
        'node.mjs': `
          import { Raft } from './a.mjs'
          class Log { static empty = () => new Log() }
          globalThis.fetch = () => 'own'
          console.log(Log.name, Log.empty().constructor.name, Raft.name, fetch(), globalThis.fetch())`,
        'a.mjs': `export class Raft { static #terms = 0; static next() { return ++Raft.#terms } }`,
      },
      'node.mjs',
    )
    expect(out).toEqual(['Log Log Raft own own'])
  })
})

describe('input', () => {
  const ALL = [
    [
      'readline with on',
      `import { createInterface } from 'readline'; createInterface({ input: process.stdin }).on('line', line => console.log(line)).on('close', () => console.log('closed'))`,
    ],
    [
      'readline by position',
      `import readline from 'readline'; readline.createInterface(process.stdin, process.stdout).on('line', line => console.log(line)).on('close', () => console.log('closed'))`,
    ],
    [
      'readline iterated',
      `import { createInterface } from 'readline'; for await (const line of createInterface({ input: process.stdin })) console.log(line); console.log('closed')`,
    ],
    [
      'readline turned stream',
      `import { createInterface } from 'readline'; createInterface({ input: process.stdin }).on('line', line => console.log(line)); process.stdin.on('end', () => console.log('closed'))`,
    ],
    [
      'once',
      `import { createInterface } from 'readline'; import { once } from 'events'; const rl = createInterface({ input: process.stdin }); console.log((await once(rl, 'line'))[0]); rl.on('line', line => console.log(line)); rl.on('close', () => console.log('closed'))`,
    ],
    ['data', `process.stdin.on('data', chunk => process.stdout.write(chunk)).on('end', () => console.log('closed'))`],
    [
      'decoded data',
      `process.stdin.setEncoding('utf8').on('data', chunk => process.stdout.write(chunk)).on('end', () => console.log('closed'))`,
    ],
    [
      'readable',
      `process.stdin.on('readable', () => { let chunk; while ((chunk = process.stdin.read()) !== null) process.stdout.write(chunk) }).on('end', () => console.log('closed'))`,
    ],
    ['iterated', `for await (const chunk of process.stdin) process.stdout.write(chunk); console.log('closed')`],
    [
      'piped',
      `process.stdin.pipe(process.stdout, { end: false }); process.stdin.on('end', () => console.log('closed'))`,
    ],
    [
      'pipeline',
      `import { pipeline, PassThrough } from 'stream'; pipeline(process.stdin, new PassThrough(), async function* (source) { for await (const chunk of source) { process.stdout.write(chunk) ; yield '' } }, () => console.log('closed')).resume()`,
    ],
    [
      'late',
      `setTimeout(() => process.stdin.on('data', chunk => process.stdout.write(chunk)).on('end', () => console.log('closed')), 50); await 0`,
    ],
    [
      'late readline',
      `import { createInterface } from 'readline'; setTimeout(() => createInterface({ input: process.stdin }).on('line', line => console.log(line)).on('close', () => console.log('closed')), 50)`,
    ],
  ] as const
  it.each(ALL)('%s', async (_how, text) => {
    const { stepper } = await started(text)
    const node = stepper.nodes.get('n1')!
    for (const line of ['{"a":1}', 'żółw 🐢', '', 'x'.repeat(100_000)]) node.deliver(line)
    await stepper.run(100 * MILLISECOND)
    node.deliver('last')
    const stopped = node.stop()
    await stepper.run(2 * SECOND)
    await stopped
    expect(stepper.out()).toEqual(['{"a":1}', 'żółw 🐢', '', 'x'.repeat(100_000), 'last', 'closed'])
    expect(stepper.log()).toEqual([])
  })
})

it('a line that ended in a carriage return and a newline is one line', async () => {
  const { stepper } = await started(
    `import { createInterface } from 'readline'; createInterface({ input: process.stdin }).on('line', line => console.log(JSON.stringify(line)))`,
  )
  for (const line of ['a\r', '\r', 'b\rc\r', 'd\r\r', '']) stepper.nodes.get('n1')!.deliver(line)
  await stepper.run(MILLISECOND)
  expect(stepper.out()).toEqual(['"a"', '""', '"b"', '"c"', '"d"', '""', '""'])
})

it('the fixtures are programs for a real Node, not for us', () => {
  for (const name of ['gossip-readline.js', 'gossip-data.mjs', 'gossip-class.ts', 'echo-package.cjs', 'chancy.mjs']) {
    expect(readFileSync(join(FIXTURES, name), 'utf8')).not.toMatch(/maelstrom'|__maelstrom|virtual/)
  }
})

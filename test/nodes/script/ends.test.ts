/** How a node in virtual time ends: its own crash, its own exit, and nobody else's. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'
import { files, started } from './texts.ts'

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

async function endOf(text: string, name = 'node.mjs') {
  const { stepper, folder } = await started(text, { name })
  await stepper.run(10 * SECOND)
  return { exit: stepper.exits.get('n1'), out: stepper.out(), log: stepper.log(), folder }
}

const LISTEN = 'process.stdin.on("data", () => {});'

describe('an exit', () => {
  it('has the code of process.exit, and nothing runs after it', async () => {
    const { exit, out } = await endOf(`
      process.on('exit', code => { console.log('exit', code); Promise.resolve().then(() => console.log('never')) })
      try { process.exit(3) } catch { console.log('never') } finally { console.log('never') }
      setTimeout(() => console.log('never'))`)
    expect(exit).toEqual({ code: 3, signal: null })
    expect(out).toEqual(['exit 3'])
  })

  it('comes by itself when nothing is left to happen', async () => {
    const { exit, out } = await endOf(`setTimeout(() => console.log('last'), 500); setTimeout(() => {}, 9e6).unref()`)
    expect(exit).toEqual({ code: 0, signal: null })
    expect(out).toEqual(['last'])
  })

  it('does not come while stdin is read, and comes when it has ended', async () => {
    const { stepper } = await started(`${LISTEN} process.on('exit', () => process.stdout.write('bye'))`)
    await stepper.run(100 * SECOND)
    expect(stepper.exits.size).toBe(0)
    await Promise.all([stepper.nodes.get('n1')?.stop(), stepper.run(SECOND)])
    expect(stepper.out()).toEqual(['bye'])
  })

  it('takes process.exitCode', async () => {
    expect((await endOf('process.exitCode = 7')).exit).toEqual({ code: 7, signal: null })
  })

  it('has code 13 when an await at the top level never comes back', async () => {
    const { exit, log } = await endOf('await new Promise(() => {})')
    expect(exit).toEqual({ code: 13, signal: null })
    expect(log).toEqual(['Warning: Detected unsettled top-level await'])
  })

  it('is a signal when the node kills itself', async () => {
    expect((await endOf(`${LISTEN} process.kill(process.pid, 'SIGKILL')`)).exit).toEqual({
      code: null,
      signal: 'SIGKILL',
    })
    expect((await endOf(`${LISTEN} process.abort()`)).exit).toEqual({ code: null, signal: 'SIGABRT' })
    const handled = await endOf(
      `${LISTEN} process.on('SIGTERM', name => { console.log(name); process.exit(0) }); process.kill(process.pid)`,
    )
    expect(handled).toMatchObject({ exit: { code: 0 }, out: ['SIGTERM'] })
  })
})

describe('a crash', () => {
  const cases: Readonly<Record<string, string>> = {
    'at the top level': `${LISTEN}\nfunction fail() {\n  throw new TypeError('told')\n}\nfail()`,
    'in a timer': `${LISTEN}\nfunction fail() {\n  throw new TypeError('told')\n}\nsetTimeout(fail, 5)`,
    'in a tick': `${LISTEN}\nfunction fail() {\n  throw new TypeError('told')\n}\nprocess.nextTick(fail)`,
    'in a microtask': `${LISTEN}\nfunction fail() {\n  throw new TypeError('told')\n}\nqueueMicrotask(fail)`,
    'in an immediate': `${LISTEN}\nfunction fail() {\n  throw new TypeError('told')\n}\nsetImmediate(fail)`,
    'by a rejection': `${LISTEN}\nasync function fail() {\n  throw new TypeError('told')\n}\nfail()`,
    'by a late rejection': `${LISTEN}\nasync function fail() {\n  throw new TypeError('told')\n}\nsetTimeout(fail, 5)`,
    'by a rejection of Promise.reject': `${LISTEN}\nfunction fail() {\n  Promise.reject(new TypeError('told'))\n}\nfail()`,
    'by a rejected top level': `${LISTEN}\nasync function fail() {\n  throw new TypeError('told')\n}\nawait fail()`,
    'in the exit handler': `function fail() {\n\n  throw new TypeError('told')\n}\nprocess.on('exit', fail)`,
    'by an error event': `${LISTEN}\nimport { EventEmitter } from 'events'\n  new EventEmitter().emit('error', new TypeError('told'))`,
  }
  for (const [where, text] of Object.entries(cases)) {
    it(`${where} says what and where`, async () => {
      const { exit, log, folder } = await endOf(text)
      expect(exit).toMatchObject({ code: 1, signal: null })
      expect(exit?.reason?.split('\n')[0]).toBe('TypeError: told')
      expect(exit?.reason?.split('\n')[1]).toMatch(new RegExp(`${folder}/node\\.mjs:3:\\d+\\)?$`))
      expect(exit?.reason).not.toMatch(/src\/nodes|maelstrom-bundle|node:|vitest/)
      expect(log.join('\n')).toBe(exit?.reason)
    })
  }

  it('names the line of the TypeScript source, in whichever file', async () => {
    const folder = files({
      'node.ts': `import { fail } from './lib/fail.ts'\n\ninterface A {\n  a: 1\n}\nconst a: A = { a: 1 }\nsetTimeout(() => fail(a), 5)`,
      'lib/fail.ts': `export function fail(a: { a: number }): never {\n  throw new Error(\`told \${a.a}\`)\n}\n`,
    })
    const stepper = new Stepper(1)
    await stepper.start(scriptHost({ entry: 'node.ts', cwd: folder, clock: stepper.clock, random: stepper.random }))
    await stepper.run(SECOND)
    const lines = stepper.exits.get('n1')?.reason?.split('\n')
    expect(lines?.[0]).toBe('Error: told 1')
    expect(lines?.[1]).toMatch(/at fail \(file:.*\/lib\/fail\.ts:2:9\)$/)
    expect(lines?.[2]).toMatch(/\/node\.ts:7:18\)?$/)
  })

  it('can be prevented, as in Node', async () => {
    const { exit, out } = await endOf(`${LISTEN}
      process.on('uncaughtException', (error, origin) => console.log(error.message, origin))
      process.on('unhandledRejection', reason => console.log('rejected', reason))
      setTimeout(() => { throw new Error('one') }, 1)
      setTimeout(() => Promise.reject('two'), 2)
      setTimeout(() => console.log('goes on'), 3)`)
    expect(exit).toBeUndefined()
    expect(out).toEqual(['one uncaughtException', 'rejected two', 'goes on'])
  })

  it('by a rejection that is no error says what it was', async () => {
    const { exit } = await endOf(`${LISTEN} Promise.reject({ a: 1 })`)
    expect(exit?.reason).toContain('The promise rejected with the reason "{ a: 1 }"')
  })

  it('does not follow a rejection that is handled in time', async () => {
    const { exit, out } = await endOf(`
      const fail = async () => { throw new Error('handled') }
      const late = fail()
      await null
      late.catch(error => console.log(error.message))
      setTimeout(() => fail().catch(() => console.log('again')), 5)
      try { await fail() } catch { console.log('caught') }
      await Promise.allSettled([fail(), fail()])`)
    expect(exit).toEqual({ code: 0, signal: null })
    expect(out).toEqual(['handled', 'caught', 'again'])
  })

  it('by a rejection happens at its own virtual time, before anything else', async () => {
    const { stepper } = await started(
      `${LISTEN} setTimeout(() => Promise.reject(new Error('now')), 5); setTimeout(() => console.log('never'), 5)`,
    )
    await stepper.run(5 * MILLISECOND)
    expect(stepper.exits.get('n1')).toMatchObject({ code: 1 })
    expect(stepper.out()).toEqual([])
  })

  it('is that of one node alone', async () => {
    const { stepper, host } = await started(
      `process.stdin.on('data', text => { if (String(text).includes('die')) null.x; else console.log('alive') })`,
    )
    await stepper.start(host, 'n2')
    stepper.send('n1', { type: 'die' })
    stepper.send('n2', { type: 'ping' })
    await stepper.run(SECOND)
    expect([...stepper.exits.keys()]).toEqual(['n1'])
    expect(stepper.out('n2')).toEqual(['alive'])
  })

  it('by recursion without end is a RangeError', async () => {
    const { exit } = await endOf(`${LISTEN} const again = () => again(); again()`)
    expect(exit?.reason).toMatch(/^RangeError: Maximum call stack size exceeded/)
  })
})

describe('what cannot be simulated', () => {
  const calls: Readonly<Record<string, string>> = {
    'child_process.spawn': `import { spawn } from 'node:child_process'; spawn('ls')`,
    'child_process.execSync': `import cp from 'child_process'; cp.execSync('ls')`,
    'net.createServer': `import * as net from 'net'; net.createServer()`,
    'http.get': `import { get } from 'http'; get('http://localhost')`,
    'dgram.createSocket': `import dgram from 'node:dgram'; dgram.createSocket('udp4')`,
    'worker_threads.Worker': `import { Worker } from 'node:worker_threads'; new Worker('x')`,
    fetch: `fetch('http://localhost')`,
    WebSocket: `new WebSocket('ws://localhost')`,
    'fs.watch': `import fs from 'fs'; fs.watch('.')`,
    'fs.readFileSync on stdin': `import fs from 'fs'; fs.readFileSync(0)`,
    'process.dlopen': `process.dlopen({}, 'x.node')`,
    'crypto.generateKeyPairSync': `import crypto from 'crypto'; crypto.generateKeyPairSync('rsa')`,
    'vm.runInNewContext': `import vm from 'vm'; vm.runInNewContext('1')`,
    'Atomics.waitAsync': `Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
  }
  for (const [call, text] of Object.entries(calls)) {
    it(`${call} ends the node by name, even if it is caught`, async () => {
      const body = text.replace(/^((?:import [^;]*; )?)(.*)$/, '$1try { $2 } catch {} console.log("never");')
      const { exit, out } = await endOf(`${body} ${LISTEN}`)
      expect(exit?.code).toBe(1)
      expect(exit?.reason).toMatch(
        new RegExp(
          `^NotSimulatedError: Node n1 called ${call.replaceAll('.', '\\.')}, which cannot be simulated in virtual time`,
        ),
      )
      expect(out).toEqual([])
    })
  }

  it('may be imported, extended and asked about', async () => {
    const { exit, out } = await endOf(
      `const http = require('http'); const { Worker, isMainThread } = require('worker_threads')
       class Agent extends http.Agent {}
       console.log(isMainThread, typeof fetch, typeof http.request, typeof Worker, typeof Agent)`,
      'node.cjs',
    )
    expect(exit).toEqual({ code: 0, signal: null })
    expect(out).toEqual(['true function function function function'])
  })
})

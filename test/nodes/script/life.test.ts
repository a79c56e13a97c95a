/** Starting, pausing, killing, restarting and stopping nodes in virtual time, and what that leaves behind. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { ProgramError } from '../../../src/nodes/program-error.ts'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'
import { files, hosting, started } from './texts.ts'

const COUNTER = `
let n = 0
setInterval(() => console.log('tick', ++n, Date.now() % 100000), 10)
process.stdin.on('data', text => console.log('read', String(text).trim()))
process.stdin.on('end', () => console.log('end'))`

describe('a node', () => {
  it('runs until it is idle within each delivery', async () => {
    const { stepper } = await started(`
      process.stdin.on('data', async () => { for (let i = 0; i < 100; i++) await i; console.log('done') })`)
    const node = stepper.nodes.get('n1')!
    node.deliver('x')
    expect(stepper.out()).toEqual(['done'])
    node.deliver('y')
    expect(stepper.out()).toEqual(['done', 'done'])
  })

  it('gets neither lines nor timers while it is paused, and all of them after', async () => {
    const { stepper } = await started(COUNTER)
    const node = stepper.nodes.get('n1')!
    await stepper.run(15 * MILLISECOND)
    node.pause()
    node.deliver('a')
    await stepper.run(20 * MILLISECOND)
    expect(stepper.out()).toEqual(['tick 1 10'])
    node.resume()
    expect(stepper.out()).toEqual(['tick 1 10', 'read a', 'tick 2 35'])
    await stepper.run(10 * MILLISECOND)
    expect(stepper.out().slice(3)).toEqual(['tick 3 45'])
  })

  it('is gone when it is killed, and begins anew when it is started again', async () => {
    const { stepper, host } = await started(COUNTER)
    await stepper.run(15 * MILLISECOND)
    const before = stepper.nodes.get('n1')!
    await before.kill()
    before.deliver('unheard')
    await stepper.run(20 * MILLISECOND)
    expect(stepper.out()).toEqual(['tick 1 10'])
    await stepper.start(host)
    await stepper.run(15 * MILLISECOND)
    expect(stepper.out()).toEqual(['tick 1 10', 'tick 1 45'])
    expect(stepper.exits.size).toBe(0)
  })

  it('is told of the end of its input when it is stopped, and killed after a while', async () => {
    const { stepper } = await started(COUNTER)
    const stopped = stepper.nodes.get('n1')!.stop()
    expect(stepper.out()).toEqual(['end'])
    await stepper.run(2 * SECOND)
    await stopped
    // The end, and a tick every 10 ms until the second of grace was over.
    expect(stepper.out().length).toBe(100)
    expect(stepper.exits.size).toBe(0)
  })

  it('keeps its disk, but not its chance, over a restart', async () => {
    const { stepper, host } = await started(`
      import fs from 'fs'
      const file = process.env.MAELSTROM_DATA_DIR + '/starts'
      fs.appendFileSync(file, '.')
      console.log(fs.readFileSync(file, 'utf8'), Math.random())
      process.stdin.resume()`)
    await stepper.nodes.get('n1')!.kill()
    await stepper.start(host)
    const [first, second] = stepper.out().map(line => line.split(' ')) as [string[], string[]]
    expect([first[0], second[0]]).toEqual(['.', '..'])
    expect(first[1]).not.toBe(second[1])
  })

  it('makes temporary folders whose names are not those of its last life', async () => {
    const MAKE = `
      import fs from 'fs'
      const made = [fs.mkdtempSync('/tmp/x-'), fs.mkdtempSync('/tmp/x-')]
      console.log(made.join(' '), fs.readdirSync('/tmp').filter(name => name.startsWith('x-')).length)
      process.stdin.resume()`
    const outputs = async () => {
      const { stepper, host } = await started(MAKE)
      await stepper.nodes.get('n1')!.kill()
      await stepper.start(host)
      expect([...stepper.exits.values()]).toEqual([])
      return stepper.out()
    }
    const first = await outputs()
    expect(first).toEqual([
      expect.stringMatching(/^\/tmp\/x-\w{6} \/tmp\/x-\w{6} 2$/),
      expect.stringMatching(/^\/tmp\/x-\w{6} \/tmp\/x-\w{6} 4$/),
    ])
    expect(await outputs()).toEqual(first)
  })

  it('draws another name for a temporary folder when the first is taken', async () => {
    const { stepper } = await started(`
      import fs from 'fs'
      const name = fs.mkdtempSync('/tmp/x-')
      console.log(name, Math.random())`)
    const [name, next] = stepper.out()[0]!.split(' ')
    const { stepper: other } = await started(`
      import fs from 'fs'
      fs.writeFileSync('${name}', '')
      console.log(fs.mkdtempSync('/tmp/x-'), Math.random())`)
    expect(other.out()[0]).not.toContain(name)
    expect(other.out()[0]).not.toContain(next)
  })

  it('has been up since it was started, not since the run began', async () => {
    const { stepper, host } = await started(
      `console.log(process.uptime()); setTimeout(() => console.log(process.uptime(), performance.now()), 20); process.stdin.resume()`,
    )
    await stepper.run(SECOND)
    await stepper.nodes.get('n1')!.kill()
    await stepper.start(host)
    await stepper.run(SECOND)
    expect(stepper.out()).toEqual(['0', '0.02 20', '0', '0.02 20'])
  })

  it('has a clock of its own, that can be wrong', async () => {
    const { stepper, host } = await started(
      `setInterval(() => console.log(Date.now() - 1767225600000, Math.round(performance.now())), 100)`,
    )
    await stepper.run(100 * MILLISECOND)
    host.clockOf('n1').skew(5 * SECOND)
    await stepper.run(100 * MILLISECOND)
    host.clockOf('n1').drift(2)
    await stepper.run(151 * MILLISECOND)
    // The timer that was set before keeps its time; the next is early.
    expect(stepper.out()).toEqual(['100 100', '5200 200', '5400 400', '5500 500'])
  })

  it('may be slow: each event keeps it busy, and its answers come when it is done', async () => {
    const { stepper } = await started(
      `process.stdin.on('data', text => console.log(String(text).trim(), Date.now() % 100000))`,
      {
        eventCost: 10 * MILLISECOND,
      },
    )
    await stepper.run(50 * MILLISECOND)
    for (const text of ['a', 'b']) stepper.nodes.get('n1')!.deliver(text)
    await stepper.run(SECOND)
    expect(stepper.lines.map(({ at, text }) => [at / MILLISECOND, text])).toEqual([
      [60, 'a 60'],
      [70, 'b 70'],
    ])
  })

  it('that waits by looking at the clock, or sleeps without giving way, gets to the end', async () => {
    const { stepper } = await started(`
      const end = Date.now() + 50
      while (Date.now() < end);
      console.log('spun')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
      console.log('slept')
      let turns = 0
      const poll = () => { if (++turns < 1100) setImmediate(poll); else console.log('polled') }
      setImmediate(poll)`)
    await stepper.run(SECOND)
    const times = stepper.lines.map(({ at, text }) => [text, Math.floor(at / MILLISECOND)])
    expect(times.map(([text]) => text)).toEqual(['spun', 'slept', 'polled'])
    expect(times[0]![1]).toBeGreaterThanOrEqual(49)
    expect(times[1]![1]).toBeGreaterThanOrEqual(149)
    expect(times[2]![1]).toBeGreaterThan(times[1]![1] as number)
    expect(times[2]![1]).toBeLessThan(400)
  })
})

describe('a host', () => {
  it('says why a program cannot be bundled', async () => {
    const cwd = files({ 'bad.ts': 'const x: = 1', 'lost.js': "import './nowhere.js'" })
    const stepper = new Stepper()
    const prepare = (entry: string) =>
      scriptHost({ entry, cwd, clock: stepper.clock, random: stepper.random }).prepare()
    await expect(prepare('bad.ts')).rejects.toThrow(/does not compile: Unexpected "=" \(bad\.ts:1:10\)/)
    await expect(prepare('lost.js')).rejects.toThrow(/Could not resolve "\.\/nowhere\.js" \(lost\.js:1:8\)/)
    await expect(prepare('none.js')).rejects.toThrow(ProgramError)
  })

  it('knows the files of a program, and sees when one has changed', async () => {
    const { writeFileSync } = await import('node:fs')
    const cwd = files({
      'node.mjs': `import { text } from './lib/text.mjs'\nconsole.log(text)`,
      'lib/text.mjs': `export const text = 'one'`,
    })
    const run = async () => {
      const stepper = new Stepper()
      const host = scriptHost({ entry: 'node.mjs', cwd, clock: stepper.clock, random: stepper.random })
      await stepper.start(host)
      return { inputs: host.inputs, out: stepper.out() }
    }
    expect(await run()).toEqual({ inputs: [`${cwd}/lib/text.mjs`, `${cwd}/node.mjs`], out: ['one'] })
    writeFileSync(`${cwd}/lib/text.mjs`, `export const text = 'two, longer'`)
    expect((await run()).out).toEqual(['two, longer'])
  })

  it('does not let a node see the host: environment, arguments, files elsewhere, other nodes', async () => {
    process.env.MAELSTROM_TEST_SECRET = 'x'
    const { stepper, host } = await started(
      `import fs from 'fs'
       globalThis.shared = (globalThis.shared ?? 0) + 1
       Array.prototype.polluted ??= process.env.MAELSTROM_DATA_DIR
       console.log(process.env.MAELSTROM_TEST_SECRET, process.env.OWN, process.argv.slice(2), fs.existsSync('/etc/passwd'), globalThis.shared, [].polluted)`,
      { env: { OWN: 'own' }, args: ['--x'] },
    )
    await stepper.start(host, 'n2')
    expect(stepper.out('n1')).toEqual([`undefined own [ '--x' ] false 1 /data/n1`])
    expect(stepper.out('n2')).toEqual([`undefined own [ '--x' ] false 1 /data/n2`])
    expect('polluted' in []).toBe(false)
  })

  it('frees what a killed node held: two thousand starts leave the heap as it was', { timeout: 60_000 }, async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const { stepper, host } = await hosting(`
      const timer = setInterval(() => {}, 1e6)
      process.stdin.on('data', async () => { await new Promise(() => {}) })
      process.on('exit', () => timer)`)
    const heapAfter = async (starts: number) => {
      for (let i = 0; i < starts; i++) {
        const node = await stepper.start(host)
        node.deliver('x')
        await node.kill()
        if (i % 50 === 0) await stepper.run(1)
      }
      stepper.nodes.clear()
      await stepper.run(1)
      for (let i = 0; i < 3; i++) {
        await new Promise(resolve => setImmediate(resolve))
        collect()
      }
      return process.memoryUsage().heapUsed
    }
    const before = await heapAfter(200)
    const after = await heapAfter(1800)
    // A node holds about a megabyte while it lives.
    expect((after - before) / 1e6).toBeLessThan(10)
  })
})

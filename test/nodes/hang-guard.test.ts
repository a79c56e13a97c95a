/** A node that runs for ever ends the run, and is named; whoever is innocent is not. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { functionHost } from '../../src/nodes/function-host.ts'
import { guarded, NodeHangError } from '../../src/nodes/hang-guard.ts'
import type { NodeHost } from '../../src/nodes/host.ts'
import { scriptHost } from '../../src/nodes/script/script-host.ts'
import { defineNode } from '../../src/nodes/sdk.ts'
import { SECOND } from '../../src/time/clock.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'
import { Stepper } from './script/stepper.ts'

const LIMIT = 300

const folder = mkdtempSync(join(tmpdir(), 'maelstrom-hang-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const guardedStepper = () => new Stepper(1, undefined, new VirtualClock({ watch: stretch => guarded(stretch, LIMIT) }))

/** Two nodes, of which n2 is sent `hang` after a while. */
async function outcome(make: (stepper: Stepper) => NodeHost): Promise<{ error: unknown; stepper: Stepper }> {
  const stepper = guardedStepper()
  const host = make(stepper)
  await host.prepare?.()
  const started = new Promise<void>(resolve => {
    stepper.clock.after(0, () => {
      stepper.clock.settle()
      resolve(Promise.all([stepper.start(host, 'n1'), stepper.start(host, 'n2')]).then(() => {}))
    })
  })
  try {
    await stepper.clock.drive(started)
    await stepper.init()
    stepper.clock.after(SECOND, () => stepper.send('n1', { type: 'fine' }))
    stepper.clock.after(2 * SECOND, () => stepper.send('n2', { type: 'hang' }))
    await stepper.run(3 * SECOND)
    return { error: undefined, stepper }
  } catch (error) {
    return { error, stepper }
  }
}

const script = (code: string) => (stepper: Stepper) => {
  const entry = join(folder, `${Math.abs(code.length * 31 + code.charCodeAt(code.length - 3))}.mjs`)
  writeFileSync(entry, code)
  return scriptHost({ entry, cwd: folder, clock: stepper.clock, random: stepper.random })
}
const reading = (handle: string) =>
  `import { createInterface } from 'node:readline'
   createInterface({ input: process.stdin }).on('line', async line => { console.error(line.length); if (line.includes('hang')) ${handle} })`

const node = (hang: () => unknown) => (stepper: Stepper) =>
  functionHost({
    node: defineNode(({ on }) => {
      on('fine', () => {})
      on('hang', () => hang() as undefined)
    }),
    clock: stepper.clock,
    random: stepper.random,
  })

describe('an endless loop of a node', () => {
  const kinds: Readonly<Record<string, (stepper: Stepper) => NodeHost>> = {
    'in a program': script(reading('for (;;);')),
    'of promise reactions in a program': script(reading('for (;;) await null')),
    'in a function': node(() => {
      for (;;);
    }),
    'of promise reactions in a function': node(async () => {
      for (;;) await null
    }),
  }
  for (const [kind, make] of Object.entries(kinds)) {
    it(`${kind} ends the run, and the error names the node and what it was given`, async () => {
      const { error } = await outcome(make)
      expect(error).toBeInstanceOf(NodeHangError)
      expect((error as NodeHangError).node).toBe('n2')
      expect((error as NodeHangError).message).toMatch(
        /^n2 did not give way for 0\.3 s of real time, while it handled \{.*"type":"hang"\}\}: probably an endless loop/,
      )
    })
  }

  it('in a timer is told as such', async () => {
    const { error } = await outcome(script(reading('setTimeout(() => { for (;;); }, 5)')))
    expect((error as NodeHangError).message).toMatch(/^n2 .* in a timer or callback/)
  })

  it('at the start of a program is caught too', async () => {
    const { error } = await outcome(script('for (;;);'))
    expect(error).toMatchObject({ name: 'NodeHangError', node: 'n1' })
  })
})

describe('the guard', () => {
  it('leaves a busy node alone that gives way now and then, however long all of it takes', async () => {
    const { error, stepper } = await outcome(
      script(`let n = 0
const busy = setInterval(() => { for (let i = 0; i < 4e6; i++); if (++n === 200) clearInterval(busy) }, 1)
process.stdin.resume()`),
    )
    expect(error).toBeUndefined()
    expect(stepper.exits.size).toBe(0)
  })

  it('lets errors of the engine through as they are, and blames nobody when no node ran', () => {
    const thrower = () =>
      guarded(() => {
        throw new RangeError('passed on')
      }, LIMIT)
    expect(thrower).toThrow(new RangeError('passed on'))
    expect(() =>
      guarded(() => {
        for (;;);
      }, 50),
    ).toThrow(/timed out after 50ms/)
  })
})

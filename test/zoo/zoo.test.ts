/** The bug zoo: every bug is one change to a program that is right; `explore()` finds it and makes it small; without the change it finds nothing. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { applyChange, ChangeError, changesOf, EXAMPLES, writeBroken, ZOO } from '../../examples/zoo/index.ts'
import { runClean } from './clean.ts'
import { hunt } from './hunt.ts'

/**
 * Bugs of every kind of program, those that take few runs, with the size (operations, faults) that they shrink to at most. In Raft every message that is left
 * out changes which elections there are, so what remains depends on luck; there the bounds have room (of seeds 1, 1001, 2001, 3001 the largest was 6). A fault that
 * waits for a message comes at another time when an earlier fault is left out, so that one may have to stay.
 */
const QUICK: Readonly<Record<string, readonly [operations: number, faults: number]>> = {
  'echo-request-in-a-global': [2, 0],
  'ids-counter-begins-anew': [2, 1],
  'broadcast-lost-retry': [2, 1],
  'set-acknowledges-before-writing': [2, 2],
  'counter-lost-update': [2, 0],
  'store-cas-creates': [2, 0],
  'raft-reads-anywhere': [10, 0],
  'raft-majority-off-by-one': [10, 2],
}

describe('every bug of the zoo', () => {
  it('has a name of its own, and there are thirty or more', () => {
    expect(new Set(ZOO.map(({ name }) => name)).size).toBe(ZOO.length)
    expect(ZOO.length).toBeGreaterThanOrEqual(30)
  })

  for (const bug of ZOO) {
    it(`${bug.name} is a change that fits examples/${bug.base}`, () => {
      const root = mkdtempSync(join(tmpdir(), 'maelstrom-zoo-'))
      onTestFinished(() => rmSync(root, { recursive: true, force: true }))
      const program = writeBroken(bug, root)
      for (const { in: file = bug.base, to } of changesOf(bug)) {
        const broken = readFileSync(join(root, bug.name, file), 'utf8')
        expect(broken).toContain(to)
        expect(broken).not.toBe(readFileSync(join(EXAMPLES, file), 'utf8'))
      }
      expect(program.endsWith(bug.base)).toBe(true)
    })
  }

  it('is refused when the text to change is gone, or is there twice', () => {
    const change = { from: 'x', to: 'y' }
    expect(() => applyChange('a bug', 'a.js', 'abc', change)).toThrow(ChangeError)
    expect(() => applyChange('a bug', 'a.js', 'x + x', change)).toThrow(/exactly once, and occurs 2 times/)
    expect(applyChange('a bug', 'a.js', 'a x b', change)).toBe('a y b')
  })
})

describe('explore() finds', () => {
  for (const [name, [operations, faults]] of Object.entries(QUICK)) {
    it(`${name}, and shrinks it to at most ${operations} operations and ${faults} faults`, async () => {
      const bug = ZOO.find(bug => bug.name === name)!
      const found = await hunt(bug, { seed: 1, runs: 100, maxTime: '25s' })
      expect(found.found).toBe(true)
      expect(found.operations).toBeLessThanOrEqual(operations)
      expect(found.faults).toBeLessThanOrEqual(faults)
    })
  }
})

describe('the programs without the bugs', () => {
  it('stay clean', async () => {
    expect(await runClean(ZOO, { seeds: 4, seed: 1000, print: line => process.stderr.write(`${line}\n`) })).toBe(0)
  })
})

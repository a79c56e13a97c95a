/** Texts for GitHub Actions. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunReport } from '../../src/environment.ts'
import { errorCommand, jobSummary, runOfError } from '../../src/plugin/github.ts'

const run = (over: Partial<RunReport> = {}): RunReport => ({
  workload: 'echo',
  nodes: 3,
  faults: [],
  seed: 7,
  valid: true,
  replay: 'MAELSTROM_SEED=7 npx vitest run',
  summary: [],
  summaryShown: false,
  ...over,
})

describe('the table of runs', () => {
  it('is nothing without runs', () => {
    expect(jobSummary([])).toBe('')
  })

  it('names test, workload, nodes, faults, seed, verdict with its reason, and how to replay it', () => {
    const text = jobSummary([
      {
        test: 'a.test.ts > a',
        run: run({ faults: ['kill', 'partition'], valid: 'unknown', reason: 'the run was cut short' }),
      },
    ])
    expect(text.split('\n').at(-3)).toBe(
      '| a.test.ts \\> a | echo | 3 | kill, partition | 7 | ❔ UNKNOWN: the run was cut short | `MAELSTROM_SEED=7 npx vitest run` |',
    )
  })

  it('is a row of seven cells for every run, whatever is in the names', () => {
    const text = fc.string({ unit: fc.constantFrom('|', '`', '\\', '\n', '<', '*', '_', 'a', ' '), minLength: 1 })
    fc.assert(
      fc.property(text, text, (test, replay) => {
        const rows = jobSummary([{ test, run: run({ replay, reason: test }) }])
          .split('\n')
          .filter(line => line.startsWith('|'))
        expect(rows).toHaveLength(3)
        // GitHub splits at every bar that has no backslash before it, also within code.
        expect(rows[2]!.replace(/\\[\s\S]/g, '').match(/\|/g)).toHaveLength(8)
      }),
    )
  })
})

describe('an annotation', () => {
  it('is one line, whatever is in the message and in the names', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, message) => {
        const command = errorCommand(
          { file: `${process.cwd()}/a, b:c.test.ts`, line: 3, column: 5 },
          `t${title}`,
          message,
        )
        expect(command).not.toMatch(/[\r\n]/)
        const [, properties, data] = /^::error (.*?)::(.*)$/s.exec(command)!
        const read = (text: string) => text.replace(/%(3A|2C|0D|0A|25)/g, code => decodeURIComponent(code))
        const pairs = Object.fromEntries(
          properties!
            .split(',')
            .map(pair => [pair.slice(0, pair.indexOf('=')), read(pair.slice(pair.indexOf('=') + 1))]),
        )
        expect(pairs).toEqual({ file: 'a, b:c.test.ts', line: '3', col: '5', title: `t${title}` })
        expect(read(data!)).toBe(message)
      }),
    )
  })
})

describe('the run that an error speaks of', () => {
  const first = run({ seed: 1, replay: 'MAELSTROM_SEED=1 x', folder: '/r/1' })
  const second = run({ seed: 2, replay: 'MAELSTROM_SEED=2 x', folder: '/r/2' })
  it('is the one whose replay line, or folder, is in the message', () => {
    expect(runOfError('…\n  Replay  MAELSTROM_SEED=1 x', [first, second])).toBe(first)
    expect(runOfError('…\n  Look    /r/2', [first, second])).toBe(second)
  })
  it('is none when the message has neither', () => {
    expect(runOfError('expected 1 to be 2', [first, second])).toBeUndefined()
  })
})

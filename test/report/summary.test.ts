/** The summary of a run: what each fault hit, and that a run shows nothing when none did. */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/history/history.ts'
import type { Operation, OperationType, Process } from '../../src/history/operation.ts'
import type { FaultReport } from '../../src/nemesis/nemesis.ts'
import { PLAIN } from '../../src/report/failure.ts'
import { formatBlock, formatSummary } from '../../src/report/summary.ts'
import { SECOND } from '../../src/time/clock.ts'
import { recording } from '../history/recording.ts'

function history(
  entries: readonly (readonly [OperationType, Process, string, number, unknown?])[],
  faults: FaultReport[],
) {
  const operations = entries.map(
    ([type, process, f, at, value], index): Operation => ({
      index,
      type,
      process,
      f,
      value,
      time: at * SECOND,
      node: 'n1',
    }),
  )
  return new History(recording(operations, { faults, duration: 10 * SECOND }))
}

const kill = (hits: number): FaultReport => ({ fault: 'kill:one', started: 1, hits, hitWord: 'nodes killed' })
const partition = (hits: number): FaultReport => ({ fault: 'partition', started: 2, hits, hitWord: 'messages lost' })
const line = (lines: readonly string[], start: string) => lines.find(text => text.startsWith(start))

describe('what a fault did', () => {
  const lines = formatSummary(
    history(
      [
        ['invoke', 0, 'read', 0],
        ['fail', 0, 'read', 0.5],
        ['info', 'nemesis', 'start-kill', 1],
        ['info', 'nemesis', 'start-kill', 1, ['n1']],
        ['invoke', 0, 'read', 1.5],
        ['fail', 0, 'read', 1.6],
        ['invoke', 1, 'read', 1.7],
        ['ok', 1, 'read', 1.8],
        ['invoke', 2, 'read', 1.9],
        ['info', 'nemesis', 'stop-kill', 2],
        ['info', 'nemesis', 'stop-kill', 2, ['n1']],
        ['invoke', 0, 'read', 3],
        ['fail', 0, 'read', 3.5],
        ['info', 2, 'read', 6],
      ],
      [kill(1), partition(0)],
    ),
    PLAIN,
  )

  it('is how often it was started, what it hit, and the operations that did not succeed while it was on', () => {
    // One that failed, one without outcome; not the one that succeeded, nor those that failed before and after.
    expect(line(lines, 'fault      kill:one')).toBe(
      'fault      kill:one: started once, 1 node killed; 2 operations did not succeed meanwhile',
    )
  })

  it('is said of each, also of one that hit nothing', () => {
    expect(line(lines, 'fault      partition')).toBe(
      'fault      partition: started 2 times, 0 messages lost; 0 operations did not succeed meanwhile  it hit nothing',
    )
    expect(lines.some(text => text.startsWith('No fault hit anything'))).toBe(false)
  })
})

it('a run in which no fault did anything says so', () => {
  const lines = formatSummary(history([], [kill(0), partition(0)]), PLAIN)
  expect(lines).toContain('No fault hit anything: this run does not show that the program bears faults.')
})

it('a run without faults says nothing of faults', () => {
  expect(formatSummary(history([], []), PLAIN).join('\n')).not.toMatch(/fault/i)
})

it('the block has the verdict for a title, and ends with how to run it again', () => {
  const lines = formatBlock(
    history(
      [
        ['invoke', 0, 'read', 0],
        ['ok', 0, 'read', 1],
      ],
      [],
    ),
    PLAIN,
  )
  expect(lines[0]).toBe('by-hand: VALID')
  expect(lines[1]).toMatch(/^ {2}read +1 ok +0 failed +0 unknown +median 1 s/)
  expect(lines.at(-1)).toBe('  Replay  seed: 1')
})

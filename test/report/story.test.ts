/** A short run told in order. */

import { expect, it } from 'vitest'
import { History } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { tellRun } from '../../src/report/story.ts'
import { SECOND } from '../../src/time/clock.ts'
import { recording } from '../history/recording.ts'

const at = (
  index: number,
  type: Operation['type'],
  process: number | 'nemesis',
  f: string,
  value: unknown,
): Operation => ({
  index,
  type,
  process,
  f,
  value,
  time: index * SECOND,
  ...(process === 'nemesis' ? {} : { node: 'n1' }),
})

it('a run is told as its clients and its faults would tell it', () => {
  const operations = [
    at(0, 'invoke', 4, 'write', [0, 2]),
    at(1, 'ok', 4, 'write', [0, 2]),
    at(2, 'info', 'nemesis', 'start-partition', null),
    at(3, 'info', 'nemesis', 'start-partition', { partition: 'n1 │ n2 n3', shape: 'one' }),
    at(4, 'invoke', 5, 'read', [0, null]),
    at(5, 'ok', 5, 'read', [0, 1]),
    at(6, 'info', 'nemesis', 'stop-partition', 'healed'),
    at(7, 'invoke', 6, 'broadcast', 9),
    { ...at(8, 'info', 6, 'broadcast', 9), error: { code: 0, name: 'timeout' } },
  ]
  expect(tellRun(new History(recording(operations))).map(line => line.trim())).toEqual([
    '0.0000  c4 asks n1: write 0 = 2',
    '1.0000  c4 gets: write 0 = 2 ok',
    '3.0000  start-partition  n1 │ n2 n3',
    '4.0000  c5 asks n1: read 0',
    '5.0000  c5 gets: read 0 → 1 ok',
    '6.0000  stop-partition   healed',
    '7.0000  c6 asks n1: broadcast 9',
    '8.0000  c6 gets: broadcast has no answer (timeout)',
  ])
})

it('two elements that were read are no key with its value', () => {
  const operations = [at(0, 'invoke', 4, 'read', null), at(1, 'ok', 4, 'read', [2, 3])]
  expect(tellRun(new History(recording(operations))).map(line => line.trim())).toEqual([
    '0.0000  c4 asks n1: read',
    '1.0000  c4 gets: read ok [2,3]',
  ])
})

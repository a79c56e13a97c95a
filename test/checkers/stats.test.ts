import { describe, expect, it } from 'vitest'
import { checkStats, statistics } from '../../src/checkers/stats.ts'
import { checkVacuous } from '../../src/checkers/vacuous.ts'
import { type Entry, history } from './histories.ts'

const error = (name: string) => ({ error: { code: 0, name } })
const cas: readonly Entry[] = [
  [2, 'invoke', 'cas'],
  [2, 'fail', 'cas', null, error('precondition-failed')],
  [2, 'invoke', 'cas'],
  [2, 'info', 'cas', null, error('timeout')],
]
const operations = history([1, 'invoke', 'read'], ...cas, [1, 'ok', 'read'], ['nemesis', 'info', 'kill'])

describe('statistics', () => {
  it('counts outcomes and errors in all and by function, and latencies in milliseconds of what ended ok', () => {
    const latencies = { '0': 5, '0.5': 5, '0.95': 5, '0.99': 5, '1': 5 }
    const errors = { 'precondition-failed': 1, timeout: 1 }
    expect(statistics(operations)).toEqual({
      count: 3,
      'ok-count': 1,
      'fail-count': 1,
      'info-count': 1,
      latencies,
      errors,
      'by-f': {
        read: { valid: true, count: 1, 'ok-count': 1, 'fail-count': 0, 'info-count': 0, latencies },
        cas: { valid: false, count: 2, 'ok-count': 0, 'fail-count': 1, 'info-count': 1, errors },
      },
    })
  })

  it('does not count what the history does not complete, nor measures what has no times', () => {
    expect(statistics(history([1, 'invoke', 'read'])).count).toBe(0)
    const timeless = history([1, 'invoke', 'read'], [1, 'ok', 'read']).map(op => ({ ...op, time: -1 }))
    expect(statistics(timeless)).not.toHaveProperty('latencies')
  })
})

describe('stats', () => {
  it('finds fault with a function that never succeeded', () => {
    const { valid, anomalies } = checkStats(operations)
    expect(valid).toBe(false)
    expect(anomalies.map(({ message }) => message)).toEqual([
      'none of the 2 cas operations ended ok: 1 fail, 1 info (1 precondition-failed, 1 timeout).',
    ])
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([2])
  })

  it('is valid of nothing', () => {
    expect(checkStats([]).valid).toBe(true)
  })
})

describe('vacuous', () => {
  it('is content with one success', () => {
    expect(checkVacuous(operations)).toEqual({ valid: true, anomalies: [], figures: {} })
  })

  it('says what became of the operations when none succeeded', () => {
    expect(checkVacuous(history(...cas))).toMatchObject({
      valid: 'unknown',
      reason:
        'no operation succeeded, so the run shows nothing: of 2 completed operations, 1 fail, 1 info (1 precondition-failed, 1 timeout)',
    })
  })

  it('does not take the success of a nemesis for one', () => {
    expect(checkVacuous(history(['nemesis', 'ok', 'kill']))).toMatchObject({
      valid: 'unknown',
      reason: 'no operation of a client was completed, so the run shows nothing',
    })
  })
})

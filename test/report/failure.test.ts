/** The text of a failed assertion: what comes first, and what is left out. */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Anomaly } from '../../src/checkers/verdict.ts'
import { History } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { formatFailure } from '../../src/report/failure.ts'
import { recording } from '../history/recording.ts'

const anomaly = (type: string, message: string): Anomaly => ({ type, message, operations: [] })
const text = (anomalies: readonly Anomaly[], meanwhile?: (anomaly: Anomaly) => readonly string[]) =>
  formatFailure(undefined, 'All must be well.', { valid: false, anomalies, figures: {} }, undefined, meanwhile)

describe('the text of a failure', () => {
  it('tells one anomaly of each type before a second of any: a crash does not vanish behind ten wrong replies', () => {
    const wrong = Array.from({ length: 10 }, (_, i) => anomaly('wrong-reply', `wrong reply ${i}`))
    const told = text([...wrong, anomaly('crash', 'n1 crashed')])
    expect(told).toMatch(/wrong reply 0.*n1 crashed.*wrong reply 1/s)
    expect(told).not.toMatch(/wrong reply 2/)
    expect(told).toMatch(/… and 8 more/)
  })

  it('tells what went on between the nodes beside the first anomaly, and beside no other', () => {
    const told = text([anomaly('a', 'first'), anomaly('b', 'second')], ({ message }) => [`around the ${message}`])
    expect(told).toMatch(/first.*around the first.*second/s)
    expect(told).not.toMatch(/around the second/)
  })

  it('stays within about forty lines', () => {
    const long = anomaly('a', Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n'))
    expect(text([long]).split('\n').length).toBeLessThanOrEqual(42)
  })

  it('goes from what was expected by what happened to what to look at next, the replay and the folder', () => {
    const history = new History(recording([], { replay: 'MAELSTROM_SEED=7 npx vitest run', folder: '/results/7' }))
    const verdict = { valid: false, anomalies: [anomaly('lost-element', 'element 7 is missing')], figures: {} } as const
    const told = formatFailure(history, 'All must be well.', verdict, undefined, () => ['Between the nodes'])
    const parts = ['All must be well.', '✗ element 7', 'Between the nodes', 'Next ', 'Read ', 'Replay ', 'Look ']
    const places = parts.map(part => told.indexOf(part))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(told).toMatch(/Next {4}A message that was sent once may have been lost: repeat it/)
    expect(told).toMatch(/Look {4}\/results\/7$/)
  })

  it('says once that the run was cut short', () => {
    const history = new History(recording([], { cutShort: 'it was cancelled' }))
    const told = (valid: 'unknown' | false, reason: string) =>
      formatFailure(history, '', { valid, reason, anomalies: [], figures: {} })
    expect(told('unknown', 'the run was cut short: it was cancelled').match(/it was cancelled/g)).toHaveLength(1)
    expect(told('unknown', 'nothing succeeded')).toContain('Cut short: it was cancelled')
    expect(told(false, 'the run was cut short: it was cancelled')).toContain('Cut short: it was cancelled')
  })

  it('names a folder below the current one as a reader would', () => {
    const history = new History(recording([], { folder: join(process.cwd(), 'maelstrom-results/raft/7') }))
    expect(formatFailure(history, '', { valid: true, anomalies: [], figures: {} })).toMatch(
      /Look {4}maelstrom-results\/raft\/7$/,
    )
  })

  describe('draws operations above a story that names them', () => {
    const op = (index: number, type: 'invoke' | 'ok', process: number): Operation => ({
      index,
      type,
      process,
      f: 'txn',
      value: [['r', 'x', null]],
      time: index,
    })
    const told = (n: number) => {
      const operations = Array.from({ length: n }, (_, i) => [op(2 * i, 'invoke', i), op(2 * i + 1, 'ok', i)]).flat()
      const names = Object.fromEntries(Array.from({ length: n }, (_, i) => [2 * i + 1, `T${i + 1}`]))
      return text([{ type: 'G-single', message: 'skew', operations, names, story: ['    T1 < T2 < T1'] }])
    }

    it('where they are few', () => expect(told(2)).toMatch(/├ T1 .*├ T2 .*T1 < T2 < T1/s))
    it('and not where they would leave no room for it', () => {
      expect(told(9)).not.toMatch(/├/)
      expect(told(9)).toMatch(/T1 < T2 < T1/)
    })
  })
})

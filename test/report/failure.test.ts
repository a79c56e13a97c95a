/** The text of a failed assertion: what comes first, and what is left out. */

import { describe, expect, it } from 'vitest'
import type { Anomaly } from '../../src/checkers/verdict.ts'
import { formatFailure } from '../../src/report/failure.ts'

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
})

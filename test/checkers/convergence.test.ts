/** Convergence: what is shown of two final reads that differ. */

import { describe, expect, it } from 'vitest'
import { checkConvergence } from '../../src/checkers/convergence.ts'
import { type Entry, history } from './histories.ts'

const final = { final: true }
const read = (process: number, value: unknown): Entry[] => [
  [process, 'invoke', 'read', null, { node: `n${process}`, ...final }],
  [process, 'ok', 'read', value, { node: `n${process}`, ...final }],
]
const add = (process: number, value: number): Entry[] => [
  [process, 'invoke', 'add', value],
  [process, 'ok', 'add', value],
]

describe('two final reads that differ', () => {
  const { valid, anomalies } = checkConvergence(
    history(...add(1, 5), ...add(2, 6), ...read(1, [5, 6]), ...read(2, [5])),
  )

  it('are told with what one of them lacks', () => {
    expect(valid).toBe(false)
    expect(anomalies.map(({ message }) => message)).toEqual([
      "c2's final read at n2 (0.007 s) lacks 1 element (6) that c1's final read at n1 (0.005 s) shows.",
    ])
  })

  it('are drawn with the add of the first such element, and what each says of it', () => {
    const [{ operations, notes }] = anomalies as [(typeof anomalies)[0]]
    expect(operations.map(({ index }) => index)).toEqual([2, 3, 4, 5, 6, 7])
    expect(notes).toEqual({ 5: 'has 6', 7: '✗ 6 is missing' })
  })

  it('when the fuller one lacks something as well, whose add nobody recorded', () => {
    const [anomaly] = checkConvergence(history(...read(1, [5, 6]), ...read(2, [7]))).anomalies
    expect(anomaly!.operations).toHaveLength(4)
    expect(anomaly!.notes).toEqual({ 1: 'has 5', 3: '✗ 5 is missing' })
  })

  it('of a number have no element to point at', () => {
    const [anomaly] = checkConvergence(history(...read(1, 4), ...read(2, 5))).anomalies
    expect(anomaly!.notes).toBeUndefined()
    expect(anomaly!.message).toMatch(/shows 5, but c1's final read .* shows 4\.$/)
  })
})

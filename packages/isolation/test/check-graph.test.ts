import { describe, expect, it } from 'vitest'
import { checkGraph, explain, UnknownDependencyKindError } from '../src/index.ts'

describe('checkGraph', () => {
  it('judges dependencies between anything', () => {
    const result = checkGraph([
      { from: 'transfer', to: 'audit', kind: 'wr', because: 'The audit saw the withdrawal.' },
      { from: 'audit', to: 'transfer', kind: 'rw', because: 'The audit missed the deposit.' },
    ])
    expect(result).toMatchObject({
      valid: false,
      anomalyTypes: ['G-single-item'],
      not: ['consistent-view', 'repeatable-read'],
    })
    expect(explain(result)).toContain('But The audit saw the withdrawal.')
  })

  it('tells predicates from items', () => {
    const cycle = (kind: 'rw' | 'rwp') =>
      [
        { from: 1, to: 2, kind },
        { from: 2, to: 1, kind },
      ] as const
    expect(checkGraph(cycle('rw'), { consistencyModels: ['serializable'] }).anomalyTypes).toEqual(['G2-item'])
    expect(checkGraph(cycle('rwp'), { consistencyModels: ['serializable'] }).anomalyTypes).toEqual(['G2'])
    expect(checkGraph(cycle('rwp'), { consistencyModels: ['repeatable-read'] }).valid).toBe(true)
  })

  it('knows sessions', () => {
    const stale = [
      { from: 1, to: 2, kind: 'process' },
      { from: 2, to: 1, kind: 'rw' },
    ] as const
    expect(checkGraph(stale, { consistencyModels: ['strong-session-snapshot-isolation'] }).anomalyTypes).toEqual([
      'G-single-item-process',
    ])
    expect(checkGraph(stale, { consistencyModels: ['snapshot-isolation'] }).valid).toBe(true)
  })

  it('cannot judge what does not depend on anything, nor what depends in no known way', () => {
    expect(checkGraph([]).valid).toBe('unknown')
    expect(() => checkGraph([{ from: 1, to: 2, kind: 'rr' as 'rw' }])).toThrow(UnknownDependencyKindError)
  })
})

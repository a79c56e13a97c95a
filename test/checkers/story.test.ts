import { describe, expect, it } from 'vitest'
import { atTime, count, deed, excerpt, inOrder, processName, some } from '../../src/checkers/story.ts'
import { SECOND } from '../../src/time/clock.ts'
import { history } from './histories.ts'

describe('the pieces of a story', () => {
  it('tell times in seconds, to the millisecond', () => {
    expect(atTime(12.01 * SECOND)).toBe('12.010 s')
    expect(atTime(-1)).toBe('')
  })

  it('call clients c3, and others by their names', () => {
    expect([processName(3), processName('nemesis')]).toEqual(['c3', 'nemesis'])
  })

  it('excerpt values to a length', () => {
    expect(excerpt({ b: 'x', a: 1 })).toBe('{"a":1,"b":"x"}')
    expect(excerpt('x'.repeat(100), 10)).toBe(`"${'x'.repeat(8)}…`)
  })

  it('count and list', () => {
    expect([count(1, 'read'), count(2, 'read'), count(2, 'reply', 'replies')]).toEqual([
      '1 read',
      '2 reads',
      '2 replies',
    ])
    expect([some([1, 'n2']), some([1, 2, 3, 4], 2)]).toEqual(['1, n2', '1, 2 and 2 more'])
  })

  it('say who did what, where and when, as far as is known', () => {
    const [op] = history([1, 'ok', 'read', [], { node: 'n1', final: true }])
    expect(deed({ ...op!, time: 12.01 * SECOND })).toBe("c1's final read at n1 (12.010 s)")
    expect(deed({ index: 0, time: -1, type: 'ok', process: 4, f: 'add', value: 1 })).toBe("c4's add")
  })

  it('put evidence in order, each operation once', () => {
    const [a, b] = history([1, 'invoke', 'read'], [1, 'ok', 'read'])
    expect(inOrder([b, undefined, a, b])).toEqual([a, b])
  })
})

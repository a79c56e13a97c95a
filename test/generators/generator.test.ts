import { describe, expect, it } from 'vitest'
import {
  eachThread,
  type Generator,
  LATER,
  limit,
  mix,
  oncePerThread,
  repeat,
  sequence,
  stagger,
  until,
  type Worker,
} from '../../src/generators/generator.ts'
import { random } from '../../src/random.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'

const worker = (thread: number): Worker => ({ thread, process: thread, node: 'n1' })
const read = { f: 'read' }
const ask = (generator: Generator, count: number, thread = 0) =>
  Array.from({ length: count }, () => {
    const next = generator.next(worker(thread), 0)
    return typeof next === 'object' ? next.f : next
  })

describe('combinators', () => {
  it('stagger without time in between keeps the operations of the given numbers only, and then waits', () => {
    const endless = { made: 0, next: () => ({ f: String(endless.made++) }) }
    const kept = stagger(0, random(1), endless, new Set([1, 4]))
    expect(ask(kept, 4)).toEqual(['1', '4', LATER, LATER])
    expect(ask(stagger(0, random(1), endless), 1)).toEqual(['5'])
    expect(ask(stagger(0, random(1), sequence([read]), new Set([3])), 1)).toEqual([undefined])
  })

  it('sequence gives each draft once, whoever asks', () => {
    const generator = sequence([{ f: 'a' }, { f: 'b' }])
    expect([...ask(generator, 1, 0), ...ask(generator, 2, 1)]).toEqual(['a', 'b', undefined])
  })

  it('oncePerThread gives each draft once to every worker', () => {
    const generator = oncePerThread([{ f: 'a' }, { f: 'b' }])
    for (const thread of [0, 1, 2]) expect(ask(generator, 3, thread)).toEqual(['a', 'b', undefined])
  })

  it('eachThread makes a generator for each worker, and tells all of them of completions', () => {
    const told: number[] = []
    const generator = eachThread(({ thread }) => ({
      next: () => ({ f: `t${thread}` }),
      observe: () => told.push(thread),
    }))
    expect([ask(generator, 1, 4), ask(generator, 2, 2)]).toEqual([['t4'], ['t2', 't2']])
    generator.observe?.({ index: 0, time: 0, type: 'ok', process: 0, f: 'x', value: null })
    expect(told).toEqual([4, 2])
  })

  it('limit ends after so many operations, not after so many questions', () => {
    let asked = 0
    const generator = limit(2, { next: () => (asked++ % 2 ? read : 5) })
    expect(ask(generator, 6)).toEqual([5, 'read', 5, 'read', undefined, undefined])
  })

  it('until ends at its time, and never asks for a later one', () => {
    const generator = until(
      100,
      repeat(() => read),
    )
    expect(generator.next(worker(0), 99)).toBe(read)
    expect(generator.next(worker(0), 100)).toBeUndefined()
    expect(until(100, { next: () => LATER }).next(worker(0), 0)).toBe(100)
  })

  it('mix draws all alike, and goes on with the rest when one is done', () => {
    const generator = mix(random(1), [
      sequence([{ f: 'a' }, { f: 'a' }]),
      repeat(() => ({ f: 'b' })),
      repeat(() => ({ f: 'c' })),
    ])
    const drawn = ask(generator, 10_000)
    expect(drawn.filter(f => f === 'a')).toHaveLength(2)
    expect(Math.abs(drawn.filter(f => f === 'b').length - 5000)).toBeLessThan(250)
  })

  it('mix of what is all done is done', () => {
    expect(ask(mix(random(1), [sequence([read]), sequence([])]), 3)).toEqual(['read', undefined, undefined])
  })
})

describe('stagger', () => {
  /** Asks whenever it is told to, for so long; returns the times of operations. */
  function times(interval: number, end: number, late = 0): number[] {
    const generator = stagger(
      interval,
      random('stagger'),
      repeat(() => read),
    )
    const found: number[] = []
    for (let now = 0; now < end; ) {
      const next = generator.next(worker(0), now)
      if (typeof next === 'object') found.push(now)
      else now = (next as number) + late
    }
    return found
  }

  it.each([5, 100, 3000])('reaches a rate of %d per second, within 5 %%', rate => {
    const seconds = 4000 / rate
    expect(Math.abs(times(SECOND / rate, seconds * SECOND).length / (rate * seconds) - 1)).toBeLessThan(0.05)
  })

  it('reaches it though it is asked a little late each time', () => {
    expect(Math.abs(times(SECOND / 1000, 4 * SECOND, 2 * MILLISECOND).length / 4000 - 1)).toBeLessThan(0.05)
  })

  it('does not make up for a long pause by a burst', () => {
    const generator = stagger(
      SECOND / 100,
      random(1),
      repeat(() => read),
    )
    let now = generator.next(worker(0), 0) as number
    expect(generator.next(worker(0), now)).toBe(read)
    now += 10 * SECOND
    let burst = 0
    while (typeof generator.next(worker(0), now) === 'object') burst++
    expect(burst).toBeLessThan(10)
  })

  it('asks for whole nanoseconds only, so that a clock of them never comes too early', () => {
    for (const time of times(SECOND / 7, 20 * SECOND)) expect(Number.isInteger(time)).toBe(true)
  })

  it('of nothing is as fast as workers are free', () => {
    const generator = repeat(() => read)
    expect(stagger(0, random(1), generator)).toBe(generator)
  })

  it('ends when what it staggers ends', () => {
    expect(stagger(1000, random(1), sequence([])).next(worker(0), 5000)).toBeDefined()
    expect(stagger(1000, random(1), sequence([])).next(worker(0), 0)).toEqual(expect.any(Number))
    const generator = stagger(1000, random(1), sequence([]))
    const due = generator.next(worker(0), 0) as number
    expect(generator.next(worker(0), due)).toBeUndefined()
  })
})

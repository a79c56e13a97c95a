import { describe, expect, it } from 'vitest'
import type { Worker } from '../../src/generators/generator.ts'
import { independent } from '../../src/generators/independent.ts'

const worker = (thread: number, process = thread): Worker => ({ thread, process, node: 'n1' })

/** The key of an operation of a worker, and its number within its group. */
function make(concurrency: number, groupSize: number, processLimit = 1000) {
  const generator = independent<number>({
    concurrency,
    groupSize,
    processLimit,
    perKey: (_key, _worker, member) => ({ f: 'x', value: member }),
  })
  return (asking: Worker) => (generator.next(asking, 0) as unknown as { value: [key: number, member: number] }).value
}

describe('independent keys', () => {
  it('give each group of workers a key of its own, and each member its number', () => {
    const next = make(6, 2)
    expect([0, 1, 2, 3, 4, 5].map(thread => next(worker(thread)))).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ])
  })

  it('let workers that are left over join the last group', () => {
    const next = make(5, 2)
    expect([0, 1, 2, 3, 4].map(thread => next(worker(thread))[0])).toEqual([0, 0, 1, 1, 1])
  })

  it('make do with one smaller group when there are fewer workers than it asks for', () => {
    const next = make(3, 10)
    expect([0, 1, 2].map(thread => next(worker(thread)))).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ])
  })

  it('keep a key as long as the same processes use it', () => {
    const next = make(2, 2, 2)
    for (let i = 0; i < 100; i++) expect(next(worker(i % 2))[0]).toBe(0)
  })

  it('retire a key once so many processes have used it, and never use it again', () => {
    const next = make(4, 2, 3)
    const keys: number[] = []
    // Every operation of thread 0 crashes, so that each is a process of its own.
    for (let round = 0; round < 12; round++) keys.push(next(worker(0, round * 4))[0])
    // Thread 2 is of the second group, whose key nobody retires.
    expect(next(worker(2))[0]).toBe(1)
    expect(keys).toEqual([0, 0, 0, 2, 2, 2, 3, 3, 3, 4, 4, 4])
  })

  it('write null where there is no value, as it will stand in the history', () => {
    const generator = independent({ concurrency: 1, groupSize: 1, processLimit: 20, perKey: () => ({ f: 'read' }) })
    expect(generator.next(worker(0), 0)).toEqual({ f: 'read', value: [0, null] })
  })
})

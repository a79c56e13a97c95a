import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkQueue, checkTotalQueue } from '../../src/checkers/queue.ts'
import { type Entry, history } from './histories.ts'

const enqueued = (process: number, value: unknown): Entry[] => [
  [process, 'invoke', 'enqueue', value],
  [process, 'ok', 'enqueue', value],
]
const dequeued = (process: number, value: unknown): Entry => [process, 'ok', 'dequeue', value]

describe('queue', () => {
  it('lets a value out as soon as its enqueue was invoked, whatever became of that', () => {
    expect(checkQueue(history([1, 'invoke', 'enqueue', 1], dequeued(2, 1))).valid).toBe(true)
    expect(checkQueue(history([1, 'invoke', 'enqueue', 1], [1, 'info', 'enqueue', 1], dequeued(2, 1))).valid).toBe(true)
    expect(checkQueue(history(dequeued(2, 1), ...enqueued(1, 1))).valid).toBe(false)
  })

  it('does not let out what failed to go in', () => {
    const { valid, anomalies } = checkQueue(
      history([1, 'invoke', 'enqueue', 1], [1, 'fail', 'enqueue', 1], dequeued(2, 1)),
    )
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toBe("c2's dequeue (0.002 s) got 1, which nobody had enqueued.")
  })

  it('lets a value out once for each time that it went in, and says who had it before', () => {
    const { valid, anomalies, figures } = checkQueue(history(...enqueued(1, 'a'), dequeued(2, 'a'), dequeued(3, 'a')))
    expect(valid).toBe(false)
    expect(anomalies[0]!.message).toBe(
      `c3's dequeue (0.003 s) got "a", which c2's dequeue (0.002 s) had taken already.`,
    )
    expect(anomalies[0]!.operations.map(op => op.index)).toEqual([2, 3])
    expect(figures).toEqual({ 'enqueue-count': 1, 'dequeue-count': 2 })
    expect(
      checkQueue(history(...enqueued(1, 'a'), ...enqueued(1, 'a'), dequeued(2, 'a'), dequeued(3, 'a'))).valid,
    ).toBe(true)
  })

  it('takes a drain for as many dequeues', () => {
    expect(checkQueue(history(...enqueued(1, 1), ...enqueued(1, 2), [2, 'ok', 'drain', [2, 1]])).valid).toBe(true)
    expect(checkQueue(history(...enqueued(1, 1), [2, 'ok', 'drain', [1, 1]])).valid).toBe(false)
  })
})

describe('checkTotalQueue', () => {
  it('tells the lost, the unexpected, the duplicated and the recovered apart', () => {
    const operations = history(
      [1, 'invoke', 'enqueue', 'hung'],
      ...enqueued(2, 'enqueued'),
      ...enqueued(3, 'dup'),
      [4, 'invoke', 'dequeue'],
      dequeued(5, 'wtf'),
      dequeued(6, 'dup'),
      dequeued(7, 'dup'),
      dequeued(8, 'hung'),
    )
    const { valid, figures, anomalies } = checkTotalQueue(operations)
    expect(valid).toBe(false)
    expect(figures).toEqual({
      'attempt-count': 3,
      'acknowledged-count': 2,
      'ok-count': 2,
      lost: ['enqueued'],
      'lost-count': 1,
      unexpected: ['wtf'],
      'unexpected-count': 1,
      duplicated: ['dup'],
      'duplicated-count': 1,
      recovered: ['hung'],
      'recovered-count': 1,
    })
    expect(anomalies.map(({ message }) => message)).toEqual([
      'value "enqueued", acknowledged to c2 at 0.002 s, never came out.',
      `c5's dequeue (0.006 s) got "wtf", which nobody enqueued.`,
      'value "dup" came out 2 times, and was enqueued 1 time.',
    ])
    expect(anomalies[2]!.operations.map(op => op.index)).toEqual([3, 7, 8])
  })

  it('does not judge duplicates', () => {
    expect(checkTotalQueue(history(...enqueued(1, 1), dequeued(2, 1), dequeued(3, 1)))).toMatchObject({
      valid: true,
      figures: { duplicated: [1] },
    })
  })

  it('cannot tell what a drain took that ended without saying so', () => {
    const operations = history(...enqueued(1, 1), [2, 'invoke', 'drain'], [2, 'info', 'drain'])
    expect(checkTotalQueue(operations)).toMatchObject({
      valid: 'unknown',
      reason: "c2's drain (0.002 s) ended without telling what it took, which may be the 1 value that never came out",
    })
    expect(checkTotalQueue(operations.slice(0, 2)).valid).toBe(false)
  })

  it('is valid of a queue that is drained, in any order, and not when a value is left behind', () => {
    const values = fc.array(fc.nat(5), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(values, fc.gen(), (put, gen) => {
        const order = gen(fc.shuffledSubarray, put, { minLength: put.length })
        const adds = put.flatMap(value => enqueued(1, value))
        const drained = (some: readonly number[]) => checkTotalQueue(history(...adds, [2, 'ok', 'drain', some])).valid
        expect(drained(order)).toBe(true)
        expect(drained(order.slice(1))).toBe(false)
        expect(drained([...order, 77])).toBe(false)
      }),
    )
  })
})

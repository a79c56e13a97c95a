/** `checkLinearizable` as its users see it. */
import { describe, expect, it } from 'vitest'
import { generate } from '../bench/generate.ts'
import {
  casRegister,
  checkLinearizable,
  checkLinearizableAsync,
  ILLEGAL,
  kv,
  type Model,
  ModelError,
  queue,
} from '../src/index.ts'

/** The figure of the design document: a read of 4 after 4 was replaced. */
const stale = [
  { process: 'c2', input: { f: 'write' as const, value: 4 }, call: 0, return: 20 },
  { process: 'c5', input: { f: 'cas' as const, value: [4, 1] }, output: true, call: 10, return: 40 },
  { process: 'c1', input: { f: 'read' as const }, output: 4, call: 50, return: 60 },
]

describe('a violation', () => {
  const { valid, partitions } = checkLinearizable(casRegister(), stale, { core: true })
  const [{ failure, core }] = partitions as [(typeof partitions)[0]]

  it('is found, at the operation that no path survives', () => {
    expect(valid).toBe(false)
    expect(failure?.operation).toBe(2)
  })

  it('comes with the longest legal prefixes, and why they do not go on', () => {
    expect(failure?.prefixes).toEqual([
      {
        order: [0, 1],
        states: [4, 1],
        state: 1,
        pending: [{ operation: 2, legal: false, why: 'read → 4 is impossible: the register holds 1, not 4' }],
      },
    ])
  })

  it('comes with a minimal core, from which no other operation is missing', () => {
    expect(core).toEqual([0, 1, 2])
    const noise = generate({ operations: 300, clients: 8, keys: 1, values: 5, seed: 3, fault: true })
    const shrunk = checkLinearizable(kv(), noise, { core: true }).partitions[0]!.core!
    expect(shrunk.length).toBeLessThan(60)
  })

  it('in one partition leaves the others undecided, unless all are asked for', () => {
    const history = [
      { input: { f: 'read' as const, key: 'bad' }, output: 9, call: 0, return: 1 },
      { input: { f: 'read' as const, key: 'good' }, output: null, call: 0, return: 1 },
    ]
    expect(checkLinearizable(kv(), history).partitions.map(part => part.valid)).toEqual([false, 'unknown'])
    expect(checkLinearizable(kv(), history).partitions[1]?.cause?.kind).toBe('skipped')
    expect(checkLinearizable(kv(), history, { exhaustive: true }).partitions.map(part => part.valid)).toEqual([
      false,
      true,
    ])
  })
})

describe('a witness', () => {
  it('is a legal order', () => {
    const { partitions } = checkLinearizable(casRegister(), stale.slice(0, 2).toReversed(), { witness: true })
    expect(partitions[0]?.witness).toEqual([1, 0])
  })
})

describe('a crashed write', () => {
  it('may be what a compare-and-set needs that was called long before it', () => {
    const history = [
      { input: { f: 'cas' as const, value: [1, 2] }, output: true, call: 0, return: 20 },
      { input: { f: 'write' as const, value: 1 }, call: 1, return: 2 },
      { input: { f: 'cas' as const, value: [1, 3] }, output: true, call: 3, return: 4 },
      { input: { f: 'read' as const }, output: 3, call: 5, return: 6 },
    ]
    expect(checkLinearizable(casRegister(), history).valid).toBe(false)
    expect(checkLinearizable(casRegister(), [...history, { input: { f: 'write', value: 1 }, call: 10 }]).valid).toBe(
      true,
    )
  })
})

/** Forty enqueues at once, and at last a dequeue of what nobody enqueued: hopeless for any exact search. */
const hard = [
  ...Array.from({ length: 40 }, (_, i) => ({ input: { f: 'enqueue' as const, value: i }, call: 0, return: 100 })),
  ...Array.from({ length: 20 }, (_, i) => ({ input: { f: 'dequeue' as const }, output: i, call: 0, return: 100 })),
  { input: { f: 'dequeue' as const }, output: 'nobody', call: 200, return: 201 },
]

describe('a minimal core', () => {
  it('is one operation when nobody wrote what it read, however long the history', () => {
    const noise = generate({ operations: 10_000, clients: 10, keys: 1, values: 5, seed: 3, fault: true })
    const [{ core, coreIsMinimal }] = checkLinearizable(kv(), noise, { core: true, explain: false })
      .partitions as unknown as [{ core: number[]; coreIsMinimal: boolean }]
    expect([core.length, coreIsMinimal]).toEqual([1, true])
  })

  it('of a stale read is the read, and what had overwritten every write of its value', () => {
    const noise = generate({ operations: 700, clients: 6, keys: 1, values: 5, seed: 2 })
    const late = noise.findLast(({ input, call }) => input.f === 'read' && call > 1000)!
    const end = noise.reduce((latest, operation) => Math.max(latest, operation.return ?? 0), 0) + 10
    const history = [
      ...noise,
      { input: { f: 'write' as const, key: 0, value: 1 }, call: end, return: end + 1 },
      { input: { f: 'cas' as const, key: 0, value: [0, 4] }, call: end },
      { ...late, process: 'late', output: 3, call: end + 2, return: end + 3 },
      { input: { f: 'write' as const, key: 0, value: 3 }, call: end + 4, return: end + 5 },
    ]
    const { core } = checkLinearizable(kv(), history, { core: true }).partitions[0]!
    expect(core).toEqual([noise.length, noise.length + 2])
  })

  it('holds every operation that a kept one may have read from, crashed compare-and-sets included', () => {
    const history = [...stale, { process: 'c7', input: { f: 'cas' as const, value: [9, 4] }, call: 5 }]
    expect(checkLinearizable(casRegister(), history, { core: true }).partitions[0]!.core).toEqual([0, 3, 1, 2])
  })
})

describe('an unknown verdict', () => {
  it('says that the time ran out', () => {
    let time = 0
    const { valid, cause } = checkLinearizable(queue(), hard, { timeLimit: 50, now: () => (time += 10) })
    expect(valid).toBe('unknown')
    expect(cause).toEqual({ kind: 'time', message: 'No verdict within 50 ms.' })
  })

  it('says that the memory ran out', () => {
    const { valid, cause } = checkLinearizable(queue(), hard, { memoryLimit: 1_000_000 })
    expect(valid).toBe('unknown')
    expect(cause?.kind).toBe('memory')
  })

  it('says that it was cancelled', async () => {
    expect(checkLinearizable(queue(), hard, { signal: AbortSignal.abort('enough') }).cause).toEqual({
      kind: 'cancelled',
      message: 'Cancelled: enough',
    })
    const controller = new AbortController()
    setTimeout(() => controller.abort('too slow'), 30)
    const { valid, cause } = await checkLinearizableAsync(queue(), hard, { signal: controller.signal })
    expect(valid).toBe('unknown')
    expect(cause?.message).toBe('Cancelled: too slow')
  })
})

describe('a model that breaks its contract', () => {
  const history = [1, 2, 3].map((value, i) => ({ input: value, output: value, call: i * 2, return: i * 2 + 1 }))
  const base: Model<number[], number, number> = {
    name: 'log',
    init: () => [],
    step: (state, input) => [...state, input],
  }

  it('is fine if it keeps it', () => {
    expect(checkLinearizable(base, history).valid).toBe(true)
  })

  it('by mutating its state is named', () => {
    const step = (state: number[], input: number) => {
      state.push(input)
      return state
    }
    expect(() => checkLinearizable({ ...base, step }, history)).toThrow(ModelError)
    expect(() => checkLinearizable({ ...base, step }, history)).toThrow('Model log mutates the state')
  })

  it('by not being deterministic is named', () => {
    let count = 0
    const step = (state: number[]) => (count++ % 2 === 0 ? [...state, count] : ILLEGAL)
    expect(() => checkLinearizable({ ...base, step }, history)).toThrow('is not deterministic')
  })

  it('by a hint that does not hold is named', () => {
    expect(() => checkLinearizable({ ...base, pure: () => true }, history)).toThrow('is pure, but it changes the state')
    expect(() => checkLinearizable({ ...base, overwrites: () => true }, history)).toThrow('depends on the state')
    const lying = { ...casRegister(), register: () => ({ kind: 'nothing' as const }) }
    expect(() => checkLinearizable(lying, stale)).toThrow('says by its hint register')
  })
})

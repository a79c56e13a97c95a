import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { casRegister } from '../../src/models/cas-register.ts'
import { kv } from '../../src/models/kv.ts'
import { queue } from '../../src/models/queue.ts'
import { checkSequential } from '../../src/sequential/index.ts'
import { ILLEGAL, type Model, type Operation } from '../../src/types.ts'

/** One operation after the other, in the order of the list: no two are concurrent. */
function history(
  ...steps: [process: number, f: string, value: unknown, output?: unknown][]
): Operation<never, never>[] {
  return steps.map(([process, f, value, output], i) => ({
    process,
    input: {
      f,
      ...(Array.isArray(value) && value.length === 2 && f !== 'cas' ? { key: value[0], value: value[1] } : { value }),
    },
    output,
    call: 2 * i,
    return: 2 * i + 1,
  })) as unknown as Operation<never, never>[]
}
const write = (process: number, value: unknown) => [process, 'write', value, true] as [number, string, unknown, unknown]
const read = (process: number, value: unknown) => [process, 'read', null, value] as [number, string, unknown, unknown]

describe('sequential consistency', () => {
  it('lets a stale read pass, which linearizability does not', () => {
    const result = checkSequential(casRegister(), history(write(1, 1), write(1, 2), read(2, 1)), { witness: true })
    expect(result).toMatchObject({ valid: true, witness: [0, 2, 1] })
  })

  it('does not let a process see the writes of another in the wrong order', () => {
    const result = checkSequential(casRegister(), history(write(1, 1), write(1, 2), read(2, 2), read(2, 1)), {
      core: true,
    })
    expect(result).toMatchObject({ valid: false, engine: 'forced-order', core: [0, 1, 2, 3] })
    expect(result.failure!.cycle!.map(({ before, after }) => [before, after])).toEqual([
      [0, 1],
      [1, 0],
    ])
  })

  it('does not let two processes see concurrent writes in different orders', () => {
    const reads = [read(3, 1), read(3, 2), read(4, 2), read(4, 1)]
    expect(checkSequential(casRegister(), history(write(1, 1), write(2, 2), ...reads)).valid).toBe(false)
  })

  it('is no property of single keys', () => {
    const at = (process: number, key: string, f: string, value: unknown): Operation<never, never> =>
      ({ process, input: { f, key, value }, output: f === 'read' ? value : true, call: 0, return: 0 }) as never
    const operations = [
      at(1, 'x', 'write', 1),
      at(1, 'y', 'read', null),
      at(2, 'y', 'write', 1),
      at(2, 'x', 'read', null),
    ].map((op, i) => ({ ...op, call: i, return: i }))
    expect(checkSequential(kv(), operations).valid).toBe(false)
    for (const key of ['x', 'y']) {
      const one = operations.filter(op => (op.input as { key: string }).key === key)
      expect(checkSequential(kv(), one).valid).toBe(true)
    }
  })

  it('names a read of what nobody wrote', () => {
    expect(checkSequential(casRegister(), history(write(1, 1), read(2, 9)), { core: true })).toMatchObject({
      valid: false,
      failure: { unwritten: 1 },
      core: [1],
    })
  })

  it('says for every process why it is stuck after the longest prefix', () => {
    const operations = history([1, 'enqueue', 1, true], [2, 'dequeue', null, 2], [2, 'dequeue', null, 1])
    const result = checkSequential(queue() as Model<unknown, never, never>, operations)
    expect(result.valid).toBe(false)
    expect(result.failure!.prefixes).toMatchObject([{ order: [0], stuck: [{ operation: 1, legal: false }] }])
  })

  it('puts a crashed operation after the earlier ones of its process, or leaves it out', () => {
    const crashed = { process: 1, input: { f: 'write', value: 2 }, call: 5 } as never
    expect(checkSequential(casRegister(), [...history(write(1, 1), read(2, 2)), crashed]).valid).toBe(true)
    expect(checkSequential(casRegister(), [...history(write(1, 1), read(2, null)), crashed]).valid).toBe(true)
    expect(checkSequential(casRegister(), [...history(write(1, 1), read(2, 2), read(2, null)), crashed]).valid).toBe(
      false,
    )
  })

  it('is unknown, with its cause, when a budget runs out or the call is cancelled', () => {
    let now = 0
    const some = history(write(1, 1), read(2, 1))
    expect(checkSequential(casRegister(), some, { timeLimit: 5, now: () => (now += 10) })).toMatchObject({
      valid: 'unknown',
      cause: { kind: 'time' },
    })
    expect(checkSequential(casRegister(), some, { signal: AbortSignal.abort() })).toMatchObject({
      valid: 'unknown',
      cause: { kind: 'cancelled' },
    })
    expect(
      checkSequential(casRegister(), history(write(1, 1), write(1, 2), read(2, 1)), { memoryLimit: 1 }),
    ).toMatchObject({
      valid: 'unknown',
      cause: { kind: 'memory' },
    })
  })

  it('keeps up with a long history that is not linearizable', () => {
    const steps = Array.from({ length: 4000 }, (_, i) =>
      i % 4 === 3 ? read(i % 5, i - 3 - (i % 3 === 0 && i > 300 ? 40 : 0)) : write(5 + (i % 4), i),
    )
    expect(['true', 'false']).toContain(
      String(checkSequential(casRegister(), history(...steps), { timeLimit: 5000 }).valid),
    )
  })
})

/** Every interleaving of the processes, with every subset of the crashed operations. */
function bruteForce<S, I, O>(model: Model<S, I, O>, operations: readonly Operation<I, O>[]): boolean {
  const go = (left: readonly Operation<I, O>[], states: ReadonlyMap<unknown, S>): boolean =>
    left.every(op => op.return === undefined) ||
    left.some((op, i) => {
      if (left.slice(0, i).some(earlier => earlier.process === op.process)) return false
      const key = model.partition?.(op.input)
      const next = model.step(states.has(key) ? states.get(key)! : model.init(), op.input, op.output)
      return (
        next !== ILLEGAL &&
        go(
          left.filter(other => other !== op),
          new Map(states).set(key, next),
        )
      )
    })
  return go(operations, new Map())
}

interface Step {
  process: number
  key: string
  kind: string
  a: number
  b: number
}

/** Up to 8 operations of 3 processes over 2 keys; values may repeat; the last one of a process may crash. */
const programs = (values: number) =>
  fc.tuple(
    fc.array(
      fc.record({
        process: fc.nat(2),
        key: fc.constantFrom('x', 'x', 'y'),
        kind: fc.constantFrom('read', 'read', 'write', 'write', 'cas', 'failed cas', 'append'),
        a: fc.nat(values),
        b: fc.nat(values),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    fc.subarray([0, 1, 2]),
    fc.boolean(),
  )

function toOperations(steps: readonly Step[], crashed: readonly number[], unique: boolean): Operation<never, never>[] {
  return steps.map(({ process, key, kind, a, b }, i) => {
    const last = !steps.slice(i + 1).some(step => step.process === process)
    const written = unique ? i + 1 : a
    const seen = a === 0 ? null : unique ? ((a + b) % steps.length) + 1 : b
    const [input, output] =
      kind === 'read'
        ? [{ f: 'read', key }, seen]
        : kind === 'write'
          ? [{ f: 'write', key, value: written }, true]
          : kind === 'append' && !unique
            ? [{ f: 'append', key, value: `${a}` }, true]
            : [{ f: 'cas', key, value: [seen, written] }, kind === 'cas']
    const base = { process, input, call: 2 * i }
    return (crashed.includes(process) && last ? base : { ...base, output, return: 2 * i + 1 }) as never
  })
}

/** Whether some operation leaves a value behind. */
function producers(operations: readonly Operation[], key: string, value: unknown): boolean {
  return operations.some(({ input, output }) => {
    const { f, key: at, value: to } = input as { f: string; key: string; value?: unknown }
    return (
      at === key && (f === 'write' ? to === value : f === 'cas' && output !== false && (to as unknown[])[1] === value)
    )
  })
}

describe('against every interleaving', () => {
  const runs = 2000 * Number(process.env.RUNS ?? 1)
  it.each(['unique', 'repeated'])(
    'the verdict is that of brute force, with %s values',
    { timeout: 15 * runs },
    kind => {
      fc.assert(
        fc.property(programs(3), ([steps, crashed]) => {
          const operations = toOperations(steps, crashed, kind === 'unique')
          const model = kv({ failedCas: 'differs' }) as Model<unknown, never, never>
          const result = checkSequential(model, operations, { witness: true, core: true })
          expect(result.valid).toBe(bruteForce(model, operations))
          if (result.valid === true) {
            expect(new Set(result.witness).size).toBe(result.witness!.length)
            expect(
              bruteForce(
                model,
                result.witness!.map(i => ({ ...operations[i]!, process: 0 }) as never),
              ),
            ).toBe(true)
          } else {
            const core = result.core!.map(i => operations[i]!)
            expect(bruteForce(model, core)).toBe(false)
            // What somebody wrote somewhere is not left out to make a contradiction.
            for (const { input, output } of core as { input: { f: string; key: string }; output: unknown }[]) {
              if (input.f !== 'read' || !producers(operations, input.key, output)) continue
              expect(producers(core, input.key, output)).toBe(true)
            }
            expect(result.failure!.prefixes.length + (result.failure!.unwritten ?? 0)).toBeGreaterThan(0)
          }
        }),
        { numRuns: runs },
      )
    },
  )

  it('a legal order of all keys is found in a history that was made from one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.nat(1), fc.boolean()), { minLength: 20, maxLength: 60 }),
        fc.nat(1000),
        (steps, seed) => {
          const state = new Map<string, number>()
          const operations = steps.map(([process, k, isRead], i) => {
            const key = `${k}`
            if (!isRead) state.set(key, (i * 7 + seed) % 5)
            return {
              process,
              input: isRead ? { f: 'read', key } : { f: 'write', key, value: (i * 7 + seed) % 5 },
              output: isRead ? (state.get(key) ?? null) : true,
              call: process * 1000 + i, // processes run one after the other, as far as the clock can tell
              return: process * 1000 + i,
            }
          })
          expect(
            checkSequential(kv() as Model<unknown, never, never>, operations as never, { timeLimit: 10_000 }).valid,
          ).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})

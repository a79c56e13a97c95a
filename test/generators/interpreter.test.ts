import { describe, expect, it } from 'vitest'
import {
  type Draft,
  type Generator,
  LATER,
  limit,
  repeat,
  sequence,
  stagger,
  until,
} from '../../src/generators/generator.ts'
import { type Completion, Interpreter, makeWorkers, type WorkerState } from '../../src/generators/interpreter.ts'
import { Recorder } from '../../src/history/recorder.ts'
import { random } from '../../src/random.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'

const NODES = ['n1', 'n2']

/** An interpreter whose operations take as long, and end, as `perform` says: by default 1 ms, and ok. */
function make(
  concurrency: number,
  perform?: (draft: Draft, worker: WorkerState) => { after?: number; completion?: Completion } | Error,
) {
  const clock = new VirtualClock()
  const recorder = new Recorder(clock)
  const interpreter = new Interpreter({
    clock,
    random: random('interpreter'),
    workers: makeWorkers(concurrency, NODES),
    perform: (worker, draft) =>
      new Promise((resolve, reject) => {
        const outcome = perform?.(draft, worker) ?? {}
        clock.after(outcome instanceof Error ? 0 : (outcome.after ?? MILLISECOND), () => {
          clock.settle()
          if (outcome instanceof Error) reject(outcome)
          else resolve(outcome.completion ?? {})
        })
      }),
    record: (worker, draft, completion) => recorder.record(worker.process, worker.node, draft, completion),
  })
  return {
    clock,
    interpreter,
    operations: recorder.operations,
    run: (generator: Generator) => clock.drive(interpreter.run(generator)),
  }
}

const read = repeat(() => ({ f: 'read' }))

describe('the interpreter', () => {
  it('runs until the generator is done for every worker and nothing is under way', async () => {
    const { run, operations, clock } = make(3)
    await run(limit(10, read))
    expect(operations.filter(({ type }) => type === 'invoke')).toHaveLength(10)
    expect(operations.filter(({ type }) => type === 'ok')).toHaveLength(10)
    expect(clock.now()).toBe(4 * MILLISECOND)
  })

  it('keeps the rate and ends at the time limit', async () => {
    const { run, operations, clock } = make(5)
    await run(until(20 * SECOND, stagger(SECOND / 100, random(1), read)))
    const invocations = operations.filter(({ type }) => type === 'invoke')
    expect(Math.abs(invocations.length / 2000 - 1)).toBeLessThan(0.05)
    expect(invocations.at(-1)!.time).toBeLessThan(20 * SECOND)
    expect(clock.now()).toBeGreaterThanOrEqual(20 * SECOND)
    expect(clock.now()).toBeLessThan(20 * SECOND + 2 * MILLISECOND)
  })

  it('spreads operations over all workers, even at a low rate', async () => {
    const { run, operations } = make(4)
    await run(until(60 * SECOND, stagger(SECOND / 10, random(1), read)))
    for (const process of [0, 1, 2, 3]) {
      const share = operations.filter(op => op.type === 'invoke' && op.process === process).length
      expect(share).toBeGreaterThan(100)
    }
  })

  it('never lets a worker do two things at once', async () => {
    const { run, operations } = make(3, () => ({ after: random(operations.length).int(5) * MILLISECOND }))
    await run(limit(200, read))
    const open = new Set<unknown>()
    for (const { type, process } of operations) {
      expect(open.has(process)).toBe(type !== 'invoke')
      if (type === 'invoke') open.add(process)
      else open.delete(process)
    }
  })

  it('puts a new process in the place of one whose operation ended info, and of no other', async () => {
    let n = 0
    const { run, operations } = make(2, () => ({ completion: { type: (['ok', 'info', 'fail'] as const)[n++ % 3]! } }))
    await run(limit(60, read))
    const invocations = operations.filter(({ type }) => type === 'invoke')
    for (const [i, { type, process }] of operations.entries()) {
      if (type === 'invoke') continue
      const next = operations
        .slice(i + 1)
        .find(op => op.type === 'invoke' && Number(op.process) % 2 === Number(process) % 2)
      if (next !== undefined) expect(next.process).toBe(type === 'info' ? Number(process) + 2 : process)
    }
    // A thread stays with its node.
    for (const { process, node } of invocations) expect(node).toBe(NODES[Number(process) % 2])
    expect(operations.filter(({ type }) => type === 'info')).toHaveLength(20)
  })

  it('tells the generator of each completion, in order', async () => {
    const told: unknown[] = []
    const { run, operations } = make(2)
    const generator = limit(6, read)
    await run({ next: generator.next, observe: operation => told.push(operation) })
    expect(told).toEqual(operations.filter(({ type }) => type !== 'invoke'))
  })

  it('asks again after a completion when the generator said later', async () => {
    const { run, operations } = make(2)
    let finished = 0
    await run({
      next: ({ thread }) =>
        thread === 0
          ? finished === 0
            ? { f: 'first' }
            : undefined
          : finished === 0
            ? LATER
            : finished === 1
              ? { f: 'second' }
              : undefined,
      observe: () => finished++,
    })
    expect(operations.map(({ f, type }) => `${f} ${type}`)).toEqual([
      'first invoke',
      'first ok',
      'second invoke',
      'second ok',
    ])
  })

  it('ends when all wait for later and nothing is under way, since nothing will ever change', async () => {
    const { run, operations } = make(2)
    await run({ next: () => LATER })
    expect(operations).toEqual([])
  })

  it('when stopped asks for nothing more, and waits for what is under way', async () => {
    const { run, interpreter, clock, operations } = make(3, () => ({ after: 50 * MILLISECOND }))
    clock.after(120 * MILLISECOND, () => interpreter.stop())
    await run(read)
    expect(clock.now()).toBe(150 * MILLISECOND)
    expect(operations.filter(({ type }) => type === 'invoke')).toHaveLength(9)
    expect(operations.filter(({ type }) => type === 'ok')).toHaveLength(9)
  })

  it('can run one generator after another', async () => {
    const { run, operations } = make(1)
    await run(sequence([{ f: 'a' }]))
    await run(sequence([{ f: 'b' }]))
    expect(operations.map(({ f }) => f)).toEqual(['a', 'a', 'b', 'b'])
  })

  it('is the same for the same seed', async () => {
    const once = async () => {
      const { run, operations } = make(4, draft => ({ after: (draft.value as number) * MILLISECOND }))
      const draws = random(7)
      await run(
        limit(
          100,
          repeat(() => ({ f: 'x', value: draws.int(9) })),
        ),
      )
      return operations
    }
    expect(await once()).toEqual(await once())
  })
})

describe('a mistake in a workload ends the run', () => {
  it('when performing throws: and nothing further begins', async () => {
    const { run, clock, operations } = make(3, draft =>
      draft.f === 'bad' ? new TypeError('no such field') : { after: 10 * MILLISECOND },
    )
    const work = run({
      next: ({ thread }, now) => (thread === 0 && now > 15 * MILLISECOND ? { f: 'bad' } : { f: 'good' }),
    })
    await expect(work).rejects.toThrow('no such field')
    const begun = operations.length
    await clock.drive(new Promise<void>(resolve => clock.after(SECOND, () => resolve(clock.settle()))))
    expect(operations.filter(({ type }) => type === 'invoke')).toHaveLength(
      operations.slice(0, begun).filter(({ type }) => type === 'invoke').length,
    )
  })

  it.each(['at once', 'in a timer', 'after a completion', 'when told of a completion'])(
    'when the generator throws %s: nobody else would hear of it',
    async when => {
      const { run } = make(2)
      let completions = 0
      const generator: Generator = {
        next(_worker, now) {
          if (
            when === 'at once' ||
            (when === 'in a timer' && now > 0) ||
            (when === 'after a completion' && completions > 0)
          )
            throw new Error('generator')
          return when === 'in a timer' ? 1000 : { f: 'x' }
        },
        observe() {
          completions++
          if (when === 'when told of a completion') throw new Error('generator')
        },
      }
      await expect(run(generator)).rejects.toThrow('generator')
    },
  )
})

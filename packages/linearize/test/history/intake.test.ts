/** What is a history, and what each thing that is not one is told. */
import { describe, expect, it } from 'vitest'
import {
  casRegister,
  checkLinearizable,
  type Event,
  HistoryError,
  IncomparableValueError,
  InvalidEventError,
  InvalidTimeError,
  kv,
  OpenOperationError,
  ReturnBeforeCallError,
  register,
  UnsupportedOperationError,
} from '../../src/index.ts'

const write = (value: unknown) => ({ f: 'write' as const, value })
const read = { f: 'read' as const }
const check = (
  history: Parameters<typeof checkLinearizable<unknown, { f: 'read' | 'write'; value?: unknown }, unknown>>[1],
) => checkLinearizable(register(), history)

describe('operations', () => {
  it('are concurrent when their intervals touch', () => {
    expect(
      check([
        { input: write(1), call: 0, return: 5 },
        { input: read, output: null, call: 5, return: 6 },
      ]).valid,
    ).toBe(true)
    expect(
      check([
        { input: write(1), call: 0, return: 5 },
        { input: read, output: null, call: 6, return: 7 },
      ]).valid,
    ).toBe(false)
  })

  it('may come in any order', () => {
    const history = [
      { input: read, output: 2, call: 8, return: 9 },
      { input: write(1), call: 0, return: 1 },
      { input: write(2), call: 4, return: 5 },
    ]
    expect(check(history).valid).toBe(true)
    expect(check(history.toReversed()).valid).toBe(true)
  })

  it('may take effect at any later time, or never, when they did not return', () => {
    const crashed = { input: write(1), call: 0 }
    expect(check([crashed, { input: read, output: 1, call: 50, return: 60 }]).valid).toBe(true)
    expect(check([crashed, { input: read, output: null, call: 50, return: 60 }]).valid).toBe(true)
    expect(check([{ ...crashed, return: Number.POSITIVE_INFINITY }]).valid).toBe(true)
    expect(
      check([
        crashed,
        { input: read, output: 1, call: 50, return: 60 },
        { input: read, output: null, call: 70, return: 80 },
      ]).valid,
    ).toBe(false)
  })

  it('with an unknown output tell nothing', () => {
    expect(
      check([
        { input: write(1), call: 0, return: 1 },
        { input: read, call: 2, return: 3 },
      ]).valid,
    ).toBe(true)
  })

  it('of an empty history are linearizable', () => {
    expect(check([]).valid).toBe(true)
  })
})

describe('a history that cannot be', () => {
  it('returns before it was called', () => {
    const act = () => check([{ input: write(1), call: 5, return: 4 }])
    expect(act).toThrow(ReturnBeforeCallError)
    expect(act).toThrow('Operation 0 returned at 4, before it was called at 5')
  })

  it('has a process with two open operations', () => {
    const act = () =>
      check([
        { process: 7, input: write(1), call: 0, return: 9 },
        { process: 7, input: read, output: 1, call: 3, return: 12 },
      ])
    expect(act).toThrow(OpenOperationError)
    expect(act).toThrow('Process 7 called operation 1 while its operation 0 was still open')
    expect(() =>
      check([
        { process: 'a', input: write(1), call: 0 },
        { process: 'a', input: read, call: 3, return: 12 },
      ]),
    ).toThrow('go on with a new process number')
  })

  it('has a time that is no number', () => {
    expect(() => check([{ input: write(1), call: Number.NaN, return: 4 }])).toThrow(InvalidTimeError)
    expect(() => check([{ input: write(1), call: 0, return: Number.NaN }])).toThrow('return = NaN')
    expect(() => check([{ input: write(1), call: Number.NEGATIVE_INFINITY, return: 0 }])).toThrow(HistoryError)
  })

  it('has values that cannot be compared', () => {
    expect(() => check([{ input: write(() => 1), call: 0, return: 1 }])).toThrow(IncomparableValueError)
    const loop: unknown[] = []
    loop.push(loop)
    expect(() => check([{ input: write(loop), call: 0, return: 1 }])).toThrow('An object that contains itself')
  })

  it('has an operation that the model does not know', () => {
    expect(() =>
      checkLinearizable(register(), [{ input: { f: 'cas' as 'read', value: [1, 2] }, call: 0, return: 1 }]),
    ).toThrow(UnsupportedOperationError)
  })
})

describe('events', () => {
  const events: Event[] = [
    { index: 0, type: 'invoke', process: 0, f: 'write', value: 1 },
    { index: 1, type: 'invoke', process: 1, f: 'read', value: null },
    { index: 2, type: 'ok', process: 0, f: 'write', value: 1 },
    { index: 3, type: 'ok', process: 1, f: 'read', value: 1 },
    { index: 4, type: 'invoke', process: 0, f: 'write', value: 2 },
    { index: 5, type: 'info', process: 'nemesis', f: 'partition' },
    { index: 6, type: 'fail', process: 0, f: 'write', value: 2 },
    { index: 7, type: 'invoke', process: 1, f: 'write', value: 3 },
    { index: 8, type: 'info', process: 1, f: 'write', value: 3 },
  ]

  it('become operations: what failed did not happen, what is unknown never returned', () => {
    const { operations, valid } = checkLinearizable(register(), events)
    expect(valid).toBe(true)
    expect(
      operations.map(({ process, input, output, call, return: returned }) => [process, input, output, call, returned]),
    ).toEqual([
      [0, { f: 'write', value: 1 }, 1, 0, 2],
      [1, { f: 'read', value: null }, 1, 1, 3],
      [1, { f: 'write', value: 3 }, undefined, 7, Number.POSITIVE_INFINITY],
    ])
  })

  it('arrive in any order when they have an index or a time', () => {
    expect(checkLinearizable(register(), events.toReversed()).operations).toHaveLength(3)
    const timed = events.map(({ index, ...event }) => ({ ...event, time: index! * 1000 }))
    expect(checkLinearizable(register(), timed.toReversed()).operations.map(({ call }) => call)).toEqual([0, 1, 7])
  })

  it('of a keyed history carry [key, value]', () => {
    const keyed: Event[] = [
      { type: 'invoke', process: 0, f: 'write', value: ['x', 1] },
      { type: 'ok', process: 0, f: 'write', value: ['x', 1] },
      { type: 'invoke', process: 0, f: 'cas', value: ['x', [1, 2]] },
      { type: 'ok', process: 0, f: 'cas', value: ['x', [1, 2]] },
      { type: 'invoke', process: 0, f: 'read', value: ['y', null] },
      { type: 'ok', process: 0, f: 'read', value: ['y', 2] },
    ]
    const { partitions } = checkLinearizable(kv(), keyed, { exhaustive: true })
    expect(partitions.map(({ key, valid }) => [key, valid])).toEqual([
      ['x', true],
      ['y', false],
    ])
    expect(() => checkLinearizable(kv(), [{ type: 'invoke', process: 0, f: 'read', value: 3 }])).toThrow(
      'needs a value [key, value]',
    )
  })

  it('may tell that a compare-and-set failed because the value differed', () => {
    const failing: Event[] = [
      { type: 'invoke', process: 0, f: 'cas', value: [null, 1] },
      { type: 'fail', process: 0, f: 'cas', value: [null, 1] },
    ]
    expect(checkLinearizable(casRegister(), failing).valid).toBe(true)
    expect(checkLinearizable(casRegister({ failedCas: 'differs' }), failing).valid).toBe(false)
  })

  it('that cannot be are told so', () => {
    const twice: Event[] = [
      { type: 'invoke', process: 3, f: 'read' },
      { type: 'invoke', process: 3, f: 'read' },
    ]
    expect(() => checkLinearizable(register(), twice)).toThrow(OpenOperationError)
    expect(() => checkLinearizable(register(), [{ type: 'ok', process: 3, f: 'read', value: 1 }])).toThrow(
      'Event 0 is an ok of process 3, which has nothing open',
    )
    expect(() => checkLinearizable(register(), [{ type: 'maybe' as 'ok', process: 3, f: 'read' }])).toThrow(
      InvalidEventError,
    )
    expect(() =>
      checkLinearizable(register(), [...events, { type: 'invoke', process: 1, f: 'read', index: 9 }]),
    ).toThrow('go on with a new process number')
  })
})

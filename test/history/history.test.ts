import { describe, expect, it } from 'vitest'
import { History, type Recording } from '../../src/history/history.ts'
import { Recorder } from '../../src/history/recorder.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'
import { history as operations } from '../checkers/histories.ts'
import { recording } from './recording.ts'

const three = operations(
  [0, 'invoke', 'write', 1],
  ['nemesis', 'info', 'start-partition', null],
  [1, 'invoke', 'read'],
  [1, 'ok', 'read', 1],
  [0, 'info', 'write', 1, { error: { code: 0, name: 'timeout' } }],
  [2, 'invoke', 'read'],
)

describe('a history', () => {
  const history = new History(recording(three))

  it('is iterable, in order, and knows its length', () => {
    expect([...history]).toEqual(three)
    expect(history.length).toBe(6)
    expect(history.operations).toEqual(three)
  })

  it('pairs the operations of clients with what became of them', () => {
    expect(history.pairs.map(({ invocation, completion }) => [invocation.index, completion?.index])).toEqual([
      [0, 4],
      [2, 3],
      [5, undefined],
    ])
  })

  it('has the statistics, by function and by outcome', () => {
    expect(history.stats).toMatchObject({
      count: 2,
      'ok-count': 1,
      'info-count': 1,
      errors: { timeout: 1 },
      'by-f': { read: { 'ok-count': 1, latencies: { '0.5': 1 } }, write: { 'info-count': 1, valid: false } },
    })
  })

  it('has seed, folder, replay, network, faults, problems as they were recorded', () => {
    const full: Recording = recording(three, {
      seed: 's',
      folder: '/x',
      replay: 'again',
      cutShort: 'because',
      duration: 7,
      problemCounts: { 'n1 crash': 2 },
    })
    expect(new History(full)).toMatchObject({
      seed: 's',
      folder: '/x',
      replay: 'again',
      cutShort: 'because',
      duration: 7,
      problemCounts: { 'n1 crash': 2 },
    })
  })

  it('is judged once, and only when asked', () => {
    let judged = 0
    const lazy = new History(
      recording(three, { judge: () => ({ valid: true, anomalies: [], figures: { judged: ++judged } }) }),
    )
    expect(judged).toBe(0)
    expect(lazy.verdict).toBe(lazy.verdict)
    expect(judged).toBe(1)
  })

  it('does not drown the output of a test runner that prints it', () => {
    expect(JSON.stringify(history).length).toBeLessThan(200)
  })
})

describe('the recorder', () => {
  it('numbers and stamps operations, with the value of the invocation unless there is another', () => {
    const clock = new VirtualClock()
    const recorder = new Recorder(clock)
    recorder.record(3, 'n1', { f: 'read', value: [1, null] }, undefined)
    recorder.record(3, 'n1', { f: 'read', value: [1, null] }, { value: [1, 5] })
    recorder.record(
      4,
      'n2',
      { f: 'write', value: 2, final: true },
      { type: 'fail', error: { code: 11, name: 'temporarily-unavailable' } },
    )
    recorder.event('nemesis', 'start-kill', undefined)
    expect(recorder.operations).toEqual([
      { index: 0, time: 0, type: 'invoke', process: 3, f: 'read', value: [1, null], node: 'n1' },
      { index: 1, time: 0, type: 'ok', process: 3, f: 'read', value: [1, 5], node: 'n1' },
      {
        index: 2,
        time: 0,
        type: 'fail',
        process: 4,
        f: 'write',
        value: 2,
        node: 'n2',
        final: true,
        error: { code: 11, name: 'temporarily-unavailable' },
      },
      { index: 3, time: 0, type: 'info', process: 'nemesis', f: 'start-kill', value: null },
    ])
  })

  it('writes null for a value that is undefined, as JSON does', () => {
    const recorder = new Recorder(new VirtualClock())
    expect(recorder.record(0, undefined, { f: 'read' }, undefined).value).toBeNull()
    expect(recorder.record(0, undefined, { f: 'read', value: 1 }, { value: undefined }).value).toBeNull()
  })
})

// Plans of small histories of a log, drawn at random: mostly plausible, now and then such as no client would ever record.

import fc from 'fast-check'
import type { Operation } from '../../src/history.ts'

const KEYS = ['x', 'y', 'z']
const MESSAGES = 7

/** What an operation does, in terms of the n-th message of a key. */
interface Step {
  readonly process: number
  readonly f: 'send' | 'poll' | 'txn' | 'assign' | 'subscribe' | 'crash'
  readonly type: 'ok' | 'info' | 'fail'
  readonly sends: readonly { key: number; known: boolean; off: number }[]
  readonly polls: readonly (readonly { key: number; from: number; length: number; twist: Twist; off: number }[])[]
  readonly keys: readonly number[]
  /** Which of the two entries there are. */
  readonly entries: 'both' | 'completion' | 'empty-completion'
  readonly rebalanced: boolean
}
type Twist = 'none' | 'reversed' | 'gap' | 'repeat'

const key = fc.nat(KEYS.length - 1)
/** Mostly a message stands at its own offset. */
const off = fc.oneof(
  { weight: 30, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 2 }) },
)
const send = fc.record({ key, known: fc.boolean(), off })
const poll = fc.array(
  fc.record({
    key,
    from: fc.nat(MESSAGES - 1),
    length: fc.nat(3),
    twist: fc.oneof(
      { weight: 5, arbitrary: fc.constant<Twist>('none') },
      fc.constantFrom<Twist>('reversed', 'gap', 'repeat'),
    ),
    off,
  }),
  { maxLength: 2 },
)
const step: fc.Arbitrary<Step> = fc.record({
  process: fc.nat(2),
  f: fc.constantFrom('send', 'send', 'send', 'poll', 'poll', 'poll', 'txn', 'txn', 'assign', 'subscribe', 'crash'),
  type: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'info', 'fail'),
  sends: fc.array(send, { minLength: 1, maxLength: 3 }),
  polls: fc.array(poll, { minLength: 1, maxLength: 2 }),
  keys: fc.subarray([0, 1, 2]),
  entries: fc.constantFrom('both', 'both', 'both', 'both', 'completion', 'empty-completion'),
  rebalanced: fc.nat(9).map(n => n === 0),
})

export const plan = fc.record({
  steps: fc.array(step, { maxLength: 14 }),
  spacing: fc.constantFrom(1, 3, 1_000_000_007),
  first: fc.constantFrom(0, 17, 5_000_000_000),
  /** For each moment: how many open operations end before the next begins. */
  ends: fc.array(fc.nat(2), { minLength: 14, maxLength: 14 }),
  leaveOpen: fc.boolean(),
  words: fc.boolean(),
})
export type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never

/** The history that a plan stands for. The n-th message sent to a key has the value n, and offset first + n · spacing unless it is off. */
export function historyOf({ steps, spacing, first, ends, leaveOpen, words }: Plan): Operation[] {
  const history: Operation[] = []
  const open = new Map<number, () => void>()
  const sent = KEYS.map(() => 0)
  const message = (n: number) => (words ? `m${n}` : n)
  const record = (operation: Omit<Operation, 'index' | 'time'>, extra: object = {}) => {
    const index = history.length
    history.push({ ...operation, ...extra, index, time: 10 * index + (index % 3) })
  }
  const end = (process: number) => {
    open.get(process)?.()
    open.delete(process)
  }
  steps.forEach((step, i) => {
    const { process, f, type, entries } = step
    end(process)
    const sends = step.sends.map(({ key, known, off }) => {
      const n = sent[key]!++
      return { key: KEYS[key]!, message: message(n), offset: known ? first + (n + off) * spacing : undefined }
    })
    const asked = sends.map(({ key, message }) => ['send', key, message])
    const told = sends.map(({ key, message, offset }) =>
      offset === undefined ? ['send', key, i % 2 ? message : [null, message]] : ['send', key, [offset, message]],
    )
    const read = step.polls.map(parts => {
      const messages: Record<string, [number, unknown][]> = {}
      for (const { key, from, length, twist, off } of parts) {
        let run = Array.from({ length }, (_, j) => from + j)
        if (twist === 'reversed') run.reverse()
        if (twist === 'repeat') run = [...run, ...run.slice(-1)]
        if (twist === 'gap') run.splice(1, 1)
        messages[KEYS[key]!] = run.map(n => [first + (n + off) * spacing, message(n)])
      }
      return ['poll', messages]
    })
    const keys = step.keys.map(key => KEYS[key]!)
    const values: Record<Step['f'], [unknown, unknown]> = {
      send: [asked, told],
      poll: [read.map(() => ['poll']), read],
      // Polls before or after sends.
      txn:
        i % 2
          ? [
              [...read.map(() => ['poll']), ...asked],
              [...read, ...told],
            ]
          : [
              [...asked, ['poll']],
              [...told, ...read],
            ],
      assign: [keys, keys],
      subscribe: [keys, keys],
      crash: [null, null],
    }
    const [invoked, completed] = values[f]
    const extra = step.rebalanced ? { 'rebalance-log': [{ keys: ['x'] }, { keys: ['y'] }] } : {}
    if (entries !== 'completion') record({ type: 'invoke', process, f, value: invoked })
    const value = entries === 'empty-completion' && type !== 'ok' ? null : completed
    open.set(process, () => record({ type: f === 'crash' ? 'info' : type, process, f, value }, extra))
    if (i % 5 === 4) record({ type: 'info', process: 'nemesis', f: 'start', value: null })
    for (const process of [...open.keys()].slice(0, ends[i])) end(process)
  })
  if (!leaveOpen) for (const process of [...open.keys()]) end(process)
  return history
}

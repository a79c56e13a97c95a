/** The workload kafka on whole runs in virtual time: what clients do, what a right log gets, what a wrong one. */

import { describe, expect, it } from 'vitest'
import { checkKafka, checkKafkaFor } from '../../src/checkers/kafka.ts'
import type { Operation } from '../../src/history/operation.ts'
import type { ClusterOptions } from '../../src/options.ts'
import type { Scenario } from '../../src/scenario.ts'
import { SECOND } from '../../src/time/clock.ts'
import { messagesTo, type Program, type Simulated, simulate } from '../cluster/fixtures/simulation.ts'

interface Log {
  /** Every message of a key, with its offset; those that a poll does not show are missing. */
  readonly messages: { readonly offset: number; readonly msg: unknown }[]
  next: number
}

/** What a node gets wrong: it is asked at each append, each poll, each commit. */
interface Mistakes {
  append?(log: Log, msg: unknown, count: number): number | undefined
  poll?(found: [number, unknown][], count: number): [number, unknown][]
  commit?(offset: number, count: number): number
}

/** Logs in the memory of all nodes together, right but for the mistakes. Offsets are sparse: every tenth is used. */
function sharedLog(mistakes: Mistakes = {}): Program {
  const logs = new Map<string, Log>()
  const committed = new Map<string, number>()
  let [appends, polls, commits] = [0, 0, 0]
  return () =>
    ({ body, reply }) => {
      const logOf = (key: string) => {
        const log = logs.get(key) ?? { messages: [], next: 0 }
        logs.set(key, log)
        return log
      }
      if (body.type === 'send') {
        const log = logOf(body.key as string)
        const mistaken = mistakes.append?.(log, body.msg, appends++)
        const offset = mistaken ?? log.next
        log.next += 10
        if (mistaken === undefined) log.messages.push({ offset, msg: body.msg })
        reply({ type: 'send_ok', offset })
      } else if (body.type === 'poll') {
        const msgs: Record<string, [number, unknown][]> = {}
        for (const [key, from] of Object.entries(body.offsets as Record<string, number>)) {
          const found = logOf(key).messages.flatMap(({ offset, msg }): [number, unknown][] =>
            offset >= from ? [[offset, msg]] : [],
          )
          msgs[key] = found.length === 0 ? found : (mistakes.poll?.(found, polls++) ?? found)
        }
        reply({ type: 'poll_ok', msgs })
      } else if (body.type === 'commit_offsets') {
        for (const [key, offset] of Object.entries(body.offsets as Record<string, number>)) {
          committed.set(key, mistakes.commit?.(offset, commits++) ?? offset)
        }
        reply({ type: 'commit_offsets_ok' })
      } else if (body.type === 'list_committed_offsets') {
        const known = (body.keys as string[]).filter(key => committed.has(key))
        reply({
          type: 'list_committed_offsets_ok',
          offsets: Object.fromEntries(known.map(key => [key, committed.get(key)])),
        })
      }
    }
}

async function run(program: Program, more: ClusterOptions = {}, scenario?: Scenario): Promise<Simulated> {
  const options = { workload: 'kafka', nodes: 2, rate: 100, timeLimit: '10s', ...more } as const
  return await simulate(options, program, scenario === undefined ? {} : { scenario })
}

const invocations = ({ operations }: Simulated) => operations.filter(({ type }) => type === 'invoke')
const main = (simulated: Simulated) => invocations(simulated).filter(({ final }) => final !== true)
const ofProcess = (operations: readonly Operation[], process: unknown) =>
  operations.filter(op => op.process === process)
const processes = (operations: readonly Operation[]) => [...new Set(operations.map(({ process }) => process))]

describe('the main phase', () => {
  it('is half sends and half polls, with assignments between, and every process begins with one', async () => {
    const operations = main(await run(sharedLog()))
    const count = (f: string) => operations.filter(op => op.f === f).length
    expect(count('send') / operations.length).toBeGreaterThan(0.35)
    expect(count('poll') / operations.length).toBeGreaterThan(0.25)
    expect(count('assign')).toBeGreaterThan(10)
    for (const process of processes(operations))
      expect(ofProcess(operations, process)[0]).toMatchObject({ f: 'assign' })
  })

  it('sends each message of a key once', async () => {
    const sent = main(await run(sharedLog())).filter(({ f }) => f === 'send')
    expect(new Set(sent.map(({ value }) => JSON.stringify(value))).size).toBe(sent.length)
  })

  it('crashes each client every half minute or so; a new process takes its place', async () => {
    const simulated = await run(sharedLog(), { timeLimit: '120s', rate: 20, concurrency: 10 })
    const crashes = main(simulated).filter(({ f }) => f === 'crash')
    expect(crashes.length).toBeGreaterThan(20)
    expect(crashes.length).toBeLessThan(70)
    for (const { process, index } of crashes) {
      const later = simulated.operations.filter(op => op.process === process && op.index > index)
      expect(later).toMatchObject([{ type: 'info', error: { name: 'crash' } }])
    }
  })

  it('assigns keys with messages that nobody has polled', async () => {
    const assigned = main(await run(sharedLog())).filter(({ f }) => f === 'assign')
    expect(assigned.some(({ value }) => (value as string[]).length > 1)).toBe(true)
  })
})

describe('a client', () => {
  it('polls from where it was, commits what it got, and only then is done', async () => {
    const simulated = await run(sharedLog(), { timeLimit: '3s' })
    const messages = messagesTo(simulated, 'n1').filter(({ src }) => src.startsWith('c'))
    expect(messages.filter(({ body }) => body.type === 'poll').length).toBeGreaterThan(20)
    const polls = simulated.operations.filter(({ type, f }) => type === 'ok' && f === 'poll')
    const commits = [...messages, ...messagesTo(simulated, 'n2')].filter(({ body }) => body.type === 'commit_offsets')
    const brought = polls.filter(({ value }) =>
      Object.values((value as [string, Record<string, unknown[]>][])[0]![1]).some(pairs => pairs.length > 0),
    )
    expect(commits.length).toBe(brought.length)
  })

  it('begins a key that is new to it with the committed message once more', async () => {
    const asked: [string, number][] = []
    const log = sharedLog()
    const { operations } = await run(self => {
      const handle = log(self)
      return message => {
        if (message.body.type === 'poll') {
          asked.push(...Object.entries(message.body.offsets as Record<string, number>))
        }
        handle(message)
      }
    })
    // Where it left off is one behind what it got; what was committed is what somebody got.
    expect(asked.some(([, offset]) => offset % 10 === 1)).toBe(true)
    expect(asked.some(([, offset]) => offset % 10 === 0 && offset > 0)).toBe(true)
    expect(checkKafka(operations).valid).toBe(true)
  })
})

describe('the final phase', () => {
  it('reads everything from the beginning, as new processes, and ends as soon as that is done', async () => {
    const simulated = await run(sharedLog())
    const last = invocations(simulated).filter(({ final }) => final === true)
    expect(simulated.duration).toBeLessThan(10.5 * SECOND)
    const sent = new Set(
      main(simulated).flatMap(({ f, value }) => (f === 'send' ? [(value as string[][])[0]![1]!] : [])),
    )
    for (const process of processes(last)) {
      const own = ofProcess(last, process)
      if (own.every(({ f }) => f === 'crash')) continue
      expect(own[0]).toMatchObject({ f: 'assign' })
      expect(own[0]!.value).toEqual(expect.arrayContaining([...sent]))
      expect(own.slice(1).every(({ f }) => f === 'poll')).toBe(true)
    }
  })

  it('waits for what is late, but no longer than the recovery time', async () => {
    const hidden: Mistakes = { poll: found => found.slice(0, -1) }
    const { duration, operations } = await run(sharedLog(hidden), { recovery: '3s' })
    expect(duration).toBeGreaterThan(12.9 * SECOND)
    expect(duration).toBeLessThan(13.5 * SECOND)
    expect(checkKafka(operations).valid).toBe(false)
  })
})

describe('the verdict', () => {
  it('is valid for a right log, and counts a run of any seed alike', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const { operations } = await run(sharedLog(), { seed })
      const { valid, anomalies, figures } = checkKafka(operations)
      expect({ valid, anomalies }).toEqual({ valid: true, anomalies: [] })
      expect(figures).toMatchObject({ errors: {}, 'worst-realtime-lag': { lag: expect.any(Number) } })
    }
  })

  it('is the same for the same seed: nothing is carried over from one run to the next', async () => {
    const [first, second] = [await run(sharedLog(), { seed: 7 }), await run(sharedLog(), { seed: 7 })]
    expect(second.operations).toEqual(first.operations)
  })

  const wrong: readonly (readonly [string, string, Mistakes])[] = [
    [
      'an offset is given twice',
      'inconsistent-offsets',
      {
        append: (log, msg, n) => {
          if (n % 50 !== 49 || log.messages.length === 0) return undefined
          const { offset } = log.messages.pop()!
          log.messages.push({ offset, msg })
          return offset
        },
      },
    ],
    [
      'an acknowledged message is gone',
      'lost-write',
      { append: (log, _msg, n) => (n % 50 === 10 ? log.next : undefined) },
    ],
    [
      'a poll leaves one out',
      'int-poll-skip',
      { poll: (found, n) => (n % 5 === 4 && found.length > 2 ? found.toSpliced(1, 1) : found) },
    ],
    [
      'a poll begins too late',
      'poll-skip',
      { poll: (found, n) => (n % 5 === 4 && found.length > 1 ? found.slice(1) : found) },
    ],
    [
      'a poll is out of order',
      'int-nonmonotonic-poll',
      { poll: (found, n) => (n % 5 === 4 ? found.toReversed() : found) },
    ],
    [
      'a poll makes something up',
      'garbage-read',
      { poll: (found, n) => (n === 20 ? [[found[0]![0], 'what'], ...found.slice(1)] : found) },
    ],
  ]
  it.each(wrong)('is invalid where %s', async (_what, type, mistakes) => {
    const { operations } = await run(sharedLog(mistakes), { recovery: '1s' })
    const { valid, anomalies } = checkKafka(operations)
    expect(valid).toBe(false)
    const anomaly = anomalies.find(anomaly => anomaly.type === type)!
    expect(anomaly.operations.length).toBeGreaterThan(0)
    expect(anomaly.story!.join('\n')).toContain('✗')
  })

  it.each<[string, Program]>([
    [
      'that can do nothing',
      () =>
        ({ reply }) =>
          reply({ type: 'error', code: 10, text: 'not yet' }),
    ],
    [
      'that cannot list what was committed',
      self => {
        const handle = sharedLog()(self)
        return message =>
          message.body.type === 'list_committed_offsets'
            ? message.reply({ type: 'error', code: 10, text: 'not yet' })
            : handle(message)
      },
    ],
  ])('says of nodes %s that nothing was shown, and how the operations ended', async (_what, program) => {
    // The final assignment asks for no keys, and succeeds.
    const { operations } = await run(program, { timeLimit: '3s' })
    expect(operations.some(({ type, f }) => type === 'ok' && f === 'assign')).toBe(true)
    expect(checkKafka(operations)).toMatchObject({
      valid: 'unknown',
      reason: expect.stringMatching(
        /^no send or poll succeeded, so the run shows nothing: of \d+ completed operations, 4 ok, \d+ fail \(\d+ not-supported\)$/,
      ),
    })
  })

  it('takes commits that go back for valid, but knows of them', async () => {
    const { operations } = await run(sharedLog({ commit: (offset, n) => (n % 3 === 0 ? offset : 0) }))
    expect(checkKafka(operations).valid).toBe(true)
    expect(checkKafkaFor(operations, ['nonmonotonic-commit'], { commits: true }).valid).toBe(false)
  })
})

describe('requests made by hand', () => {
  it('are judged like those of the workload, but nobody need poll everything', async () => {
    const scenario: Scenario = async ({ client }) => {
      const [writer, reader] = [client('n1'), client('n2')]
      await writer.rpc('n1', { type: 'send', key: 'a', msg: 1 })
      await writer.rpc('n1', { type: 'send', key: 'a', msg: 2 })
      await reader.rpc('n2', { type: 'poll', offsets: { a: 0 } })
      await writer.rpc('n1', { type: 'send', key: 'a', msg: 3 })
    }
    const { operations } = await run(sharedLog(), {}, scenario)
    expect(operations.filter(({ type }) => type === 'ok').map(({ f, value }) => [f, value])).toEqual([
      ['send', [['send', 'a', [0, 1]]]],
      ['send', [['send', 'a', [10, 2]]]],
      [
        'poll',
        [
          [
            'poll',
            {
              a: [
                [0, 1],
                [10, 2],
              ],
            },
          ],
        ],
      ],
      ['send', [['send', 'a', [20, 3]]]],
    ])
    expect(checkKafka(operations).valid).toBe(true)
    const skipping = await run(sharedLog({ poll: found => found.slice(1) }), {}, scenario)
    expect(checkKafka(skipping.operations).anomalies.map(({ type }) => type)).toContain('lost-write')
  })
})

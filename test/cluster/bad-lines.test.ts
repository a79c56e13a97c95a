import { describe, expect, it } from 'vitest'
import type { ProblemKind } from '../../src/nodes/problem.ts'
import { answered, echoes, runBroken } from './fixtures/broken.ts'

/** One bad line of n1, what is said of it, and what was expected instead. */
const BAD_LINES: readonly [mode: string, kind: ProblemKind, told: RegExp, excerpt: RegExp][] = [
  [
    'not-json',
    'not-json',
    /n1 printed a line that is not JSON.*Only messages belong on stdout, one JSON object a line/s,
    /^Received an echo, dear reader!$/,
  ],
  [
    'array',
    'not-a-message',
    /n1 printed a line that is no message: it is JSON, but no object. Expected \{"src"/,
    /^\[1, 2, 3\]$/,
  ],
  ['no-dest', 'not-a-message', /no message: it has no "dest". Expected \{"src": string, "dest": string/, /"hello"/],
  ['no-type', 'not-a-message', /no message: its body has no "type". Expected .*"body": \{"type": string/, /"kind"/],
  ['wrong-src', 'not-a-message', /"src" is "n2", but n1 sent it. Expected "src": "n1"/, /"hello"/],
  ['wrong-id', 'not-a-message', /"msg_id" is not a whole number. Expected "msg_id": 1, 2, 3/, /"seven"/],
  [
    'nobody',
    'unknown-destination',
    /n1 sent a message to "n77", which does not exist. There are the nodes n1, n2, the services lin-kv, seq-kv, lww-kv, lin-tso/,
    /"n77"/,
  ],
  ['long-garbage', 'not-json', /n1 printed a line that is not JSON/, /^x{160}… \(10000000 characters\)$/],
  ['invalid-utf8', 'invalid-utf8', /n1 printed a line that is not valid UTF-8/, /^\{"src": "\ufffd\ufffdA"\}$/],
  ['control-characters', 'not-json', /n1 printed a line that is not JSON/, /^\\u001b\[2J\\u0007bell$/],
  ['prints-before-init', 'not-json', /n1 printed a line that is not JSON/, /^Starting up…$/],
]

describe.concurrent('a line that is no message', () => {
  it.each(BAD_LINES)(
    '%s: costs that line, and the error says where, what and what instead',
    async (mode, kind, told, excerpt) => {
      const history = await runBroken(mode)
      const problems = history.problems.filter(({ node }) => node === 'n1')
      expect(problems.map(problem => problem.kind)).toEqual([kind])
      expect(problems[0]!.message).toMatch(told)
      expect(problems[0]!.excerpt).toMatch(excerpt)
      if (mode !== 'prints-before-init') expect(problems[0]!.stderr).toContain('n1 got its init')

      // Its later messages are still read, and nobody else suffers.
      expect(answered(history, 'n1')).toBeGreaterThan(3)
      expect(answered(history, 'n2')).toBe(20)
      expect(history.pairs.every(({ completion }) => completion?.type === 'ok')).toBe(true)

      // The verdict says it, with the line and the end of stderr.
      expect(history.verdict.valid).toBe(false)
      const anomaly = history.verdict.anomalies.find(({ type, message }) => type === kind && message.includes('s: n1 '))
      expect(anomaly?.message).toMatch(told)
      expect(anomaly?.message).toMatch(/^ {4}line: .{1,200}$/m)
      if (mode !== 'prints-before-init')
        expect(anomaly?.message).toMatch(/its last lines on stderr:\n {6}n1 got its init/)
    },
  )

  it('long-message: a message of ten megabytes is a message', async () => {
    const history = await runBroken('long-message')
    expect(history.problems).toEqual([])
    expect(history.network.servers).toEqual({ sent: 1, received: 1, perOperation: 1 / history.pairs.length })
    expect(history.verdict.valid).toBe(true)
  })
})

describe.concurrent('a reply', () => {
  it.each([
    ['wrong-type', /its type is "echo_fine". Expected type "echo_ok"/],
    ['without-request', /it sent c\d+ an "echo_ok" without "in_reply_to". Expected "in_reply_to": \d+, since/],
    ['error-without-code', /an error without a whole number as "code". Expected \{"type": "error", "code": integer/],
  ])('of the wrong shape (%s) makes its operation indefinite, and is told once with a count', async (mode, told) => {
    const history = await runBroken(mode)
    const wrong = history.pairs.filter(({ invocation }) => invocation.node === 'n1')
    expect(wrong).toHaveLength(20)
    for (const { completion } of wrong) {
      expect(completion).toMatchObject({ type: 'info', error: { code: 13, name: 'malformed-reply' } })
    }
    expect(history.problemCounts).toEqual({ 'n1 malformed-reply': wrong.length })
    const [anomaly] = history.verdict.anomalies
    expect(anomaly?.message).toMatch(told)
    expect(anomaly?.message).toContain(`(${wrong.length} times)`)
    expect(anomaly?.message).toMatch(/line: \{.*"(echo_fine|echo_ok|something)"/)
    expect(anomaly?.message).toMatch(/its last lines on stderr:\n {6}n1 got its init/)
    expect(answered(history, 'n2')).toBe(20)
  })

  it.each([
    ['late', 'lateReplies'],
    ['duplicate', 'unexpectedReplies'],
    ['unasked', 'unexpectedReplies'],
  ] as const)('that is %s is counted, and never fatal', async (mode, counted) => {
    const history = await runBroken(mode, mode === 'late' ? { workload: echoes(5, 300) } : {})
    expect(history.network[counted]).toBeGreaterThan(mode === 'late' ? 0 : 3)
    expect(history.problems).toEqual([])
    expect(history.verdict.valid).toBe(true)
    // Whose reply came too late does not act again: its thread goes on as another process.
    const timeouts = history.pairs.filter(({ completion }) => completion?.error?.name === 'timeout')
    expect(timeouts.length > 0).toBe(mode === 'late')
    for (const { invocation } of timeouts) {
      expect(history.pairs.filter(pair => pair.invocation.process === invocation.process).at(-1)?.invocation).toBe(
        invocation,
      )
    }
  })
})

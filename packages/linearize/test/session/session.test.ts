import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kv } from '../../src/models/kv.ts'
import { checkSessionGuarantees, SESSION_GUARANTEES, type SessionGuarantee } from '../../src/session/index.ts'
import type { Event } from '../../src/types.ts'
import { holdsByBruteForce, type Small } from './oracle.ts'

/** `1 w 5` is process 1 writing 5, `1 r 5` reading 5, `1 c 4 5` replacing 4 by 5; one after the other. */
function events(text: string, type: 'ok' | 'info' = 'ok'): Event[] {
  return text.split(',').flatMap(line => {
    const [process, kind, ...values] = line.trim().split(' ')
    const [f, value] = {
      w: ['write', values.map(json)[0]],
      r: ['read', values.map(json)[0]],
      c: ['cas', values.map(json)],
    }[kind!] as [string, unknown]
    const base = { process: Number(process), f }
    return [
      { ...base, type: 'invoke', value: f === 'read' ? null : value },
      { ...base, type, value },
    ] as Event[]
  })
}
const json = (text: string): unknown => JSON.parse(text)

const broken = (text: string) => checkSessionGuarantees(events(text)).violations.map(v => v.guarantees.join('+'))

describe('the sessions of a register', () => {
  it('pass when every process sees the writes in one order', () => {
    expect(checkSessionGuarantees(events('1 w 1, 2 r 1, 2 w 2, 1 r 2, 3 r null, 3 r 2'))).toMatchObject({
      valid: true,
      violations: [],
      guarantees: { 'read-your-writes': true, 'monotonic-reads': true },
    })
  })

  it('pass when two processes see concurrent writes in different orders, as causal memory lets them', () => {
    expect(checkSessionGuarantees(events('1 w 1, 2 w 2, 3 r 1, 3 r 2, 4 r 2, 4 r 1')).valid).toBe(true)
  })

  it('lack read your writes when a process reads the initial value after it wrote', () => {
    const result = checkSessionGuarantees(events('1 w 1, 1 r null'))
    expect(result).toMatchObject({ valid: false, guarantees: { 'read-your-writes': false, 'monotonic-reads': true } })
    expect(result.violations).toEqual([
      {
        guarantees: ['read-your-writes'],
        kind: 'order',
        process: 1,
        operations: [0, 1],
        why: 'c1 wrote 1, then read null: c1 did not see a write of its own (read your writes).',
      },
    ])
  })

  it('lack monotonic reads when a process reads an old value again', () => {
    expect(broken('1 w 1, 2 w 2, 3 r 1, 3 r 2, 3 r 1')).toEqual(['monotonic-reads'])
  })

  it('lack one of two guarantees when nothing tells which', () => {
    const result = checkSessionGuarantees(events('1 w 1, 1 w 2, 2 r 2, 2 r 1'))
    expect(result.violations.map(v => v.guarantees)).toEqual([['monotonic-reads', 'monotonic-writes']])
    expect(result.guarantees).toEqual({
      'read-your-writes': true,
      'monotonic-reads': 'unknown',
      'monotonic-writes': 'unknown',
      'writes-follow-reads': true,
    })
    expect(result.violations[0]!.why).toBe(
      'c2 read 2, then read 1; c1 wrote 1, then wrote 2: the reads of c2 went back to an older state (monotonic reads) or ' +
        'c2 saw the writes of one process in the wrong order (monotonic writes).',
    )
  })

  it('lack writes follow reads when an answer is seen before its question', () => {
    expect(broken('1 w 1, 2 r 1, 2 w 2, 3 r 2, 3 r 1')).toEqual(['monotonic-reads+writes-follow-reads'])
    expect(broken('1 r 2, 1 w 1, 2 r 1, 2 w 2')).toEqual(['writes-follow-reads'])
  })

  it('cannot read what nobody wrote, or what their own process wrote only later', () => {
    expect(checkSessionGuarantees(events('1 w 1, 2 r 9')).violations).toMatchObject([
      { kind: 'thin-air', guarantees: [], why: 'c2 read 9, which nobody wrote.' },
    ])
    expect(checkSessionGuarantees(events('1 r 1, 1 w 1')).violations).toMatchObject([
      { kind: 'future', guarantees: [] },
    ])
  })

  it('know that a compare-and-set comes after what it replaced', () => {
    expect(broken('1 w 1, 2 c 1 2, 3 r 2, 3 r 1')).toEqual(['monotonic-reads'])
  })

  it('may have seen a write that crashed, and need not', () => {
    expect(checkSessionGuarantees([...events('1 w 1', 'info'), ...events('2 r 1, 2 r 1')]).valid).toBe(true)
    expect(checkSessionGuarantees([...events('1 w 1', 'info'), ...events('2 r null')]).valid).toBe(true)
  })

  it('are unknown when values repeat and nothing fits, and when an operation is no read or write', () => {
    const appended = checkSessionGuarantees(
      [
        { type: 'invoke', process: 1, f: 'append', value: ['x', 'a'] },
        { type: 'ok', process: 1, f: 'append', value: ['x', 'a'] },
      ],
      { model: kv() },
    )
    expect(appended).toMatchObject({ valid: 'unknown', cause: { kind: 'unsupported' } })
  })

  it('give up when their time is over', () => {
    let now = 0
    const result = checkSessionGuarantees(events('1 w 1, 1 r 1'), { timeLimit: 5, now: () => (now += 10) })
    expect(result).toMatchObject({ valid: 'unknown', cause: { kind: 'time' } })
  })
})

const KEYS = ['x', 'y']

/** Histories of up to 8 accesses over up to 3 sessions. With `values` there may be repeated ones. */
const histories = (values: number): fc.Arbitrary<Small[]> =>
  fc
    .array(
      fc.record({
        session: fc.nat(2),
        key: fc.nat(1),
        kind: fc.constantFrom('read', 'read', 'write', 'write', 'cas'),
        pick: fc.nat(20),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map(steps => {
      let writes = 0
      const written: (number | undefined)[] = steps.map(({ kind }) =>
        kind === 'read' || writes > 3 ? undefined : (writes++ % values) + 1,
      )
      return steps.map(({ session, key, kind, pick }, i) => {
        const name = KEYS[key]!
        const write = written[i]
        const candidates = [
          null,
          ...steps.flatMap((step, j) => (step.key === key && written[j] !== undefined && j !== i ? [written[j]!] : [])),
        ]
        const read = candidates[pick % candidates.length]!
        if (write === undefined) return { session, key: name, read }
        return kind === 'cas' ? { session, key: name, read, write } : { session, key: name, write }
      })
    })

function toOperations(history: readonly Small[]) {
  return history.map(({ session, key, read, write }, i) => ({
    process: session,
    call: 2 * i,
    return: 2 * i + 1,
    input:
      write === undefined
        ? { f: 'read' as const, key }
        : read === undefined
          ? { f: 'write' as const, key, value: write }
          : { f: 'cas' as const, key, value: [read, write] },
    output: write === undefined ? read : true,
  }))
}

/** A read may count only as a moment, or as part of a compare-and-set whose write matters: then what it saw is no part of the evidence. */
function withoutUnknownSources(core: readonly Small[]): Small[] {
  return core.map(access => {
    const { read, key } = access
    const known = read === null || core.some(other => other.key === key && other.write === read)
    return read === undefined || known ? access : { ...access, read: 'anything' }
  })
}

describe('against brute force', () => {
  const timeout = 30_000 * Number(process.env.RUNS ?? 1)
  const subsets = fc.subarray<SessionGuarantee>([...SESSION_GUARANTEES], { minLength: 1 })

  it('decides histories of unique values exactly, for every set of guarantees', { timeout }, () => {
    fc.assert(
      fc.property(histories(100), subsets, (history, guarantees) => {
        const { valid } = checkSessionGuarantees(toOperations(history), { model: kv(), guarantees })
        expect(valid).toBe(holdsByBruteForce(history, guarantees))
      }),
      { numRuns: 1500 * Number(process.env.RUNS ?? 1) },
    )
  })

  it('decides histories of repeated values', () => {
    fc.assert(
      fc.property(histories(2), history => {
        const { valid } = checkSessionGuarantees(toOperations(history), { model: kv() })
        if (valid !== 'unknown') expect(valid).toBe(holdsByBruteForce(history))
      }),
      { numRuns: 800 },
    )
  })

  it('names minimal sets of guarantees, and minimal operations', { timeout }, () => {
    fc.assert(
      fc.property(histories(100), history => {
        const { violations } = checkSessionGuarantees(toOperations(history), { model: kv() })
        // What nobody can have read is no part of the other violations, but brute force would find it there again.
        fc.pre(violations.every(({ kind }) => kind === 'order'))
        for (const { guarantees, operations } of violations) {
          const core = withoutUnknownSources(operations.map(i => history[i]!))
          expect(holdsByBruteForce(core, guarantees)).toBe(false)
          for (const guarantee of guarantees) {
            expect(
              holdsByBruteForce(
                core,
                guarantees.filter(other => other !== guarantee),
              ),
            ).toBe(true)
          }
        }
      }),
      { numRuns: 1000 * Number(process.env.RUNS ?? 1) },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { checkLinearizable } from '../../src/check.ts'
import { explainLinearizability, explainSequential, explainSessionGuarantees } from '../../src/explain/index.ts'
import { kv, queue, register } from '../../src/models/index.ts'
import { checkSequential } from '../../src/sequential/index.ts'
import { checkSessionGuarantees } from '../../src/session/index.ts'
import type { Event, Operation } from '../../src/types.ts'

const event = (process: number, type: Event['type'], f: string, value: unknown, seconds: number): Event => ({
  process,
  type,
  f,
  value,
  time: seconds * 1e9,
})

const STALE_READ = [
  event(2, 'invoke', 'write', [3, 4], 12.01),
  event(5, 'invoke', 'cas', [3, [4, 1]], 12.06),
  event(2, 'ok', 'write', [3, 4], 12.1),
  event(5, 'ok', 'cas', [3, [4, 1]], 12.262),
  event(1, 'invoke', 'read', [3, null], 12.31),
  event(1, 'ok', 'read', [3, 4], 12.32),
]

const others = Array.from({ length: 40 }, (_, i) => [
  event(8, 'invoke', 'write', [i % 4 === 3 ? 3 : 7, 100 + i], i / 10),
  event(8, 'ok', 'write', [i % 4 === 3 ? 3 : 7, 100 + i], i / 10 + 0.05),
]).flat()

describe('the explanation of a violation', () => {
  it('names the key and the operation, draws the processes, and says why nothing fits', () => {
    const result = checkLinearizable(kv(), STALE_READ, { core: true })
    expect(explainLinearizability(kv(), result)).toBe(
      [
        'Key 3 is not linearizable: no order of these three operations explains the read.',
        '',
        '      12.010 s          12.310 s',
        '  c2  ├── write 4 ─┤',
        '  c5   ├── cas 4 → 1 ─┤',
        '  c1                    ├── read → 4 ─┤   ✗ key 3 holds 1, not 4',
        '',
        '  The longest legal order, and why nothing can come next:',
        '    write 4, cas 4 → 1  ⇒  1',
        '      ✗ c1 read → 4: impossible: key 3 holds 1, not 4',
      ].join('\n'),
    )
  })

  it('shows of a long history only what matters, in about 25 lines', () => {
    for (const core of [true, false]) {
      const result = checkLinearizable(kv(), [...others, ...STALE_READ], { core })
      const text = explainLinearizability(kv(), result)
      expect(text).toContain('key 3 holds 1, not 4')
      expect(text.split('\n').length).toBeLessThanOrEqual(28)
      expect(text).not.toContain('write 139 at 7')
    }
  })

  it('keeps within the width that it is given, and puts the labels in front when bars would not hold them', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({
      process: i,
      input: { f: 'write' as const, value: `value ${i}` },
      output: true,
      call: 2 * i,
      return: 2 * i + 1,
    }))
    const read = { process: 9, input: { f: 'read' as const }, output: 'value 0', call: 30, return: 31 }
    const text = explainLinearizability(register(), checkLinearizable(register(), [...many, read]) as never, {
      width: 80,
    })
    expect(text).toMatch(/^ {2}c0 {2}write "value 0" +├─┤$/m)
    const rows = text.split('\n').filter(line => line.includes('├'))
    expect(rows).toHaveLength(10)
    // The bars stand below each other in order of time.
    expect(text).toContain('… 6 more …, write "value 6", write "value 7", write "value 8"  ⇒  "value 8"')
    const columns = rows.map(row => row.indexOf('├'))
    expect(columns).toEqual([...columns].sort((a, b) => a - b))
  })

  it('marks what it says only through the palette', () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`
    const palette = { strong: tag('strong'), faint: tag('faint'), bad: tag('bad'), good: tag('good') }
    const result = checkLinearizable(kv(), STALE_READ, { core: true })
    const coloured = explainLinearizability(kv(), result, { palette })
    expect(coloured).toContain('<bad>✗ key 3 holds 1, not 4</bad>')
    expect(coloured.replaceAll(/<\/?\w+>/g, '')).toBe(explainLinearizability(kv(), result))
  })

  it('shows a crashed operation as one that has no end', () => {
    const operations: Operation<never, never>[] = [
      { process: 1, input: { f: 'enqueue', value: 1 } as never, call: 0 },
      { process: 2, input: { f: 'dequeue' } as never, output: 2 as never, call: 1, return: 2 },
    ]
    const text = explainLinearizability(queue(), checkLinearizable(queue() as never, operations) as never)
    expect(text).toMatch(/c1 {2}├╌╌ enqueue 1 ╌+\?/)
  })
})

describe('other verdicts', () => {
  it('say what was judged', () => {
    const result = checkLinearizable(kv(), others)
    expect(explainLinearizability(kv(), result)).toBe('The history is linearizable: 40 operations over 2 keys.')
  })

  it('say what ran out', () => {
    const result = checkLinearizable(kv(), others, { signal: AbortSignal.abort('enough') })
    expect(explainLinearizability(kv(), result)).toContain('may or may not be linearizable: Cancelled: enough')
  })

  it('explain a circle of orders that sequential consistency would have to keep', () => {
    const step = (process: number, input: object, output: unknown, call: number) =>
      ({ process, input, output, call, return: call }) as never
    const operations = [
      step(1, { f: 'write', value: 1 }, true, 0),
      step(1, { f: 'write', value: 2 }, true, 1),
      step(2, { f: 'read' }, 2, 2),
      step(2, { f: 'read' }, 1, 3),
    ]
    const result = checkSequential(register(), operations, { core: true })
    expect(explainSequential(register(), result)).toBe(
      [
        'The history is not sequentially consistent: no interleaving of these four operations explains what was read.',
        '',
        '  c1  write 1  ─▶  write 2',
        '  c2  read → 2  ─▶  read → 1',
        '',
        '  Every interleaving would have to keep these orders, and they go in a circle:',
        '    c1 write 1  before  c1 write 2   its process did it first',
        '    c1 write 2  before  c1 write 1   read → 1 comes after the former and saw the latter',
      ].join('\n'),
    )
    const sessions = checkSessionGuarantees(operations, { model: register() })
    expect(explainSessionGuarantees(register(), sessions)).toContain(
      'The history does not keep monotonic reads or monotonic writes.',
    )
  })
})

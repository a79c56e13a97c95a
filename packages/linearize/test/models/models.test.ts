/** What the built-in models allow, one short history each. */
import { describe, expect, it } from 'vitest'
import { checkLinearizable, type Model, models } from '../../src/index.ts'

/** Operations one after the other, as [f, value, output]. */
const inTurn = (...steps: (readonly [f: string, value?: unknown, output?: unknown])[]) =>
  steps.map(([f, value, output], i) => ({
    input: { f, value, ...(typeof value === 'object' && value !== null ? value : {}) },
    ...(output === undefined ? {} : { output }),
    call: 2 * i,
    return: 2 * i + 1,
  }))

const examples: Record<keyof typeof models, { legal: ReturnType<typeof inTurn>; illegal: ReturnType<typeof inTurn> }> =
  {
    register: {
      legal: inTurn(['read', null, null], ['write', 1], ['read', null, 1]),
      illegal: inTurn(['write', 1], ['read', null, 2]),
    },
    'cas-register': {
      legal: inTurn(['cas', [null, 3], true], ['cas', [1, 2], false], ['read', null, 3]),
      illegal: inTurn(['write', 1], ['cas', [1, 2], false]),
    },
    kv: {
      legal: inTurn(
        ['cas', { key: 'x', value: [1, 2], createIfNotExists: true }, true],
        ['append', { key: 'y', value: 'a' }],
        ['append', { key: 'y', value: 'b' }],
        ['get', { key: 'y' }, 'ab'],
        ['delete', { key: 'x' }],
        ['get', { key: 'x' }, null],
      ),
      illegal: inTurn(
        ['put', { key: 'x', value: 1 }],
        ['cas', { key: 'x', value: [5, 2], createIfNotExists: true }, true],
      ),
    },
    set: {
      legal: inTurn(
        ['add', 1, true],
        ['add', 1, false],
        ['add', 2],
        ['remove', 1],
        ['contains', 1, false],
        ['read', null, [2]],
      ),
      illegal: inTurn(['add', 1], ['read', null, []]),
    },
    counter: {
      legal: inTurn(['add', 3], ['decrement'], ['read', null, 2], ['add-and-get', 2, 4]),
      illegal: inTurn(['increment'], ['read', null, 2]),
    },
    queue: {
      legal: inTurn(['dequeue', null, null], ['enqueue', 1], ['enqueue', 2], ['dequeue', null, 1]),
      illegal: inTurn(['enqueue', 1], ['enqueue', 2], ['dequeue', null, 2]),
    },
    stack: {
      legal: inTurn(['pop', null, null], ['push', 1], ['push', 2], ['pop', null, 2]),
      illegal: inTurn(['push', 1], ['push', 2], ['pop', null, 1]),
    },
    'priority-queue': {
      legal: inTurn(['enqueue', 5], ['enqueue', 2], ['enqueue', 9], ['dequeue', null, 2], ['dequeue', null, 5]),
      illegal: inTurn(['enqueue', 5], ['enqueue', 2], ['dequeue', null, 5]),
    },
    mutex: { legal: inTurn(['acquire'], ['release'], ['acquire']), illegal: inTurn(['acquire'], ['acquire']) },
    'fenced-lock': {
      legal: inTurn(['acquire', null, 3], ['release', 3], ['acquire', null, 4]),
      illegal: inTurn(['acquire', null, 3], ['release', 3], ['acquire', null, 3]),
    },
    bank: {
      legal: inTurn(
        ['transfer', { from: 0, to: 1, amount: 4, value: { from: 0, to: 1, amount: 4 } }],
        ['read', null, { 0: 6, 1: 14, 2: 10, 3: 10, 4: 10, 5: 10, 6: 10, 7: 10 }],
      ),
      illegal: inTurn(['transfer', { value: { from: 0, to: 1, amount: 11 } }]),
    },
  }

describe('the built-in models', () => {
  for (const [name, { legal, illegal }] of Object.entries(examples)) {
    const model = models[name as keyof typeof models]() as Model

    it(`${name} allows what it should, and nothing else`, () => {
      expect(checkLinearizable(model, legal).valid).toBe(true)
      const result = checkLinearizable(model, illegal)
      expect(result.valid).toBe(false)
      expect(result.partitions[0]?.failure?.prefixes[0]?.pending[0]?.why).toMatch(/is impossible: ./)
    })
  }
})

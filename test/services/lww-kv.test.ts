import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.ts'
import { lwwKv } from '../../src/services/lww-kv.ts'
import { answer, requests } from './requests.ts'

describe('lww-kv', () => {
  it('reads only what was written to the key', () => {
    fc.assert(
      fc.property(fc.array(requests, { maxLength: 80 }), fc.integer(), (sequence, seed) => {
        const service = lwwKv.create(random(seed))
        const written = new Map<unknown, Set<string>>()
        const note = (key: unknown, value: unknown) =>
          written.set(key, (written.get(key) ?? new Set()).add(`read_ok ${JSON.stringify(value)}`))
        for (const request of sequence) {
          const observed = answer(service, 'n1', request)
          if (observed === 'write_ok') note(request.key, request.value)
          else if (observed === 'cas_ok') note(request.key, request.to)
          else if (observed.startsWith('read_ok')) expect(written.get(request.key)).toContain(observed)
          else expect(observed).toMatch(/^error 2[02]$/)
        }
      }),
    )
  })

  it('converges once writes end: after enough merges every read shows the same, the last one by Lamport time', () => {
    for (let seed = 0; seed < 100; seed++) {
      const service = lwwKv.create(random(seed))
      for (let value = 0; value < 20; value++) service.handle('n1', { type: 'write', key: 'k', value })
      const reads = Array.from({ length: 300 }, () => answer(service, 'n1', { type: 'read', key: 'k' }))
      expect(new Set(reads.slice(150)).size).toBe(1)
    }
  })

  it('merges whole replicas: all keys converge, not only the one that is read', () => {
    for (let seed = 0; seed < 50; seed++) {
      const service = lwwKv.create(random(seed))
      for (const key of ['a', 'b', 'c']) service.handle('n1', { type: 'write', key, value: key })
      for (let i = 0; i < 150; i++) answer(service, 'n1', { type: 'read', key: 'elsewhere' })
      for (const key of ['a', 'b', 'c']) expect(answer(service, 'n1', { type: 'read', key })).toBe(`read_ok "${key}"`)
    }
  })

  it('is not linearizable: a read just after a write may miss it, and a write may be lost', () => {
    const missed = Array.from({ length: 100 }, (_, seed) => {
      const service = lwwKv.create(random(seed))
      service.handle('n1', { type: 'write', key: 'k', value: 1 })
      return answer(service, 'n1', { type: 'read', key: 'k' })
    })
    expect(missed).toContain('error 20')
    expect(missed).toContain('read_ok 1')

    const surviving = Array.from({ length: 100 }, (_, seed) => {
      const service = lwwKv.create(random(seed))
      service.handle('n1', { type: 'write', key: 'k', value: 'first' })
      service.handle('n1', { type: 'write', key: 'k', value: 'last' })
      for (let i = 0; i < 150; i++) answer(service, 'n1', { type: 'read', key: 'k' })
      return answer(service, 'n1', { type: 'read', key: 'k' })
    })
    expect(surviving).toContain('read_ok "first"')
    expect(surviving).toContain('read_ok "last"')
  })

  it('a write by whoever could have seen the others wins over them', () => {
    for (let seed = 0; seed < 100; seed++) {
      const service = lwwKv.create(random(seed))
      const settle = () => Array.from({ length: 150 }, () => answer(service, 'n1', { type: 'read', key: 'k' })).at(-1)
      for (let value = 0; value < 20; value++) service.handle('n1', { type: 'write', key: 'k', value })
      settle()
      service.handle('n1', { type: 'write', key: 'k', value: 'after all' })
      expect(settle()).toBe('read_ok "after all"')
    }
  })

  it('does not know create_if_not_exists', () => {
    for (let seed = 0; seed < 20; seed++) {
      const service = lwwKv.create(random(seed))
      expect(answer(service, 'n1', { type: 'cas', key: 'k', from: 0, to: 1, create_if_not_exists: true })).toBe(
        'error 20',
      )
    }
  })

  it('draws from its own seed alone', () => {
    const run = (seed: number) => {
      const service = lwwKv.create(random(seed))
      return Array.from({ length: 60 }, (_, i) =>
        answer(service, 'n1', i % 3 ? { type: 'read', key: 'k' } : { type: 'write', key: 'k', value: i }),
      )
    }
    expect(run(5)).toEqual(run(5))
    expect(run(5)).not.toEqual(run(6))
  })
})

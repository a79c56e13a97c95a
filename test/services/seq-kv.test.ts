import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.ts'
import { seqKv } from '../../src/services/seq-kv.ts'
import { answer, type Request, requests } from './requests.ts'

type State = ReadonlyMap<string, unknown>

/** A request on one state: the answer, and the next state if it changes anything. */
function step(
  state: State,
  { type, key, value, from, to, create_if_not_exists }: Request,
): [answer: string, next?: State] {
  const name = JSON.stringify(key)
  const held = state.get(name)
  const has = state.has(name)
  if (type === 'write') return ['write_ok', new Map(state).set(name, value)]
  if (type === 'read') return [has ? `read_ok ${JSON.stringify(held)}` : 'error 20']
  if (!has && create_if_not_exists !== true) return ['error 20']
  if (has && held !== from) return ['error 22']
  return ['cas_ok', new Map(state).set(name, to)]
}

/**
 * The definition, followed with every choice at once: which states each client may have seen last. `allows` says whether an answer
 * is possible, and keeps the choices that explain it.
 */
class Definition {
  readonly #states: State[] = [new Map()]
  readonly #seen = new Map<string, Set<number>>()

  allows(client: string, request: Request, observed: string): boolean {
    const newest = this.#states.length - 1
    const oldest = Math.max(0, newest - 31)
    const before = this.#seen.get(client) ?? new Set([0])
    const after = new Set<number>()
    let next: State | undefined
    for (const seen of before) {
      for (let i = Math.max(seen, oldest); i <= newest; i++) {
        const [said, changed] = step(this.#states[i]!, request)
        if (changed === undefined) {
          if (said === observed) after.add(i)
          continue
        }
        // What would change the state runs on the newest one.
        const [saidNow, changedNow] = step(this.#states[newest]!, request)
        if (saidNow !== observed) continue
        if (changedNow !== undefined) next = changedNow
        after.add(changedNow === undefined ? newest : newest + 1)
      }
    }
    if (next !== undefined) this.#states.push(next)
    this.#seen.set(client, after)
    return after.size > 0
  }
}

describe('seq-kv', () => {
  const sequences = fc.array(fc.tuple(fc.constantFrom('n1', 'n2', 'n3'), requests), { maxLength: 80 })

  it('answers every sequence of requests as its definition allows', () => {
    fc.assert(
      fc.property(sequences, fc.integer(), (sequence, seed) => {
        const service = seqKv.create(random(seed))
        const definition = new Definition()
        for (const [client, request] of sequence) {
          const observed = answer(service, client, request)
          if (!definition.allows(client, request, observed))
            throw new Error(`${client} ${JSON.stringify(request)}: ${observed}`)
        }
      }),
      { numRuns: 300 },
    )
  })

  /** Writes 1, 2, 3, … by n1, as many as asked for, then what another client reads, fifty times. */
  function readsAfter(writes: number, seed: number): number[] {
    const service = seqKv.create(random(seed))
    for (let value = 1; value <= writes; value++) service.handle('n1', { type: 'write', key: 'k', value })
    return Array.from({ length: 50 }, () =>
      Number(answer(service, 'n2', { type: 'read', key: 'k' }).replace('read_ok ', '')),
    )
  }

  it('never goes back for a client', () => {
    for (let seed = 0; seed < 50; seed++) {
      const reads = readsAfter(30, seed).filter(read => !Number.isNaN(read))
      expect(reads).toEqual(reads.toSorted((a, b) => a - b))
    }
  })

  it('is stale for a client that has not written, and reaches back 32 states and no more', () => {
    const first = Array.from({ length: 2000 }, (_, seed) => readsAfter(100, seed)[0]!)
    expect(Math.min(...first)).toBe(69)
    expect(Math.max(...first)).toBe(100)
  })

  it('lets a client that wrote see its own write, and what it read before', () => {
    for (let seed = 0; seed < 100; seed++) {
      const service = seqKv.create(random(seed))
      for (let value = 0; value < 20; value++) service.handle('n1', { type: 'write', key: 'k', value })
      service.handle('n2', { type: 'write', key: 'other', value: 0 })
      expect(answer(service, 'n2', { type: 'read', key: 'k' })).toBe('read_ok 19')
    }
  })

  it('forgets old versions of a key: a million writes take no more memory than a few', () => {
    const service = seqKv.create(random(1))
    for (let value = 0; value < 100_000; value++) service.handle('n1', { type: 'write', key: 'k', value })
    const before = process.memoryUsage().heapUsed
    for (let value = 0; value < 300_000; value++) service.handle('n1', { type: 'write', key: 'k', value })
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6)
    expect(answer(service, 'n1', { type: 'read', key: 'k' })).toBe('read_ok 299999')
  })
})

/**
 * lww-kv: an eventually consistent key-value store. Independent replicas, each with a Lamport clock; each request goes to a random replica,
 * and at each request one random replica is merged into another, the last write winning. Only `read`, `write` and plain `cas`.
 */

import { applyKeyValue, type Store } from './key-value.ts'
import type { ServiceDefinition } from './service.ts'

const REPLICAS = 5

interface Versioned {
  readonly value: unknown
  readonly time: number
  /** Breaks ties between writes of the same Lamport time. */
  readonly replica: number
}

class Replica implements Store {
  readonly #number: number
  #time = 0
  readonly #values = new Map<string, Versioned>()

  constructor(number: number) {
    this.#number = number
  }

  get(key: string): Versioned | undefined {
    return this.#values.get(key)
  }

  set(key: string, value: unknown): void {
    this.#time++
    this.#values.set(key, { value, time: this.#time, replica: this.#number })
  }

  merge(other: Replica): void {
    this.#time = Math.max(this.#time, other.#time)
    for (const [key, theirs] of other.#values) {
      const ours = this.#values.get(key)
      if (
        ours === undefined ||
        theirs.time > ours.time ||
        (theirs.time === ours.time && theirs.replica > ours.replica)
      ) {
        this.#values.set(key, theirs)
      }
    }
  }
}

export const lwwKv: ServiceDefinition = {
  id: 'lww-kv',
  doc: 'A last-write-wins key-value store over independent replicas: `read`, `write`, `cas`. Acknowledged writes may be lost.',
  create(random) {
    const replicas = Array.from({ length: REPLICAS }, (_, number) => new Replica(number))
    return {
      handle(_client, request) {
        const source = random.pick(replicas)
        const target = random.pick(replicas)
        if (source !== target) target.merge(source)
        return applyKeyValue('lww-kv', random.pick(replicas), request, false)
      },
    }
  },
}

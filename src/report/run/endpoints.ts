/** Who sends and receives messages in a run. */

import type { EndpointKind } from '../../network/network.ts'
import { SERVICES } from '../../services/index.ts'
import { short } from './short.ts'

export interface RunEndpoint {
  readonly id: string
  readonly kind: EndpointKind
}

/** Messages may be addressed to anything; what is longer than this is no name. */
const LONGEST = 100

const services = new Set(SERVICES.map(({ id }) => id))

/** Numbers given to ids in the order of their first appearance; the nodes come first. */
export class Endpoints {
  readonly all: RunEndpoint[]
  readonly #numbers = new Map<string, number>()

  constructor(nodes: readonly string[]) {
    this.all = nodes.map(id => ({ id, kind: 'node' }))
    for (const [i, id] of nodes.entries()) this.#numbers.set(id, i)
  }

  number(given: string): number {
    const id = short(given, LONGEST)
    let number = this.#numbers.get(id)
    if (number === undefined) {
      number = this.all.length
      this.#numbers.set(id, number)
      this.all.push({ id, kind: services.has(id) ? 'service' : 'client' })
    }
    return number
  }

  /** Puts services before clients, and clients in order of their numbers; returns the new position of each. */
  sort(): Uint32Array {
    const rank = { node: 0, service: 1, client: 2 }
    const order = this.all
      .map((endpoint, old) => ({ endpoint, old }))
      .sort(
        (a, b) =>
          rank[a.endpoint.kind] - rank[b.endpoint.kind] ||
          (a.endpoint.kind === 'node' ? a.old - b.old : byNumber(a.endpoint.id, b.endpoint.id)),
      )
    const moved = new Uint32Array(order.length)
    for (const [i, { endpoint, old }] of order.entries()) {
      moved[old] = i
      this.all[i] = endpoint
      this.#numbers.set(endpoint.id, i)
    }
    return moved
  }
}

/** `c2` before `c10`. */
export const byNumber = new Intl.Collator('en', { numeric: true }).compare

/** Who stands where in a diagram of messages: nodes side by side, the clients of each next to it, services on the right. */

import type { RunData } from '../run-data.ts'
import type { Exchange } from './exchanges.ts'

/** A vertical line. */
export interface Column {
  readonly kind: 'node' | 'client' | 'service'
  /** The node or service; of clients, whose they are. */
  readonly endpoint: number
  readonly name: string
  readonly x: number
}

/** A line that clients share. */
interface Slot {
  /** When it is free again. */
  readonly end: number
  /** The number of the last message in it. */
  readonly last: number
  readonly clients: Set<string>
}

/** Lines for the clients of one node; when more are busy at a time, some overlap. */
const MOST_SLOTS = 4

function earliest(slots: readonly Slot[]): number {
  return slots.reduce((best, { end }, i) => (end < slots[best]!.end ? i : best), 0)
}

/** `c3`; of several, that they are clients. Those of set-up and probes are not worth a name. */
function nameOf(clients: ReadonlySet<string>): string {
  const named = [...clients].filter(id => /^c\d+$/.test(id))
  return named.length === 0 ? 'set-up' : named.length <= 2 ? named.join(' ') : 'clients'
}

export interface Columns {
  readonly all: readonly Column[]
  /** The place of a node or service. */
  at(endpoint: number): number | undefined
  /** The place of the client of an exchange. */
  atExchange(exchange: Exchange): number
  readonly right: number
}

/**
 * A client needs its line only while it waits for an answer, so exchanges that do not overlap share one: without that the clients of set-up and of the
 * final reads, and each that takes the place of another, would have lines that are empty nearly everywhere.
 */
export function layOutColumns(
  run: RunData,
  shown: readonly number[],
  exchanges: readonly Exchange[],
  left: number,
): Columns {
  const { endpoints, messages } = run
  const slots = new Map<number, Slot[]>()
  const slotOf = new Map<Exchange, number>()
  for (const exchange of exchanges) {
    const own = slots.get(exchange.home) ?? []
    slots.set(exchange.home, own)
    const first = messages.id[exchange.messages[0]!]!
    let slot = own.findIndex(({ end, last }) => end < exchange.from || (end === exchange.from && last < first))
    if (slot === -1) slot = own.length < MOST_SLOTS ? own.length : earliest(own)
    const before = own[slot]
    own[slot] = {
      end: Math.max(before?.end ?? 0, exchange.to),
      last: messages.id[exchange.messages.at(-1)!]!,
      clients: (before?.clients ?? new Set()).add(endpoints[exchange.client]!.id),
    }
    slotOf.set(exchange, slot)
  }
  const used = new Set<number>()
  for (const i of shown) {
    used.add(messages.src[i]!)
    used.add(messages.dest[i]!)
  }
  const servers = endpoints
    .map((endpoint, position) => ({ ...endpoint, position }))
    .filter(({ kind, position }) => kind === 'node' || (kind === 'service' && used.has(position)))
  const homes = new Set(servers.map(({ position }) => position))
  // Clients that only ever wrote to somebody who does not exist.
  const strays = [...slots.keys()].filter(home => !homes.has(home))
  const count = servers.length + [...slots.values()].reduce((sum, ends) => sum + ends.length, 0)
  const step = Math.max(46, Math.min(150, 1240 / Math.max(1, count)))
  const all: Column[] = []
  const places = new Map<number, number>()
  const slotPlaces = new Map<string, number>()
  let x = left + step / 2
  const placeSlots = (home: number) => {
    for (let slot = 0; slot < (slots.get(home)?.length ?? 0); slot++) {
      slotPlaces.set(`${home} ${slot}`, x)
      all.push({ kind: 'client', endpoint: home, name: nameOf(slots.get(home)![slot]!.clients), x })
      x += step
    }
  }
  for (const { kind, position, id } of servers) {
    places.set(position, x)
    all.push({ kind: kind === 'service' ? 'service' : 'node', endpoint: position, name: id, x })
    x += step
    placeSlots(position)
  }
  for (const home of strays) placeSlots(home)
  return {
    all,
    at: endpoint => places.get(endpoint),
    atExchange: exchange => slotPlaces.get(`${exchange.home} ${slotOf.get(exchange)}`)!,
    right: Math.max(x - step / 2, left + 300),
  }
}

/**
 * The simulated network: it carries messages between nodes, services and clients, keeps them as long as the latency says, and does to
 * them what faults demand. Latency acts on every message that involves no client; partitions and message faults on messages between
 * two nodes. A partition is judged when a message would arrive, so it also loses what was under way when it began.
 */

import { momentary, type Random } from '../random.ts'
import type { Clock, Nanos } from '../time/clock.ts'
import type { Journal, LossReason } from './journal.ts'
import { LATENCY_DISTRIBUTIONS, type LatencyDistribution } from './latency.ts'
import type { Body, Message } from './message.ts'
import { formatJson } from './message.ts'

export type EndpointKind = 'node' | 'service' | 'client'

/** Something that messages can be sent to. */
export interface Endpoint {
  readonly kind: EndpointKind
  /** Why it cannot take a message now, if so. */
  refuses?(): LossReason | undefined
  receive(message: Message): void
}

/** What faults do to messages between nodes. Faults add and remove themselves; the network asks them all. */
export interface LinkFault {
  /** Told of every message on sending. */
  sees?(src: string, dest: string, type: string): void
  /** The message will not arrive. Asked on arrival. */
  loses?(src: string, dest: string): LossReason | undefined
  /** How many extra copies arrive. Asked on sending. */
  copies?(src: string, dest: string): number
  /** The time under way, given the time it would have been. Asked on sending, for each copy. */
  delay?(src: string, dest: string, delay: Nanos): Nanos
}

/** Messages of one class: sent by someone, received by someone. */
export interface TrafficCount {
  sent: number
  received: number
}

/** What the network did, in numbers. */
export interface NetworkCounts {
  /** Messages that involve a client. */
  readonly clients: TrafficCount
  /** Messages that involve none: between nodes, and between nodes and services. */
  readonly servers: TrafficCount
  readonly lost: Record<LossReason, number>
  duplicated: number
  delayed: number
}

export interface NetworkOptions {
  readonly clock: Clock
  readonly random: Random
  readonly journal: Journal
  readonly latency: Nanos
  readonly latencyDist: LatencyDistribution
  /** Called for a message whose destination does not exist. */
  readonly onUnknownDestination: (message: Message) => void
  /** Called once, with the last of them, when {@link FLOOD} messages are under way. */
  readonly onFlood?: (message: Message) => void
}

/** So many messages are under way only where messages beget messages; a little later they would fill the memory. */
export const FLOOD = 250_000

/** A message on its way. */
interface Flight {
  readonly message: Message
  readonly sent: Nanos
  readonly copyOf: number | undefined
  readonly traffic: TrafficCount
}

export class Network {
  readonly #options: NetworkOptions
  readonly #clock: Clock
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #faults = new Set<LinkFault>()
  readonly #underWay = new Set<Flight>()
  readonly #linkRandoms = new Map<string, Map<string, Random>>()
  readonly #quotedIds = new Map<string, string>()
  #nextId = 0
  #closed = false
  #flooded = false
  readonly counts: NetworkCounts = {
    clients: { sent: 0, received: 0 },
    servers: { sent: 0, received: 0 },
    lost: { partition: 0, loss: 0, 'node-down': 0, 'node-stuck': 0, 'unknown-destination': 0, 'in-flight': 0 },
    duplicated: 0,
    delayed: 0,
  }

  constructor(options: NetworkOptions) {
    this.#options = options
    this.#clock = options.clock
  }

  attach(id: string, endpoint: Endpoint): void {
    this.#endpoints.set(id, endpoint)
  }

  detach(id: string): void {
    this.#endpoints.delete(id)
  }

  has(id: string): boolean {
    return this.#endpoints.has(id)
  }

  addFault(fault: LinkFault): void {
    this.#faults.add(fault)
  }

  removeFault(fault: LinkFault): void {
    this.#faults.delete(fault)
  }

  /** Sends a message of the engine's own making: a client's request or a service's reply. */
  sendBody(src: string, dest: string, body: Body): void {
    this.send(src, dest, body, `{"src":${this.#quoted(src)},"dest":${this.#quoted(dest)},"body":${formatJson(body)}}`)
  }

  /** Sends a message whose text exists already: a node's line of stdout. */
  send(src: string, dest: string, body: Body, text: string): void {
    if (this.#closed) return
    const source = this.#endpoints.get(src)
    const destination = this.#endpoints.get(dest)
    const involvesClient = source?.kind === 'client' || destination?.kind === 'client'
    const traffic = involvesClient ? this.counts.clients : this.counts.servers
    const betweenNodes = source?.kind === 'node' && destination?.kind === 'node'
    const message = { id: this.#nextId++, src, dest, body, text }
    traffic.sent++
    if (destination === undefined) {
      this.#lose(message, this.#clock.now(), 'unknown-destination', undefined)
      this.#options.onUnknownDestination(message)
      return
    }
    const faulty = betweenNodes && src !== dest && this.#faults.size > 0
    this.#dispatch(message, involvesClient, faulty, undefined, traffic)
    if (!faulty) return
    let copies = 0
    for (const fault of this.#faults) {
      fault.sees?.(src, dest, body.type)
      copies += fault.copies?.(src, dest) ?? 0
    }
    for (let i = 0; i < copies; i++) {
      this.counts.duplicated++
      this.#dispatch({ ...message, id: this.#nextId++ }, involvesClient, faulty, message.id, traffic)
    }
  }

  /** Ends the network: what is still under way is recorded as such, and nothing is carried any more. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const { message, sent, copyOf } of this.#underWay) this.#lose(message, sent, 'in-flight', copyOf)
    this.#underWay.clear()
  }

  /** A stream for each link and moment, so that a message more or less changes no other's latency: a shrunk run stays like the run that it comes from. */
  #linkRandom(src: string, dest: string): Random {
    let bySource = this.#linkRandoms.get(src)
    if (bySource === undefined) {
      bySource = new Map()
      this.#linkRandoms.set(src, bySource)
    }
    let random = bySource.get(dest)
    if (random === undefined) {
      random = momentary(this.#options.random.fork(`${src} ${dest}`), () => this.#clock.now())
      bySource.set(dest, random)
    }
    return random
  }

  /** An id as JSON text; there are few ids and many messages. */
  #quoted(id: string): string {
    let quoted = this.#quotedIds.get(id)
    if (quoted === undefined) {
      quoted = formatJson(id)
      this.#quotedIds.set(id, quoted)
    }
    return quoted
  }

  #dispatch(
    message: Message,
    direct: boolean,
    faulty: boolean,
    copyOf: number | undefined,
    traffic: TrafficCount,
  ): void {
    const { latency, latencyDist } = this.#options
    const sent = this.#clock.now()
    let delay =
      direct || latency === 0
        ? 0
        : LATENCY_DISTRIBUTIONS[latencyDist](latency, this.#linkRandom(message.src, message.dest))
    if (faulty) {
      const normal = delay
      for (const fault of this.#faults) delay = fault.delay?.(message.src, message.dest, delay) ?? delay
      if (delay !== normal) this.counts.delayed++
    }
    const flight: Flight = { message, sent, copyOf, traffic }
    // In virtual time even an immediate arrival is an event of its own, or nodes that talk to each other would recurse.
    if (delay === 0 && !this.#clock.virtual) {
      this.#arrive(flight)
      return
    }
    this.#underWay.add(flight)
    if (this.#underWay.size === FLOOD && !this.#flooded) {
      this.#flooded = true
      this.#options.onFlood?.(message)
    }
    this.#clock.after(delay, () => {
      if (this.#underWay.delete(flight)) this.#arrive(flight)
    })
  }

  #arrive({ message, sent, copyOf, traffic }: Flight): void {
    const { src, dest } = message
    const destination = this.#endpoints.get(dest)
    let lost: LossReason | undefined = destination === undefined ? 'unknown-destination' : undefined
    if (
      lost === undefined &&
      this.#faults.size > 0 &&
      src !== dest &&
      destination?.kind === 'node' &&
      this.#endpoints.get(src)?.kind === 'node'
    ) {
      for (const fault of this.#faults) {
        lost = fault.loses?.(src, dest)
        if (lost !== undefined) break
      }
    }
    lost ??= destination?.refuses?.()
    if (lost !== undefined) {
      this.#lose(message, sent, lost, copyOf)
      return
    }
    traffic.received++
    // Recorded before it is acted on, so that the record of a request stands before that of its reply.
    this.#options.journal.received(message.id, sent, this.#clock.now(), message.text, copyOf)
    destination?.receive(message)
  }

  #lose(message: Message, sent: Nanos, reason: LossReason, copyOf: number | undefined): void {
    this.counts.lost[reason]++
    this.#options.journal.lost(message.id, sent, reason, message.text, copyOf)
  }
}

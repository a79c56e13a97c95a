/** A fault: one thing that the nemesis does to a cluster, from time to time. One file each. */

import type { Network } from '../network/network.ts'
import type { SimulatedNode } from '../nodes/host.ts'
import type { Node } from '../nodes/node.ts'
import type { Random } from '../random.ts'
import type { Clock, Nanos } from '../time/clock.ts'

/** What a fault may touch. */
export interface FaultWorld {
  readonly nodes: ReadonlyMap<string, Node>
  readonly network: Network
  readonly clock: Clock
  /** Mean latency between nodes, which sets the scale for delays. */
  readonly latency: Nanos
  /** In virtual time: the disk and the clock of a node. */
  readonly simulated?: ((id: string) => SimulatedNode) | undefined
}

/** One fault in one run. `start` and `stop` alternate; both say what they did, in a form that goes into the history. */
export interface Fault {
  /** `random` is this occasion's own stream: what it draws does not depend on what earlier occasions drew, or whether there were any. */
  start(random: Random): unknown
  stop(): unknown
  /** How much it has hit so far: messages lost, nodes killed, … 0 means that it showed nothing. */
  hits(): number
}

/** `3 messages lost`, `1 message lost`. */
export function hitsOf({ hits, hitWord }: { readonly hits: number; readonly hitWord: string }): string {
  return `${hits.toLocaleString('en')} ${hits === 1 ? hitWord.replace(/^(\w+)s\b/, '$1') : hitWord}`
}

export interface FaultDefinition {
  readonly name: string
  /** One sentence for the reference. */
  readonly doc: string
  /** What `hits` counts: `messages lost`. */
  readonly hitWord: string
  /** Whether only a simulator can do it. */
  readonly virtualOnly?: boolean
  /** Whether others cannot be undone while it lasts: in the end it is undone before them. */
  readonly undoneFirst?: boolean
  /** Narrower kinds, asked for as `name:variant`. */
  readonly variants?: readonly string[]
  create(world: FaultWorld, variant: string | undefined): Fault
}

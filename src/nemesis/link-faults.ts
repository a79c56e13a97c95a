/** Faults that treat each message between two nodes alike: they are on or off, with a strength that is drawn anew each time. */

import type { LinkFault } from '../network/network.ts'
import { momentary, type Random } from '../random.ts'
import type { FaultDefinition, FaultWorld } from './fault.ts'

interface LinkFaultKind {
  readonly name: string
  readonly doc: string
  readonly hitWord: string
  /** Strengths to draw from; what they mean is up to `make`. */
  readonly strengths: readonly number[]
  /** How a strength is told in the history. */
  readonly describe: (strength: number, world: FaultWorld) => string
  readonly make: (strength: number, world: FaultWorld, random: Random, hit: () => void) => LinkFault
}

export function linkFault({ name, doc, hitWord, strengths, describe, make }: LinkFaultKind): FaultDefinition {
  return {
    name,
    doc,
    hitWord,
    create(world) {
      let hits = 0
      let links: LinkFault | undefined
      return {
        start(random) {
          const strength = random.pick(strengths)
          links = make(
            strength,
            world,
            momentary(random, () => world.clock.now()),
            () => {
              hits++
            },
          )
          world.network.addFault(links)
          return describe(strength, world)
        },
        stop() {
          if (links !== undefined) world.network.removeFault(links)
          links = undefined
          return 'ended'
        },
        hits: () => hits,
      }
    },
  }
}

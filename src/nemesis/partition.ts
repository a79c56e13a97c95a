/** partition: messages between some nodes are lost. Services and clients are never cut off. */

import type { LinkFault } from '../network/network.ts'
import type { Random } from '../random.ts'
import type { FaultDefinition } from './fault.ts'
import { majority } from './targets.ts'

/** For each node, the nodes whose messages do not reach it. */
export type Cuts = ReadonlyMap<string, ReadonlySet<string>>

/** Cuts all links between groups; a node in no group is cut off from everyone. */
export function cutsBetween(nodes: readonly string[], groups: readonly (readonly string[])[]): Cuts {
  const groupOf = new Map(groups.flatMap((group, i) => group.map(node => [node, i] as const)))
  return cutsWhere(nodes, (from, to) => groupOf.get(from) === undefined || groupOf.get(from) !== groupOf.get(to))
}

function cutsWhere(nodes: readonly string[], cut: (from: string, to: string) => boolean): Cuts {
  return new Map(nodes.map(to => [to, new Set(nodes.filter(from => from !== to && cut(from, to)))]))
}

/** The shapes of partitions, after Jepsen's. Each draws cuts, and says them for a reader. */
export const PARTITION_SHAPES: Readonly<
  Record<string, { readonly doc: string; draw(nodes: readonly string[], random: Random): { cuts: Cuts; text: string } }>
> = {
  one: {
    doc: 'one node alone',
    draw: (nodes, random) => {
      const [alone, ...others] = random.shuffle(nodes)
      return split(nodes, [[alone!], others])
    },
  },
  halves: {
    doc: 'two halves',
    draw: (nodes, random) => {
      const shuffled = random.shuffle(nodes)
      const half = Math.floor(nodes.length / 2)
      return split(nodes, [shuffled.slice(0, half), shuffled.slice(half)])
    },
  },
  'minority-third': {
    doc: 'a third, or fewer, from the rest',
    draw: (nodes, random) => {
      const shuffled = random.shuffle(nodes)
      const third = Math.max(1, Math.floor((nodes.length - 1) / 3))
      return split(nodes, [shuffled.slice(0, third), shuffled.slice(third)])
    },
  },
  majority: {
    doc: 'a bare majority from the rest',
    draw: (nodes, random) => {
      const shuffled = random.shuffle(nodes)
      const size = majority(nodes.length)
      return split(nodes, [shuffled.slice(0, size), shuffled.slice(size)])
    },
  },
  bridge: {
    doc: 'two halves that both still reach one node between them',
    draw: (nodes, random) => {
      const [bridge, ...others] = random.shuffle(nodes)
      const left = new Set(others.slice(0, Math.floor(others.length / 2)))
      const cuts = cutsWhere(nodes, (from, to) => from !== bridge && to !== bridge && left.has(from) !== left.has(to))
      const side = (inside: boolean) => nodes.filter(node => node !== bridge && left.has(node) === inside).join(' ')
      return { cuts, text: `${side(true)} — ${bridge} — ${side(false)}` }
    },
  },
  'majorities-ring': {
    doc: 'every node reaches a majority, but no two the same one',
    draw: (nodes, random) => {
      const ring = random.shuffle(nodes)
      const size = majority(nodes.length)
      const reach = Math.max(1, Math.floor(size / 2))
      const place = new Map(ring.map((node, i) => [node, i]))
      const distance = (a: string, b: string) => {
        const apart = Math.abs(place.get(a)! - place.get(b)!)
        return Math.min(apart, ring.length - apart)
      }
      return { cuts: cutsWhere(nodes, (from, to) => distance(from, to) > reach), text: `ring ${ring.join(' ')}` }
    },
  },
  'one-way': {
    doc: 'one side no longer hears the other, but is still heard',
    draw: (nodes, random) => {
      const shuffled = random.shuffle(nodes)
      const size = 1 + random.int(Math.max(1, nodes.length - 1))
      const deaf = new Set(shuffled.slice(0, size))
      const cuts = cutsWhere(nodes, (from, to) => deaf.has(to) && !deaf.has(from))
      const names = (inside: boolean) => nodes.filter(node => deaf.has(node) === inside).join(' ')
      return { cuts, text: `${names(true)} → ${names(false)} only` }
    },
  },
}

function split(nodes: readonly string[], groups: readonly (readonly string[])[]) {
  const ordered = groups.map(group => nodes.filter(node => group.includes(node)))
  return { cuts: cutsBetween(nodes, ordered), text: ordered.map(group => group.join(' ')).join(' │ ') }
}

/** The fault on links that makes cuts real, and counts what it lost. */
export class PartitionLinks implements LinkFault {
  readonly #cuts: Cuts
  readonly #onLoss: () => void
  constructor(cuts: Cuts, onLoss: () => void) {
    this.#cuts = cuts
    this.#onLoss = onLoss
  }
  loses(src: string, dest: string) {
    if (!this.#cuts.get(dest)?.has(src)) return undefined
    this.#onLoss()
    return 'partition' as const
  }
}

export const partition: FaultDefinition = {
  name: 'partition',
  doc: 'Messages between some nodes are lost, in one of the shapes; services and clients are never cut off.',
  hitWord: 'messages lost',
  variants: Object.keys(PARTITION_SHAPES),
  create({ nodes, network }, variant) {
    const ids = [...nodes.keys()]
    let lost = 0
    let links: PartitionLinks | undefined
    return {
      start(random) {
        let shape = variant ?? random.pick(Object.keys(PARTITION_SHAPES))
        let { cuts, text } = PARTITION_SHAPES[shape]!.draw(ids, random)
        // With two or three nodes some shapes cut nothing; then one that always does is taken.
        if (variant === undefined && [...cuts.values()].every(cut => cut.size === 0)) {
          shape = 'one'
          ;({ cuts, text } = PARTITION_SHAPES.one!.draw(ids, random))
        }
        links = new PartitionLinks(cuts, () => {
          lost++
        })
        network.addFault(links)
        return { shape, partition: text }
      },
      stop() {
        if (links !== undefined) network.removeFault(links)
        links = undefined
        return 'healed'
      },
      hits: () => lost,
    }
  },
}

/** Which nodes a fault strikes: one, a minority, a majority, or all. */

import type { Random } from '../random.ts'

export const TARGETS = ['one', 'minority', 'majority', 'all'] as const
export type Target = (typeof TARGETS)[number]

/** Nodes that form a majority of `count`. */
export function majority(count: number): number {
  return Math.floor(count / 2) + 1
}

/** Draws the nodes to strike, in the order in which they were given; without a target it draws that as well. */
export function drawTargets(nodes: readonly string[], random: Random, target: string | undefined): string[] {
  const count = nodes.length
  const sizes: Record<Target, number> = {
    one: 1,
    // The others are a majority, where that is possible.
    minority: Math.max(1, count - majority(count)),
    majority: Math.min(count, majority(count)),
    all: count,
  }
  const size = sizes[(target as Target | undefined) ?? random.pick(TARGETS)]
  const drawn = new Set(random.shuffle(nodes).slice(0, size))
  return nodes.filter(node => drawn.has(node))
}

/**
 * Which line stands where. A client sits beside the node that it talks to, so that its requests are short and the long arrows are those between nodes.
 * A client that crashed makes room for its successor in the same column.
 */

import type { Lane, Operation } from './run.ts'

export interface Column {
  /** More than one where clients follow one another. */
  readonly lanes: readonly number[]
  readonly kind: Lane['kind']
}

/** How much room a column takes, relative to that of a node. */
const WEIGHT = { node: 1, service: 1, client: 0.62, engine: 0.62 } as const

export function columnsOf(
  lanes: readonly Lane[],
  operations: readonly Operation[],
  hidden: ReadonlySet<number>,
): Column[] {
  const active = activity(lanes.length, operations)
  const visible = lanes.map((lane, at) => ({ ...lane, at })).filter(({ at }) => !hidden.has(at))
  const beside = (node: number) =>
    packed(
      visible.filter(({ kind, home }) => (kind === 'client' || kind === 'engine') && home === node),
      active,
    )
  const nodes = visible.filter(({ kind }) => kind === 'node')
  const services = visible.filter(({ kind }) => kind === 'service')
  const homes = new Set(nodes.map(({ at }) => at))
  const homeless = visible.filter(({ kind, home }) => (kind === 'client' || kind === 'engine') && !homes.has(home))
  return [
    ...nodes.flatMap(({ at }): Column[] => [...beside(at), { lanes: [at], kind: 'node' }]),
    ...services.map(({ at }): Column => ({ lanes: [at], kind: 'service' })),
    ...packed(homeless, active),
  ]
}

/** From the first invocation of each lane's client to its last completion. */
function activity(lanes: number, operations: readonly Operation[]): { from: number; to: number }[] {
  const active = Array.from({ length: lanes }, () => ({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }))
  for (const { lane, invoked, completed } of operations) {
    const own = active[lane]
    if (own === undefined) continue
    own.from = Math.min(own.from, invoked)
    own.to = Math.max(own.to, completed)
  }
  return active
}

type Placed = Lane & { readonly at: number }

function packed(clients: readonly Placed[], active: readonly { from: number; to: number }[]): Column[] {
  const columns: { lanes: number[]; kind: Lane['kind']; until: number }[] = []
  for (const { at, kind } of clients.toSorted((a, b) => active[a.at]!.from - active[b.at]!.from || a.at - b.at)) {
    const { from, to } = active[at]!
    const free = columns.find(column => column.kind === kind && column.until < from)
    if (free === undefined) columns.push({ lanes: [at], kind, until: to })
    else {
      free.lanes.push(at)
      free.until = to
    }
  }
  return columns
}

/** The middle of each column, within `[left, right]`. */
export function placesOf(columns: readonly Column[], left: number, right: number): number[] {
  const total = columns.reduce((sum, { kind }) => sum + WEIGHT[kind], 0)
  let at = left
  return columns.map(({ kind }) => {
    const width = ((right - left) * WEIGHT[kind]) / Math.max(WEIGHT.client, total)
    at += width
    return at - width / 2
  })
}

/**
 * Where it first shows that a counter counts wrong. That its last value is wrong says little about why; a read in the middle of the run that nothing can explain
 * says more. These are signs for a reader, looked for only once the verdict is known.
 */

import type { Operation, Pair } from '../history/operation.ts'
import { atTime, processName } from './story.ts'

/** A sign in one sentence, with the operations that it speaks of and what is wrong with them. */
export interface CounterSign {
  readonly sentence: string
  readonly operations: readonly (Operation | undefined)[]
  readonly notes: Readonly<Record<number, string>>
}

/** The first sign, of those that a wrong final value gives by itself, or else of the reads; undefined where there is none. */
export function counterSign(attempts: readonly Pair[], final: unknown): CounterSign | undefined {
  return ofValue(attempts, final) ?? firstRead(attempts)
}

const deltaOf = ({ invocation }: Pair) => invocation.value as number
const isAcknowledged = ({ invocation, completion }: Pair) => invocation.f === 'add' && completion?.type === 'ok'
const total = (deltas: readonly number[]) => deltas.reduce((sum, delta) => sum + delta, 0)

/** A final value that is a well-known wrong sum of the acknowledged adds. */
function ofValue(attempts: readonly Pair[], final: unknown): CounterSign | undefined {
  const deltas = attempts.filter(isAcknowledged).map(deltaOf)
  const negative = deltas.filter(delta => delta < 0).length
  if (negative === 0 || deltas.length === negative) return undefined
  const sums = [
    [total(deltas.filter(delta => delta > 0)), 'the adds above 0 sum to, without the others'],
    [total(deltas.filter(delta => delta < 0)), 'the adds below 0 sum to, without the others'],
    [total(deltas.map(Math.abs)), 'the adds sum to when their signs are left out'],
  ] as const
  const found = sums.find(([sum]) => sum === final)
  return found && { sentence: `${found[0]} is what ${found[1]}.`, operations: [], notes: {} }
}

/** What a node has acknowledged, and what everybody was asked to add. */
interface Known {
  own: number
  ownAbove: number
  ownBelow: number
}

/**
 * The first read that no delay between nodes explains: a node knows all that it has acknowledged itself, and nobody knows of more than was asked for; and where nothing
 * is taken away, what a node shows does not go back.
 */
function firstRead(attempts: readonly Pair[]): CounterSign | undefined {
  const known = new Map<string, Known>()
  const at = (node: string) => {
    const before = known.get(node) ?? { own: 0, ownAbove: 0, ownBelow: 0 }
    known.set(node, before)
    return before
  }
  let [above, below] = [0, 0]
  const grows = attempts.every(pair => pair.invocation.f !== 'add' || deltaOf(pair) >= 0)
  const highest = new Map<string, Pair>()
  /** What a node had acknowledged, and had shown, when a read was asked for. */
  const asked = new Map<Pair, { readonly known: Known; readonly highest: Pair | undefined }>()
  for (const { pair, op } of eventsOf(attempts)) {
    const { invocation, completion } = pair
    const { node } = invocation
    if (invocation.f === 'add' && completion?.type !== 'fail') {
      const delta = deltaOf(pair)
      if (op === invocation) {
        above += Math.max(0, delta)
        below += Math.min(0, delta)
      }
      if (op === completion && op.type === 'ok' && node !== undefined) {
        const mine = at(node)
        mine.own += delta
        mine.ownAbove += Math.max(0, delta)
        mine.ownBelow += Math.min(0, delta)
      }
    }
    // Of final reads it is known that they are wrong.
    if (invocation.f !== 'read' || node === undefined || (completion?.final ?? invocation.final)) continue
    if (op === invocation) asked.set(pair, { known: { ...at(node) }, highest: highest.get(node) })
    const then = asked.get(pair)
    if (op !== completion || op.type !== 'ok' || typeof op.value !== 'number' || then === undefined) continue
    const { own, ownAbove, ownBelow } = then.known
    const sign = (sentence: string, note: string, others: readonly (Operation | undefined)[] = []): CounterSign => ({
      sentence: `It shows first in ${processName(op.process)}'s read at ${node}${op.time < 0 ? '' : ` (${atTime(op.time)})`}: ${sentence}.`,
      operations: [...others, invocation, completion],
      notes: { [op.index]: `✗ ${note}` },
    })
    const [least, most] = [own + below - ownBelow, own + above - ownAbove]
    if (op.value > most)
      return sign(`it is ${op.value}, but all that was asked for by then is at most ${most}`, `at most ${most}`)
    if (op.value < least)
      return sign(
        `it is ${op.value}, but ${node} itself had acknowledged ${own}${least === own ? '' : `, and it can be ${least} at least`}`,
        `at least ${least}`,
      )
    const before = then.highest?.completion
    if (grows && before !== undefined && op.value < (before.value as number))
      return sign(`it went back from ${before.value} to ${op.value}, though nothing is taken away`, 'goes back', [
        then.highest?.invocation,
        before,
      ])
    const top = highest.get(node)?.completion?.value as number | undefined
    if (top === undefined || op.value >= top) highest.set(node, pair)
  }
  return undefined
}

/** Invocations and completions in the order of the history. */
function eventsOf(attempts: readonly Pair[]) {
  return attempts
    .flatMap(pair =>
      pair.completion === undefined || pair.completion === pair.invocation
        ? [{ pair, op: pair.invocation }]
        : [
            { pair, op: pair.invocation },
            { pair, op: pair.completion },
          ],
    )
    .sort((a, b) => a.op.index - b.op.index)
}

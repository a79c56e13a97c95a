/**
 * Depth-first search over interleavings of the programs. A configuration is how far each process has got and the state of each key;
 * those seen are kept exactly, so that "no" means no. What loses no solution:
 *
 * - What changes nothing and is legal now is taken at once.
 * - An operation that may not have happened is worth taking only if the next one of its key could not do without it: right before an operation that
 *   is no blind write and is legal then. (If a blind write follows, or nothing, leave it out; if others follow first, they concern
 *   other keys, and it can wait.) Of two that are the same, one is enough.
 */
import type { Programs } from './programs.ts'

export type SearchOutcome =
  | { readonly found: true; readonly order: readonly number[]; readonly configurations: number }
  | { readonly found: false; readonly deepest: readonly (readonly number[])[]; readonly configurations: number }
  | { readonly found: 'unknown'; readonly deepest: readonly (readonly number[])[]; readonly configurations: number }

export interface SearchLimits {
  /** Configurations after which the search ends with `unknown`. */
  readonly configurations: number
  /** Called now and then; throws to give up. */
  tick(): void
}

const MOST_PREFIXES = 6

export function searchInterleaving(
  programs: Programs,
  before: readonly (readonly number[])[],
  limits: SearchLimits,
): SearchOutcome {
  const { chains, chainOf, positionOf, partOf, numberOf, machines, optional, operations } = programs
  const at = new Int32Array(chains.length)
  const states = Int32Array.from(machines, machine => machine.initial)
  const seen = new Set<string>()
  /** Operations done, and the state of its part before each. */
  const order: number[] = []
  const undo: number[] = []
  let required = chains.reduce((sum, chain) => sum + chain.filter(i => !optional[i]).length, 0)
  let deepest: number[][] = []

  const next = (i: number): number => {
    for (const earlier of before[i]!) if (at[chainOf[earlier]!]! <= positionOf[earlier]!) return -1
    return machines[partOf[i]!]!.step(states[partOf[i]!]!, numberOf[i]!)
  }
  /** A consumer of what an operation would leave behind: the next one of some process, in the same part, no blind write. */
  const wanted = (i: number, state: number): boolean => {
    const machine = machines[partOf[i]!]!
    for (let c = 0; c < chains.length; c++) {
      const head = chains[c]![at[c]!]
      if (head === undefined || head === i || partOf[head] !== partOf[i]) continue
      const number = numberOf[head]!
      if (machine.target[number]! < 0 && machine.step(state, number) >= 0) return true
    }
    return false
  }
  /** The part whose last operation may not have happened and has not been consumed, or -1. */
  let owed = -1
  const owedBefore: number[] = []
  const take = (i: number, state: number) => {
    const before = states[partOf[i]!]!
    order.push(i)
    undo.push(before)
    states[partOf[i]!] = state
    at[chainOf[i]!]!++
    owedBefore.push(owed)
    if (!optional[i]) {
      required--
      if (owed === partOf[i]) owed = -1
    } else if (state !== before) owed = partOf[i]!
  }
  const untake = () => {
    const i = order.pop()!
    states[partOf[i]!] = undo.pop()!
    at[chainOf[i]!]!--
    owed = owedBefore.pop()!
    if (!optional[i]) required++
  }
  const takeIdle = () => {
    for (let again = true; again; ) {
      again = false
      for (let c = 0; c < chains.length; c++) {
        for (let i = chains[c]![at[c]!]; i !== undefined; i = chains[c]![at[c]!]) {
          if (!machines[partOf[i]!]!.pure[numberOf[i]!]) break
          const state = next(i)
          if (state < 0) break
          take(i, state)
          again = true
        }
      }
    }
  }
  /** Heads that are legal, the one called first last, where it will be popped. */
  const candidates = () => {
    const heads: number[] = []
    for (let c = 0; c < chains.length; c++) {
      const i = chains[c]![at[c]!]
      if (i === undefined) continue
      const state = next(i)
      if (state < 0) continue
      const part = partOf[i]!
      const machine = machines[part]!
      if (owed >= 0 && (owed !== part || machine.target[numberOf[i]!]! >= 0)) continue
      if (optional[i]) {
        if (state === states[part] || !wanted(i, state)) continue
        if (
          heads.some(other => optional[other] && partOf[other] === part && machine.same(numberOf[other]!, numberOf[i]!))
        )
          continue
      }
      heads.push(i)
    }
    return heads.sort((a, b) => optional[b]! - optional[a]! || operations[b]!.call - operations[a]!.call)
  }

  takeIdle()
  const frames: { length: number; heads: number[] }[] = []
  const enter = () => {
    const heads = candidates()
    if (heads.length === 0) {
      if (order.length > (deepest[0]?.length ?? -1)) deepest = [[...order]]
      else if (order.length === deepest[0]?.length && deepest.length < MOST_PREFIXES) deepest.push([...order])
    }
    frames.push({ length: order.length, heads })
  }
  if (required > 0) enter()
  while (required > 0 && frames.length > 0) {
    const frame = frames[frames.length - 1]!
    while (order.length > frame.length) untake()
    const i = frame.heads.pop()
    if (i === undefined) {
      frames.pop()
      continue
    }
    take(i, next(i))
    takeIdle()
    const name = nameOf(at, states, owed)
    if (seen.has(name)) continue
    seen.add(name)
    if (seen.size > limits.configurations) return { found: 'unknown', deepest, configurations: seen.size }
    if ((seen.size & 255) === 0) limits.tick()
    if (required > 0) enter()
  }
  return required === 0
    ? { found: true, order, configurations: seen.size }
    : { found: false, deepest, configurations: seen.size }
}

/** A string that names a configuration exactly: a character for a small number, three for others. */
function nameOf(at: Int32Array, states: Int32Array, owed: number): string {
  let text = owed < 0 ? '' : `${owed}!`
  for (const numbers of [at, states]) {
    for (const n of numbers)
      text += n < 0xffff ? String.fromCharCode(n) : String.fromCharCode(0xffff, n >>> 16, n & 0xffff)
  }
  return text
}

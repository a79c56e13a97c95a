/** Seeded histories of a simulated register service: concurrent, linearizable by construction, with one wrong read on request. */
import type { CasRegisterInput } from '../src/models/cas-register.ts'
import type { KvInput } from '../src/models/kv.ts'
import type { Operation } from '../src/types.ts'

export interface Recipe {
  readonly operations: number
  readonly clients: number
  /** Operations go to one of this many keys. */
  readonly keys: number
  /** Values are 0 … values - 1; 0: every write has its own, and there is no compare-and-set. */
  readonly values: number
  /** Chance that an operation crashes. */
  readonly crashes?: number
  /** Plant one read of a value that the register did not hold anywhere near. */
  readonly fault?: boolean
  readonly seed: number
}

export type BenchInput = KvInput & CasRegisterInput

/** Mulberry32: uniform in [0, 1). */
export function randomOf(seed: number): () => number {
  let a = seed | 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

interface Client {
  process: number
  phase: 'idle' | 'called' | 'applied'
  input: BenchInput
  output: unknown
  call: number
}

/**
 * Each client calls, then the operation happens, then it returns; which client moves next is drawn by lot. So about two thirds of the clients have
 * an operation open at any time. A compare-and-set that fails is left out, as a definite failure is in Jepsen.
 */
export function generate(recipe: Recipe): Operation<BenchInput, unknown>[] {
  const random = randomOf(recipe.seed)
  const below = (n: number) => Math.floor(random() * n)
  const held: unknown[] = new Array(recipe.keys).fill(null)
  const history: Operation<BenchInput, unknown>[] = []
  let processes = recipe.clients
  let fresh = 0
  const clients: Client[] = Array.from({ length: recipe.clients }, (_, process) => ({
    process,
    phase: 'idle',
    input: { f: 'read', key: 0 },
    output: undefined,
    call: 0,
  }))
  const draw = (): BenchInput => {
    const key = below(recipe.keys)
    if (recipe.values === 0) return random() < 0.5 ? { f: 'read', key } : { f: 'write', key, value: fresh++ }
    const lot = random()
    if (lot < 0.4) return { f: 'read', key }
    if (lot < 0.7) return { f: 'write', key, value: below(recipe.values) }
    return { f: 'cas', key, value: [below(recipe.values), below(recipe.values)] }
  }
  const apply = (client: Client) => {
    const { f, key, value } = client.input
    const at = key as number
    client.output = f === 'read' ? held[at] : f === 'write' ? null : (value as unknown[])[0] === held[at]
    if (f === 'write') held[at] = value
    else if (client.output === true && f === 'cas') held[at] = (value as unknown[])[1]
  }
  const finish = (client: Client, time: number) => {
    const { process, input, output, call } = client
    if (output !== false) history.push({ process, input, output, call, return: time })
    client.phase = 'idle'
  }
  let time = 0
  for (; history.length < recipe.operations; time++) {
    const client = clients[below(clients.length)]!
    if (client.phase === 'idle') {
      client.input = draw()
      client.call = time
      client.phase = 'called'
    } else if (random() < (recipe.crashes ?? 0) / 2) {
      history.push({ process: client.process, input: client.input, call: client.call })
      client.process = processes++
      client.phase = 'idle'
    } else if (client.phase === 'called') {
      apply(client)
      client.phase = 'applied'
    } else {
      finish(client, time)
    }
  }
  // What has happened has to be in the history. What was only called has not.
  for (const client of clients) if (client.phase === 'applied') finish(client, time++)
  history.sort((a, b) => a.call - b.call)
  return recipe.fault === true ? withFault(history, recipe) : history
}

/** Late in the history a read returns what nobody wrote for a long while before it. */
function withFault(history: Operation<BenchInput, unknown>[], recipe: Recipe): Operation<BenchInput, unknown>[] {
  for (let i = Math.floor(history.length * 0.9); i < history.length; i++) {
    const read = history[i]!
    if (read.input.f !== 'read' || read.return === undefined) continue
    const near = history.slice(Math.max(0, i - 6 * recipe.clients), i + 6 * recipe.clients)
    const seen = new Set(
      near.filter(o => o.input.key === read.input.key).flatMap(o => [o.output, o.input.value].flat()),
    )
    // With few values all are near: then a value that the register never holds, as after a corruption.
    const stale = Array.from({ length: recipe.values }, (_, value) => value).find(value => !seen.has(value)) ?? -1
    return history.with(i, { ...read, output: stale })
  }
  return history
}

/** A workload: what clients do, and what makes a history right. The built-in ones and the users' own are made alike. */

import type { Verdict } from '../checkers/verdict.ts'
import type { Client } from '../clients/client.ts'
import type { Rpcs } from '../clients/rpc.ts'
import type { Draft, Generator, Worker } from '../generators/generator.ts'
import type { Completion } from '../generators/interpreter.ts'
import type { Operation } from '../history/operation.ts'
import type { Random } from '../random.ts'
import type { Nanos } from '../time/clock.ts'

/** What a workload knows of the run when it makes its generators. */
export interface WorkloadContext {
  readonly nodes: readonly string[]
  /** Neighbours of each node. */
  readonly topology: Readonly<Record<string, readonly string[]>>
  /** Workers in all. */
  readonly concurrency: number
  readonly random: Random
  /** Mean latency between nodes. */
  readonly latency: Nanos
  /** Options that only this workload knows, such as `keyCount`. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A generator, or a function that makes one operation after the other for ever. */
export type DraftSource = Generator | ((worker: Worker) => Draft)

export interface WorkloadDefinition<R extends Rpcs = Rpcs> {
  readonly name: string
  /** One sentence for the reference and for `maelstrom doc`. */
  readonly doc?: string
  /** The requests that clients make. */
  readonly rpcs: R
  /** Functions of operations without an effect (reads): when their outcome is unknown they count as `fail`, not `info`. */
  readonly idempotent?: readonly string[]
  /** What happens until the time limit; the engine adds the rate. */
  generator(context: WorkloadContext): DraftSource
  /** What happens once everything was undone, given the history so far: usually a last read by every client. */
  finalGenerator?(context: WorkloadContext, history: readonly Operation[]): Generator
  /** Performs one operation. Resolves to its outcome (default `ok`, with the value of the invocation); an RpcError that it lets through becomes `fail` or `info`. */
  invoke(client: Client<R>, operation: Draft, context: WorkloadContext): Promise<Completion>
  /**
   * The value under which a request made by hand (in a scenario) is recorded, and, with its reply, how it ended; so that `check` understands it.
   * Default: the fields of the request, then those of the reply.
   */
  recordedValue?(
    type: string,
    request: Readonly<Record<string, unknown>>,
    reply: Readonly<Record<string, unknown>> | undefined,
  ): unknown
  /** Done once for each node before the run. */
  setup?(client: Client<R>, context: WorkloadContext): Promise<void>
  /**
   * Whether the system has settled, judged by what the final operations returned when tried beforehand, one for each node, and the history so
   * far. Without it the final phase begins at once where there were no faults, and when the whole recovery time is over where there were.
   */
  converged?(probes: readonly Completion[], history: readonly Operation[]): boolean
  /** Judges a history. */
  check(history: readonly Operation[], options: Readonly<Record<string, unknown>>): Verdict
  /** Time that a client waits for a reply; default 5 s. */
  timeout?(context: Pick<WorkloadContext, 'latency'>): Nanos
  /** Clients when the user names no number: `'1n'` means one for each node. */
  readonly defaultConcurrency?: `${number}n`
  /** The same workload with a last read of everything, for runs with the option `finalReads`. */
  readonly withFinalReads?: WorkloadDefinition<R>
  /** True where a right solution may send no message between nodes at all, so that faults may rightly hit nothing. */
  readonly coordinationFree?: boolean
}

/** Any workload, whatever its requests. */
// biome-ignore lint/suspicious/noExplicitAny: `invoke` is contravariant in the requests, so no other bound accepts every workload.
export type Workload = WorkloadDefinition<any>

/**
 * Makes a workload of your own, with the same standing as the built-in ones. The types of requests and replies follow from `rpcs`.
 *
 * @example
 * const lock = defineWorkload({
 *   name: 'lock',
 *   rpcs: { acquire: { request: z.object({}), reply: z.object({}) }, release: { request: z.object({}), reply: z.object({}) } },
 *   generator: () => ({ thread }) => ({ f: thread % 2 ? 'acquire' : 'release' }),
 *   invoke: async (client, { f }) => { await client.call(f as 'acquire', {}); return {} },
 *   check: history => …,
 * })
 */
export function defineWorkload<const R extends Rpcs>(definition: WorkloadDefinition<R>): WorkloadDefinition<R> {
  return definition
}

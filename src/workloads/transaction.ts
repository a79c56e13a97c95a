/** What the two transactional workloads share: one request, whose reply has the reads filled in, and transactions over a pool of keys. */

import { z } from 'zod'
import { type Client, MalformedReplyError } from '../clients/client.ts'
import type { Draft, Worker } from '../generators/generator.ts'
import type { Completion } from '../generators/interpreter.ts'
import { transactions } from '../generators/transactions.ts'
import { canonicalText } from '../json.ts'
import { SECOND } from '../time/clock.ts'
import { parseDuration } from '../time/duration.ts'
import { finalTransactions } from './transaction-final-reads.ts'
import type { WorkloadContext, WorkloadDefinition } from './workload.ts'

/** As in Maelstrom. */
const MAX_WRITES_PER_KEY = 16

/** One step of a transaction: a read, whose value is null in a request, or a write. */
export type MicroOperation<Write extends string = string> = readonly [f: 'r' | Write, key: unknown, value: unknown]

/** How transactions write, and what they read. */
export interface TransactionForm<Write extends string> {
  readonly write: Write
  /** Whether a value other than null can be read. */
  readonly isRead: (value: unknown) => boolean
  /** The same in a word. */
  readonly read: string
}

/** The request `txn` of a workload. */
export function transactionRpcs<const Write extends string>({ write, isRead, read }: TransactionForm<Write>) {
  const step = z.custom<MicroOperation<Write>>(
    value =>
      Array.isArray(value) &&
      value.length === 3 &&
      (value[0] === write || (value[0] === 'r' && (value[2] === null || isRead(value[2])))),
    `expected ["r", key, ${read}] or ["${write}", key, value]`,
  )
  return {
    txn: {
      request: z.object({ txn: z.array(step) }),
      reply: z.object({ txn: z.array(step) }),
      doc: `Carries out all of ["r", key, null] and ["${write}", key, value], in order, or nothing (error 30 when another transaction was in the way); replies with the same, and ${read} for each null.`,
    },
  }
}

/** Options of the user's that these workloads know. */
interface Options {
  readonly keyCount?: number
  readonly minTxnLength?: number
  readonly maxTxnLength?: number
  readonly maxWritesPerKey?: number
}

/** Transactions of reads and of writes of the given name. */
export function transactionGenerator({ options, random }: WorkloadContext, write: string): (worker: Worker) => Draft {
  const { keyCount, minTxnLength, maxTxnLength, maxWritesPerKey = MAX_WRITES_PER_KEY } = options as Options
  const next = transactions({ random, keyCount, minTxnLength, maxTxnLength, maxWritesPerKey })
  return () => ({
    f: 'txn',
    value: next().map(step => (step.kind === 'read' ? ['r', step.key, null] : [write, step.key, step.value])),
  })
}

type TransactionWorkload<Write extends string> = WorkloadDefinition<ReturnType<typeof transactionRpcs<Write>>>

/** The workload, and how it is where the run ends with a read of every key. */
export function offeringFinalReads<Write extends string>(
  workload: TransactionWorkload<Write>,
): TransactionWorkload<Write> {
  const withFinalReads: TransactionWorkload<Write> = {
    ...workload,
    // The reads themselves go on until all nodes agree, so there is nothing to wait for before them.
    converged: () => true,
    finalGenerator: ({ options }, history) =>
      finalTransactions(history, parseDuration(options.recovery) ?? 10 * SECOND),
  }
  return { ...workload, withFinalReads }
}

/** Runs one transaction. An answer to another transaction than the one that was asked for is malformed. */
export async function perform<Write extends string>(
  client: Client<ReturnType<typeof transactionRpcs<Write>>>,
  { value }: Draft,
): Promise<Completion> {
  const asked = value as MicroOperation<Write>[]
  const { txn } = await client.call('txn', { txn: asked })
  const different = asked.findIndex((step, i) => !answers(txn[i], step))
  if (different !== -1 || txn.length !== asked.length) {
    const place = different === -1 ? asked.length : different
    throw new MalformedReplyError(
      client.node,
      `txn.${place}: ${place < txn.length ? canonicalText(txn[place]) : 'is missing'}`,
      place < asked.length
        ? `an answer to ${canonicalText(asked[place])}`
        : 'no more operations than the transaction has',
      canonicalText({ type: 'txn_ok', txn }).slice(0, 200),
    )
  }
  return { value: txn }
}

function answers(answer: MicroOperation | undefined, [f, key, value]: MicroOperation): boolean {
  if (answer === undefined || answer[0] !== f || canonicalText(answer[1]) !== canonicalText(key)) return false
  return f === 'r' || canonicalText(answer[2]) === canonicalText(value)
}

export function recordedValue(
  _type: string,
  request: Readonly<Record<string, unknown>>,
  reply: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return reply?.txn ?? request.txn
}

/**
 * The Gossip Glomers challenges (fly.io/dist-sys) as data: with which parameters each part runs, and when it is passed. A part is one entry here and nothing
 * elsewhere.
 */

import type { ClusterOptions } from '../options.ts'
import type { Criterion } from './criteria.ts'

/** Parameters of a run. The program is the user's, the workload the challenge's. */
type Parameters = Omit<ClusterOptions, 'bin' | 'node' | 'workload'>

/** One part of a challenge. */
export interface Part {
  /** `3d`. Parts that are passed together share one. */
  readonly id: string
  readonly title: string
  readonly options: Parameters
  /** What is asked besides a valid run: the workload's own checker, no crash, no broken protocol, the availability of `options`. */
  readonly criteria?: readonly Criterion[]
}

export interface Challenge<Id extends string = string> {
  readonly number: number
  readonly title: string
  readonly workload: NonNullable<ClusterOptions['workload']>
  readonly parts: readonly (Part & { readonly id: Id })[]
}

const challenge = <const Id extends string>(definition: Challenge<Id>): Challenge<Id> => definition

const TWENTY_SECONDS = { timeLimit: '20s' } satisfies Parameters
/** Nodes may keep everything in a service, which no partition cuts off: then faults rightly hit nothing. */
const PARTITIONS = { nemesis: ['partition'], faultsMustHit: false } satisfies Parameters
const EFFICIENT = { ...TWENTY_SECONDS, nodes: 25, rate: 100, latency: '100ms' } satisfies Parameters
const KAFKA = { ...TWENTY_SECONDS, concurrency: '2n', rate: 1000 } satisfies Parameters
/** The reads of every key in the end are ours: without them nobody could tell a dirty write. */
const TXN = {
  ...TWENTY_SECONDS,
  concurrency: '2n',
  rate: 1000,
  availability: 'total',
  finalReads: true,
} satisfies Parameters
const READ_UNCOMMITTED = { ...TXN, consistencyModels: ['read-uncommitted'] } satisfies Parameters
const READ_COMMITTED = { ...TXN, consistencyModels: ['read-committed'] } satisfies Parameters

export const CHALLENGES = {
  echo: challenge({
    number: 1,
    title: 'echo',
    workload: 'echo',
    parts: [{ id: '1', title: 'one node', options: { nodes: 1, timeLimit: '10s' } }],
  }),
  uniqueIds: challenge({
    number: 2,
    title: 'unique ids',
    workload: 'unique-ids',
    parts: [
      {
        id: '2',
        title: 'through partitions',
        options: { nodes: 3, timeLimit: '30s', rate: 1000, availability: 'total', ...PARTITIONS },
        criteria: [{ measure: 'availability', atLeast: 1 }],
      },
    ],
  }),
  broadcast: challenge({
    number: 3,
    title: 'broadcast',
    workload: 'broadcast',
    parts: [
      { id: '3a', title: 'one node', options: { ...TWENTY_SECONDS, nodes: 1, rate: 10 } },
      { id: '3b', title: 'five nodes', options: { ...TWENTY_SECONDS, nodes: 5, rate: 10 } },
      {
        id: '3c',
        title: 'fault-tolerant',
        options: { ...TWENTY_SECONDS, nodes: 5, rate: 10, nemesis: ['partition'] },
      },
      {
        id: '3d',
        title: 'efficient, part I',
        options: EFFICIENT,
        criteria: [
          { measure: 'messages-per-operation', below: 30 },
          { measure: 'median-stable-latency', below: 400 },
          { measure: 'maximum-stable-latency', below: 600 },
        ],
      },
      {
        id: '3e',
        title: 'efficient, part II',
        options: EFFICIENT,
        criteria: [
          { measure: 'messages-per-operation', below: 20 },
          { measure: 'median-stable-latency', below: 1000 },
          { measure: 'maximum-stable-latency', below: 2000 },
        ],
      },
    ],
  }),
  gCounter: challenge({
    number: 4,
    title: 'grow-only counter',
    workload: 'g-counter',
    parts: [
      { id: '4', title: 'through partitions', options: { ...TWENTY_SECONDS, nodes: 3, rate: 100, ...PARTITIONS } },
    ],
  }),
  kafka: challenge({
    number: 5,
    title: 'kafka-style log',
    workload: 'kafka',
    parts: [
      { id: '5a', title: 'one node', options: { ...KAFKA, nodes: 1 } },
      { id: '5b', title: 'two nodes', options: { ...KAFKA, nodes: 2 } },
      {
        id: '5c',
        title: 'two nodes, efficient',
        options: { ...KAFKA, nodes: 2 },
        criteria: [{ measure: 'messages-per-operation' }],
      },
    ],
  }),
  txn: challenge({
    number: 6,
    title: 'totally available transactions',
    workload: 'txn-rw-register',
    parts: [
      {
        id: '6a',
        title: 'one node, read uncommitted',
        options: { ...READ_UNCOMMITTED, nodes: 1 },
        criteria: [{ measure: 'availability', atLeast: 1 }],
      },
      {
        id: '6b',
        title: 'two nodes, read uncommitted',
        options: { ...READ_UNCOMMITTED, nodes: 2 },
        criteria: [{ measure: 'availability', atLeast: 1 }, { measure: 'known-last-versions' }],
      },
      {
        id: '6b',
        title: 'the same through partitions',
        options: { ...READ_UNCOMMITTED, nodes: 2, ...PARTITIONS },
        criteria: [{ measure: 'availability', atLeast: 1 }, { measure: 'known-last-versions' }],
      },
      {
        id: '6c',
        title: 'read committed, through partitions',
        options: { ...READ_COMMITTED, nodes: 2, ...PARTITIONS },
        criteria: [{ measure: 'availability', atLeast: 1 }, { measure: 'known-last-versions' }],
      },
    ],
  }),
} as const

export type ChallengeName = keyof typeof CHALLENGES
export type PartId<Name extends ChallengeName> = (typeof CHALLENGES)[Name]['parts'][number]['id']

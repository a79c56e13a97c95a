/** For each workload: the first test that a project has of it, how a first version of the node comes about, and what to try next. */

import type { WorkloadName } from '../workloads/index.ts'

export interface Exercise {
  /** The title of the project. */
  readonly title: string
  /** The name of the first test, a sentence without its subject. */
  readonly test: string
  /** Options of `cluster()`, besides program, workload and duration. */
  readonly options: Readonly<Record<string, number | readonly string[]>>
  /** How to begin, in a sentence or two. */
  readonly hint: string
  /** Tests that come next: what they promise, and what is added to the options. */
  readonly next: readonly { readonly test: string; readonly options: string }[]
}

export const EXERCISES: Readonly<Record<WorkloadName, Exercise>> = {
  echo: {
    title: 'Echo',
    test: 'answers with what it was sent',
    options: { nodes: 3, rate: 20 },
    hint: 'This one is complete: a node that repeats what it is told. Break it, and see what the test says.',
    next: [
      { test: 'answers everyone when many ask at once', options: "concurrency: '8n', rate: 200" },
      { test: 'answers again after it was killed', options: "nemesis: ['kill']" },
    ],
  },
  'unique-ids': {
    title: 'Unique ids',
    test: 'gives out no id twice',
    options: { nodes: 3, rate: 100 },
    hint: 'Count up, and put the id of the node in front of the number. Then think of a node that is killed and starts to count anew.',
    next: [
      { test: 'answers everyone, even during partitions', options: "nemesis: ['partition'], availability: 'total'" },
      { test: 'gives out no id twice when nodes are killed and restarted', options: "nemesis: ['kill']" },
    ],
  },
  broadcast: {
    title: 'Broadcast',
    test: 'reaches every node',
    options: { nodes: 5, rate: 20 },
    hint: 'Answer `topology` first; you need not follow it. Then keep a set of all messages seen, and pass each new one on to all other nodes, with a message type of your own.',
    next: [
      { test: 'reaches every node through partitions', options: "nemesis: ['partition']" },
      {
        test: 'reaches 25 nodes with few messages',
        options: "nodes: 25, latency: '100ms', and expect(history).toHaveMessagesPerOp({ below: 30 })",
      },
    ],
  },
  'g-set': {
    title: 'A grow-only set',
    test: 'loses no element',
    options: { nodes: 3, rate: 20 },
    hint: 'Keep a set, and send it to the other nodes every now and then; who gets one merges it into its own by union.',
    next: [
      { test: 'loses no element through partitions', options: "nemesis: ['partition']" },
      {
        test: 'loses no element when nodes are killed',
        options: "nemesis: ['kill'], and the folder MAELSTROM_DATA_DIR",
      },
    ],
  },
  'g-counter': {
    title: 'A grow-only counter',
    test: 'counts every add',
    options: { nodes: 3, rate: 20 },
    hint: 'Keep a count for each node, and send all counts to the other nodes every now and then; merge by maximum. Or use the service seq-kv, with compare-and-set.',
    next: [
      { test: 'counts every add through partitions', options: "nemesis: ['partition']" },
      { test: 'counts every add once, although messages come twice', options: "nemesis: ['duplicate']" },
    ],
  },
  'pn-counter': {
    title: 'A counter that goes up and down',
    test: 'counts every add',
    options: { nodes: 3, rate: 20 },
    hint: 'It is two grow-only counters: one of what was added, one of what was taken away.',
    next: [
      { test: 'counts every add through partitions', options: "nemesis: ['partition']" },
      { test: 'counts every add once, although messages come twice', options: "nemesis: ['duplicate']" },
    ],
  },
  'lin-kv': {
    title: 'A linearizable key-value store',
    test: 'is linearizable',
    options: { nodes: 3, rate: 50 },
    hint: 'Pass every request on to the service lin-kv, to see it green. Then do without: elect a leader, replicate a log. That is Raft. A missing key is error 20, a cas whose `from` does not match is error 22.',
    next: [
      { test: 'is linearizable through partitions', options: "nemesis: ['partition']" },
      {
        test: 'is linearizable when nodes are killed',
        options: "nemesis: ['kill'], and the folder MAELSTROM_DATA_DIR",
      },
      // What a right store answers by error 20 or 22 did not end ok: about a third of all.
      { test: 'serves most requests', options: 'expect(history).toHaveAvailability({ atLeast: 0.5 })' },
    ],
  },
  kafka: {
    title: 'Replicated logs',
    test: 'loses, skips and reorders nothing',
    options: { nodes: 2, rate: 50 },
    hint: 'Begin with `nodes: 1` in the test, and a list for each key: the offset of a message is its place in the list. With two nodes, somebody has to hand out the offsets: the service lin-kv, with compare-and-set.',
    next: [
      { test: 'loses, skips and reorders nothing through partitions', options: "nemesis: ['partition']" },
      { test: 'loses, skips and reorders nothing when nodes are killed', options: "nemesis: ['kill']" },
    ],
  },
  'txn-list-append': {
    title: 'Transactions on lists',
    test: 'is strictly serializable',
    options: { nodes: 2, rate: 50 },
    hint: 'Begin with `nodes: 1` in the test, and run one transaction after the other. With two nodes, keep the whole state as one value in the service lin-kv, and replace it with compare-and-set; a conflict is error 30.',
    next: [
      { test: 'is strictly serializable through partitions', options: "nemesis: ['partition']" },
      { test: 'is at least snapshot isolated', options: 'expect(history).toBeSnapshotIsolated()' },
    ],
  },
  'txn-rw-register': {
    title: 'Transactions on registers',
    test: 'is read committed',
    options: { nodes: 2, rate: 50, consistencyModels: ['read-committed'] },
    hint: 'Every node may answer at once, from its own state, and tell the others what was written, a transaction at a time. That is read committed, and available through any partition.',
    next: [
      {
        test: 'is read committed, and answers everyone, during partitions',
        options: "nemesis: ['partition'], availability: 'total'",
      },
      { test: 'is serializable', options: "consistencyModels: ['serializable']" },
    ],
  },
}

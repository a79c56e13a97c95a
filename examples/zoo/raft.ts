/** Bugs in Raft: each rule of Figure 2 that people leave out, and what the key-value store on top gets wrong. */

import type { Bug } from './bug.ts'

const base = 'lin-kv/raft.ts'
const CONSENSUS = 'lin-kv/consensus.ts'
const DURABLE = 'lin-kv/durable-state.ts'
const SERVER = 'lin-kv/replicated-store.ts'
const STORE = 'lin-kv/store.ts'

const options = { workload: 'lin-kv', nodes: 3, rate: 60, timeLimit: '5s', recovery: '1s' } as const
const cut = { ...options, nemesis: ['partition'], nemesisInterval: '800ms' } satisfies Bug['options']
const all = { ...options, nemesis: ['partition', 'kill', 'loss'], nemesisInterval: '600ms' } satisfies Bug['options']

export const raftBugs: readonly Bug[] = [
  {
    name: 'raft-votes-twice',
    base,
    change: { in: CONSENSUS, from: ` && (state.vote === null || state.vote === candidate)`, to: `` },
    options: { ...options, nemesis: ['partition:bridge', 'reorder'], nemesisInterval: '1s', rate: 30, latency: '40ms' },
    property: 'linearizable',
    explains: 'A server gives its vote to whoever asks; two candidates of the same term are both elected.',
  },
  {
    name: 'raft-vote-not-persisted',
    base,
    change: {
      in: DURABLE,
      from: `if (term !== this.term || vote !== this.vote) this.#write([{ term, vote }])`,
      to: `;[this.term, this.vote] = [term, vote]`,
    },
    // Two partitions that overlap: one of them still keeps a leader away when the other lets an older one come back, to a server that was just restarted.
    options: {
      ...options,
      nemesis: ['partition:one', 'partition:halves', 'kill'],
      nemesisInterval: '400ms',
      rate: 10,
      timeLimit: '10s',
      latency: '10ms',
    },
    property: 'linearizable',
    explains:
      'Term and vote are kept in memory; a server that was restarted votes again in a term in which it has voted.',
  },
  {
    name: 'raft-log-not-persisted',
    base,
    change: {
      in: DURABLE,
      from: `if (entries.length > 0) this.#write(entries.map((entry, i) => ({ index: index + i, entry })))`,
      to: `this.log.splice(index, Infinity, ...entries)`,
    },
    options: { ...options, nemesis: ['kill:majority', 'partition'], nemesisInterval: '300ms', rate: 30 },
    property: 'linearizable',
    explains:
      'Entries are acknowledged without being written down; after a restart a majority has never heard of them.',
  },
  {
    name: 'raft-election-without-log-comparison',
    base,
    change: { in: CONSENSUS, from: ` && upToDate && `, to: ` && ` },
    options: cut,
    property: 'linearizable',
    explains: 'A candidate is elected although its log lacks committed entries, and overwrites them on the others.',
  },
  {
    name: 'raft-commits-old-term-by-counting',
    base,
    change: [
      {
        in: CONSENSUS,
        from: `if (this.#state.log[index]!.term === this.#state.term) this.#commitUpTo(index)`,
        to: `this.#commitUpTo(index)`,
      },
      { in: CONSENSUS, from: `    this.#append(null) //`, to: `    this.#replicate() //` },
    ],
    options: { ...all, nemesis: ['partition', 'kill'], nemesisInterval: '400ms', rate: 20, timeLimit: '8s' },
    property: 'linearizable',
    explains:
      'An entry of an earlier term counts as committed when a majority has it, and no entry of the new term protects it (Figure 8 of the paper).',
  },
  {
    name: 'raft-acknowledges-before-replicating',
    base,
    change: {
      in: CONSENSUS,
      from: `    this.#replicate()
    this.#commit()`,
      to: `    this.#replicate()
    this.#commitUpTo(this.#state.lastIndex)`,
    },
    options: cut,
    property: 'linearizable',
    explains:
      'The leader applies a command when it has it, before anyone else does; when it is cut off, that never happened.',
  },
  {
    name: 'raft-majority-off-by-one',
    base,
    change: {
      in: CONSENSUS,
      from: `Math.floor(this.#node.ids.length / 2) + 1`,
      to: `Math.ceil(this.#node.ids.length / 2)`,
    },
    options: { ...cut, nodes: 4, nemesis: ['partition:halves'] },
    property: 'linearizable',
    explains:
      'Half of the servers are taken for a majority; with four of them, each half of a partition goes on by itself.',
  },
  {
    name: 'raft-stale-reads',
    base,
    change: {
      in: SERVER,
      from: `    const deadline = Date.now() + PATIENCE`,
      to: `    const { type, key } = command.request
    if (type === 'read' && this.raft.role === 'leader') return this.store.read(key)
    const deadline = Date.now() + PATIENCE`,
    },
    options: cut,
    property: 'linearizable',
    explains:
      'A leader answers reads from its own store; one that was deposed, and has not heard of it, shows the past.',
  },
  {
    name: 'raft-reads-anywhere',
    base,
    change: {
      in: SERVER,
      from: `    const deadline = Date.now() + PATIENCE`,
      to: `    if (command.request.type === 'read') return this.store.read(command.request.key)
    const deadline = Date.now() + PATIENCE`,
    },
    options,
    property: 'linearizable',
    explains: 'Every replica answers reads from what it has applied so far, which is less than what was acknowledged.',
  },
  {
    name: 'raft-previous-entry-not-compared',
    base,
    change: {
      in: CONSENSUS,
      from: `if (state.log[prevIndex]?.term !== prevTerm) return`,
      to: `if (prevIndex >= state.log.length) return`,
    },
    options: {
      ...options,
      nemesis: ['partition:one', 'partition:halves'],
      nemesisInterval: '300ms',
      rate: 20,
      timeLimit: '10s',
    },
    property: 'linearizable',
    explains:
      'A follower checks that there is a previous entry, and not that it is the leader’s; their logs differ unnoticed.',
  },
  {
    name: 'raft-match-index-off-by-one',
    base,
    change: {
      in: CONSENSUS,
      from: `this.#match.set(peer, Math.max(match, index))`,
      to: `this.#match.set(peer, Math.max(match, Math.min(index + 1, this.#state.lastIndex)))`,
    },
    options: cut,
    property: 'linearizable',
    explains: 'The leader takes a follower to have one entry more than it has, and commits what nobody else has got.',
  },
  {
    name: 'raft-late-request-truncates',
    base,
    change: {
      in: CONSENSUS,
      from: `if (known >= 0) state.append(prevIndex + 1 + known, entries.slice(known))`,
      to: `state.append(prevIndex + 1, entries)`,
    },
    options: { ...all, nemesis: ['partition', 'duplicate', 'reorder'] },
    property: 'linearizable',
    explains: 'An old request that arrives late cuts off what was appended, and acknowledged, since.',
  },
  {
    name: 'raft-leader-adopts-term',
    base,
    change: {
      in: CONSENSUS,
      from: `      this.#state.setTerm(term, null)
      this.#follow(null)`,
      to: `      this.#state.setTerm(term, null)`,
    },
    // Few requests, so that who was cut off has missed nothing and may be elected; two partitions that come and go, each at its own pace.
    options: {
      ...options,
      nemesis: ['partition:one', 'partition:bridge'],
      nemesisInterval: '400ms',
      rate: 5,
      timeLimit: '20s',
      latency: '10ms',
    },
    property: 'linearizable',
    explains:
      'Whoever hears of a later term takes it on and stays what it was: a leader leads on in a term that nobody gave it.',
  },
  {
    name: 'raft-replies-to-the-wrong-request',
    base,
    change: {
      in: CONSENSUS,
      from: `      for (const { reject } of this.#proposals.values()) reject(new Deposed(this.#node.id))
      this.#proposals.clear()
`,
      to: ``,
    },
    options: { ...options, nemesis: ['partition:one'], nemesisInterval: '400ms' },
    property: 'linearizable',
    explains:
      'A deposed leader goes on waiting for the index of its proposals, and answers with the result of what came there instead.',
  },
  {
    name: 'raft-applies-before-commit',
    base,
    change: {
      in: CONSENSUS,
      from: `    this.#commitUpTo(Math.min(commitIndex, matching))`,
      to: `    this.#commitUpTo(matching)`,
    },
    options: {
      ...options,
      nodes: 5,
      concurrency: 5,
      nemesis: ['partition:halves', 'partition:one'],
      nemesisInterval: '500ms',
      rate: 20,
      timeLimit: '10s',
    },
    property: 'linearizable',
    explains:
      'A follower applies entries when it gets them; those that are never committed stay in its store, and it may lead one day.',
  },
  {
    name: 'raft-retry-carried-out-twice',
    base,
    change: {
      in: STORE,
      from: `this.#replies.get(name) ?? this.#carryOut(request)`,
      to: `this.#carryOut(request)`,
    },
    options: { ...options, nemesis: ['partition', 'loss'], nemesisInterval: '800ms' },
    property: 'linearizable',
    explains:
      'A request that is proposed again after a timeout is carried out again: an old write comes back over a newer one.',
  },
  {
    name: 'raft-requests-named-by-msg-id',
    base,
    change: { in: SERVER, from: 'name: `$' + '{src} $' + '{request.msg_id}`', to: 'name: `$' + '{request.msg_id}`' },
    options,
    property: 'linearizable',
    explains:
      'Requests are told apart by msg_id alone; another client’s request of the same number is taken for a retry.',
  },
]

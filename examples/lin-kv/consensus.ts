// Raft: agreement on a log of commands, as in Figure 2 of "In Search of an Understandable Consensus Algorithm" (Ongaro
// and Ousterhout, 2014). Without snapshots and changes of membership. What a command means is up to the caller.
import { type Body, type Node, RpcError, TIMEOUT } from '../lib/maelstrom.js'
import type { DurableState, Entry } from './durable-state.ts'

const HEARTBEAT = 50 // ms
const ELECTION = { least: 150, most: 300 } // ms without a heartbeat until a follower stands for election

interface RequestVote extends Body {
  term: number
  lastIndex: number
  lastTerm: number
}

interface Vote extends Body {
  term: number
  granted: boolean
}

interface AppendEntries<C> extends Body {
  term: number
  prevIndex: number
  prevTerm: number
  entries: Entry<C>[]
  commitIndex: number
}

interface Appended extends Body {
  term: number
  success: boolean
  /** Up to where the follower's log is known to equal the leader's; after a failure, where the leader should try next. */
  index: number
}

/** The leader was deposed before the command was committed. It may be committed all the same, as after a timeout. */
export class Deposed extends RpcError {
  constructor(id: string) {
    super(TIMEOUT, `${id} does not lead any more`)
  }
}

export class Raft<C, R> {
  role: 'follower' | 'candidate' | 'leader' = 'follower'
  /** The leader of the current term, as far as this node knows. */
  leader: string | null = null

  readonly #node: Node
  readonly #state: DurableState<C>
  readonly #apply: (command: C) => R
  #commitIndex = 0
  #lastApplied = 0
  #votes = new Set<string>()
  #electionTimer: NodeJS.Timeout | undefined
  /** For each peer: which entry to send next, and up to where its log is known to equal ours. */
  #next = new Map<string, number>()
  #match = new Map<string, number>()
  /** Commands proposed here, by index, that wait to be applied. */
  #proposals = new Map<number, { resolve(result: R): void; reject(error: Error): void }>()

  /** `apply` carries out a committed command. It is called in the same order on every node. */
  constructor(node: Node, state: DurableState<C>, apply: (command: C) => R) {
    this.#node = node
    this.#state = state
    this.#apply = apply
    node.on<RequestVote>('request_vote', (body, { src }) => this.#onRequestVote(src, body))
    node.on<Vote>('vote', (body, { src }) => this.#onVote(src, body))
    node.on<AppendEntries<C>>('append_entries', (body, { src }) => this.#onAppendEntries(src, body))
    node.on<Appended>('appended', (body, { src }) => this.#onAppended(src, body))
  }

  /** Takes part from now on; the node must know its id and its peers. */
  start() {
    this.#awaitElection()
    setInterval(() => this.#replicate(), HEARTBEAT)
  }

  /** Appends a command at the leader; resolves to its result once a majority has it. Rejects when deposed before that. */
  propose(command: C): Promise<R> {
    if (this.role !== 'leader') return Promise.reject(new Deposed(this.#node.id))
    return new Promise((resolve, reject) => {
      this.#proposals.set(this.#state.lastIndex + 1, { resolve, reject })
      this.#append(command)
    })
  }

  // --- Elections ---

  #awaitElection() {
    clearTimeout(this.#electionTimer)
    const delay = ELECTION.least + Math.random() * (ELECTION.most - ELECTION.least)
    this.#electionTimer = setTimeout(() => this.#standForElection(), delay)
  }

  #standForElection() {
    const { id, peers } = this.#node
    this.role = 'candidate'
    this.leader = null
    this.#votes = new Set([id])
    this.#state.setTerm(this.#state.term + 1, id)
    this.#awaitElection()
    const { term, lastIndex, lastTerm } = this.#state
    for (const peer of peers) this.#node.send<RequestVote>(peer, { type: 'request_vote', term, lastIndex, lastTerm })
    this.#countVotes()
  }

  #onRequestVote(candidate: string, { term, lastIndex, lastTerm }: RequestVote) {
    this.#observe(term)
    const state = this.#state
    const upToDate = lastTerm > state.lastTerm || (lastTerm === state.lastTerm && lastIndex >= state.lastIndex)
    const granted = term === state.term && upToDate && (state.vote === null || state.vote === candidate)
    if (granted) {
      state.setTerm(term, candidate)
      this.#awaitElection()
    }
    this.#node.send<Vote>(candidate, { type: 'vote', term: state.term, granted })
  }

  #onVote(voter: string, { term, granted }: Vote) {
    this.#observe(term)
    if (this.role !== 'candidate' || term !== this.#state.term || !granted) return
    this.#votes.add(voter)
    this.#countVotes()
  }

  #countVotes() {
    if (this.#votes.size < this.#majority) return
    clearTimeout(this.#electionTimer)
    this.role = 'leader'
    this.leader = this.#node.id
    this.#next = new Map(this.#node.peers.map(peer => [peer, this.#state.lastIndex + 1]))
    this.#match = new Map(this.#node.peers.map(peer => [peer, 0]))
    this.#append(null) // entries of earlier terms are committed together with one of this term (section 5.4.2)
  }

  /** Follows whoever has a later term. */
  #observe(term: number) {
    if (term > this.#state.term) {
      this.#state.setTerm(term, null)
      this.#follow(null)
    }
  }

  #follow(leader: string | null) {
    if (this.role === 'leader') {
      for (const { reject } of this.#proposals.values()) reject(new Deposed(this.#node.id))
      this.#proposals.clear()
    }
    if (this.role === 'leader' || leader !== null) this.#awaitElection()
    this.role = 'follower'
    this.leader = leader
  }

  get #majority(): number {
    return Math.floor(this.#node.ids.length / 2) + 1
  }

  // --- Replication ---

  #append(command: C | null) {
    this.#state.append(this.#state.lastIndex + 1, [{ term: this.#state.term, command }])
    this.#replicate()
    this.#commit()
  }

  /**
   * Sends to each peer what it lacks, and a heartbeat when it lacks nothing. What was sent is taken to arrive: when it
   * does not, the peer refuses the next request, and says from where on it needs the log.
   */
  #replicate() {
    if (this.role !== 'leader') return
    const { term, log } = this.#state
    for (const peer of this.#node.peers) {
      const next = this.#next.get(peer)!
      const entries = log.slice(next)
      const [prevIndex, prevTerm] = [next - 1, log[next - 1]!.term]
      const commitIndex = this.#commitIndex
      this.#node.send<AppendEntries<C>>(peer, {
        type: 'append_entries',
        ...{ term, prevIndex, prevTerm, entries, commitIndex },
      })
      this.#next.set(peer, log.length)
    }
  }

  #onAppendEntries(leader: string, request: AppendEntries<C>) {
    const { term, prevIndex, prevTerm, entries, commitIndex } = request
    const state = this.#state
    const answer = (success: boolean, index: number) =>
      this.#node.send<Appended>(leader, { type: 'appended', term: state.term, success, index })

    this.#observe(term)
    if (term < state.term) return answer(false, 0)
    this.#follow(leader)
    if (state.log[prevIndex]?.term !== prevTerm) return answer(false, this.#beforeConflict(prevIndex))

    // Only from the first entry on that differs: an old request may arrive late, and must not cut off what came since.
    const known = entries.findIndex((entry, i) => state.log[prevIndex + 1 + i]?.term !== entry.term)
    if (known >= 0) state.append(prevIndex + 1 + known, entries.slice(known))
    const matching = prevIndex + entries.length
    this.#commitUpTo(Math.min(commitIndex, matching))
    answer(true, matching)
  }

  /** Where to try next after a refusal: behind our log, or before the whole term that contradicts (end of section 5.3). */
  #beforeConflict(prevIndex: number): number {
    const { log } = this.#state
    if (prevIndex >= log.length) return log.length
    const first = log.findIndex(entry => entry.term === log[prevIndex]!.term)
    return Math.max(first, this.#commitIndex + 1)
  }

  #onAppended(peer: string, { term, success, index }: Appended) {
    this.#observe(term)
    if (this.role !== 'leader' || term !== this.#state.term) return
    const match = this.#match.get(peer)!
    if (success) {
      this.#match.set(peer, Math.max(match, index))
      this.#commit()
    } else {
      this.#next.set(peer, Math.max(index, match + 1))
    }
  }

  /** The leader commits what a majority has, provided that it is of its own term. */
  #commit() {
    const matches = [this.#state.lastIndex, ...this.#match.values()].sort((a, b) => b - a)
    const index = matches[this.#majority - 1]!
    if (this.#state.log[index]!.term === this.#state.term) this.#commitUpTo(index)
  }

  #commitUpTo(index: number) {
    this.#commitIndex = Math.max(this.#commitIndex, index)
    while (this.#lastApplied < this.#commitIndex) {
      const { command } = this.#state.log[++this.#lastApplied]!
      if (command === null) continue
      const result = this.#apply(command)
      this.#proposals.get(this.#lastApplied)?.resolve(result)
      this.#proposals.delete(this.#lastApplied)
    }
  }
}

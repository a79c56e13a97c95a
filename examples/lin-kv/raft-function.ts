// A key-value store on Raft, as a function: Figure 2 of "In Search of an Understandable Consensus Algorithm" (Ongaro and
// Ousterhout, 2014) on one page, without snapshots and changes of membership. A test runs it by `cluster({ node: raft })`,
// with breakpoints; as a process it runs by `bin: './raft-function.ts'`.
import { defineNode, MaelstromError, runNode } from '@jepsen-ts/maelstrom/node'
import { type Command, type Entry, type Request, State, Store } from './raft-state.ts'

const HEARTBEAT = 50 // ms
const ELECTION = { least: 150, most: 300 } // ms without a heartbeat until a follower stands for election
const ATTEMPT = 300 // ms for the leader to get a command committed, before it is proposed again
const PATIENCE = 900 // ms; a client waits for a second at least

/** Between servers a message needs no reply: whoever misses one sends again at the next heartbeat. */
interface Messages {
  request_vote: { request: { term: number; lastIndex: number; lastTerm: number }; reply: object }
  vote: { request: { term: number; granted: boolean }; reply: object }
  append_entries: {
    request: { term: number; prevIndex: number; prevTerm: number; entries: Entry[]; commitIndex: number }
    reply: object
  }
  /** `index`: up to where the logs are equal; after a failure, where the leader should try next. */
  appended: { request: { term: number; success: boolean; index: number }; reply: object }
  propose: { request: { command: Command }; reply: { result: object } }
  read: { request: { key: number }; reply: object }
  write: { request: { key: number; value: unknown }; reply: object }
  cas: { request: { key: number; from: unknown; to: unknown }; reply: object }
}

export const raft = defineNode<Messages>(
  ({ nodeId, nodeIds, peers, on, send, rpc, after, every, now, random, file }) => {
    const majority = Math.floor(nodeIds.length / 2) + 1
    const state = new State(file('raft.jsonl'))
    const store = new Store()

    let role: 'follower' | 'candidate' | 'leader' = 'follower'
    let leader: string | null = null // of the current term, as far as this server knows
    let votes = new Set<string>()
    let commitIndex = 0
    let lastApplied = 0
    // For each peer: which entry to send next, and up to where its log is known to equal ours.
    const next = new Map<string, number>()
    const match = new Map<string, number>()
    /** Commands proposed here, by index, that wait to be applied. */
    const proposals = new Map<number, { resolve(result: object): void; reject(error: Error): void }>()

    // --- Elections (section 5.2) ---

    let election = after(0, () => {})
    function awaitElection() {
      election.cancel()
      election = after(ELECTION.least + random.float() * (ELECTION.most - ELECTION.least), standForElection)
    }

    function standForElection() {
      role = 'candidate'
      leader = null
      votes = new Set([nodeId])
      state.setTerm(state.term + 1, nodeId)
      awaitElection()
      const { term, lastIndex, lastTerm } = state
      for (const peer of peers) send(peer, { type: 'request_vote', term, lastIndex, lastTerm })
      countVotes()
    }

    on('request_vote', ({ term, lastIndex, lastTerm }, { src: candidate }) => {
      observe(term)
      const upToDate = lastTerm > state.lastTerm || (lastTerm === state.lastTerm && lastIndex >= state.lastIndex)
      const granted = term === state.term && upToDate && (state.vote === null || state.vote === candidate)
      if (granted) {
        state.setTerm(term, candidate)
        awaitElection()
      }
      send(candidate, { type: 'vote', term: state.term, granted })
    })

    on('vote', ({ term, granted }, { src: voter }) => {
      observe(term)
      if (role !== 'candidate' || term !== state.term || !granted) return
      votes.add(voter)
      countVotes()
    })

    function countVotes() {
      if (votes.size < majority) return
      election.cancel()
      role = 'leader'
      leader = nodeId
      for (const peer of peers) {
        next.set(peer, state.lastIndex + 1)
        match.set(peer, 0)
      }
      append(null) // entries of earlier terms are committed together with one of this term (section 5.4.2)
    }

    /** Follows whoever has a later term. */
    function observe(term: number) {
      if (term <= state.term) return
      state.setTerm(term, null)
      follow(null)
    }

    function follow(whom: string | null) {
      if (role === 'leader') {
        // They may be committed all the same, so nobody can say what became of them.
        for (const { reject } of proposals.values()) reject(new MaelstromError('timeout', `${nodeId} was deposed`))
        proposals.clear()
      }
      if (role === 'leader' || whom !== null) awaitElection()
      role = 'follower'
      leader = whom
    }

    // --- Replication (section 5.3) ---

    function append(command: Command | null) {
      state.append(state.lastIndex + 1, [{ term: state.term, command }])
      replicate()
      commit()
    }

    /**
     * Sends to each peer what it lacks, and a heartbeat when it lacks nothing. What was sent is taken to arrive: when it does
     * not, the peer refuses the next request, and says from where on it needs the log.
     */
    function replicate() {
      if (role !== 'leader') return
      const { term, log } = state
      for (const peer of peers) {
        const from = next.get(peer)!
        const [prevIndex, prevTerm, entries] = [from - 1, log[from - 1]!.term, log.slice(from)]
        send(peer, { type: 'append_entries', term, prevIndex, prevTerm, entries, commitIndex })
        next.set(peer, log.length)
      }
    }

    on('append_entries', ({ term, prevIndex, prevTerm, entries, commitIndex: committed }, { src }) => {
      observe(term)
      const answer = (success: boolean, index: number) =>
        send(src, { type: 'appended', term: state.term, success, index })
      if (term < state.term) return answer(false, 0)
      follow(src)
      if (state.log[prevIndex]?.term !== prevTerm) return answer(false, beforeConflict(prevIndex))
      // Only from the first entry on that differs: an old request may arrive late, and must not cut off what came since.
      const known = entries.findIndex((entry, i) => state.log[prevIndex + 1 + i]?.term !== entry.term)
      if (known >= 0) state.append(prevIndex + 1 + known, entries.slice(known))
      const matching = prevIndex + entries.length
      commitUpTo(Math.min(committed, matching))
      answer(true, matching)
    })

    /** Where to try next after a refusal: behind our log, or before the whole term that contradicts (end of section 5.3). */
    function beforeConflict(prevIndex: number): number {
      const { log } = state
      if (prevIndex >= log.length) return log.length
      const first = log.findIndex(({ term }) => term === log[prevIndex]!.term)
      return Math.max(first, commitIndex + 1)
    }

    on('appended', ({ term, success, index }, { src: peer }) => {
      observe(term)
      if (role !== 'leader' || term !== state.term) return
      if (success) {
        match.set(peer, Math.max(match.get(peer)!, index))
        commit()
      } else next.set(peer, Math.max(index, match.get(peer)! + 1))
    })

    /** The leader commits what a majority has, provided that it is of its own term (section 5.4.2). */
    function commit() {
      const matches = [state.lastIndex, ...match.values()].sort((a, b) => b - a)
      const index = matches[majority - 1]!
      if (state.log[index]!.term === state.term) commitUpTo(index)
    }

    function commitUpTo(index: number) {
      commitIndex = Math.max(commitIndex, index)
      while (lastApplied < commitIndex) {
        const { command } = state.log[++lastApplied]!
        if (command === null) continue
        const result = store.apply(command)
        proposals.get(lastApplied)?.resolve(result)
        proposals.delete(lastApplied)
      }
    }

    // --- Clients (section 8) ---

    /** Resolves to the result once a majority has the command. Only the leader can tell. */
    function propose(command: Command): Promise<object> {
      if (role !== 'leader') throw new MaelstromError('timeout', `${nodeId} does not lead`)
      return new Promise((resolve, reject) => {
        proposals.set(state.lastIndex + 1, { resolve, reject })
        append(command)
      })
    }
    on('propose', async ({ command }) => ({ result: await propose(command) }))

    // Reads go through the log like all others, so no deposed leader can answer them.
    for (const type of ['read', 'write', 'cas'] as const) {
      // No two requests have the same client and the same msg_id: that makes their name.
      on(type, (request, { src }) => serve({ name: `${src} ${request.msg_id}`, request: request as Request }))
    }

    /** Has the leader carry a request out. To propose it again does no harm: a command that was carried out is not carried out twice. */
    async function serve(command: Command): Promise<object> {
      const deadline = now() + PATIENCE
      let proposed = false
      while (now() < deadline) {
        const timeout = Math.min(ATTEMPT, deadline - now())
        try {
          if (leader !== null) {
            proposed = true
            if (leader === nodeId) return await Promise.race([propose(command), giveUp(timeout)])
            return (await rpc(leader, { type: 'propose', command }, { timeout })).result
          }
        } catch {
          // The leader was deposed, or does not answer.
        }
        await new Promise<void>(resolve => after(20, resolve))
      }
      if (proposed) throw new MaelstromError('timeout', 'proposed, but not committed in time')
      throw new MaelstromError('temporarily-unavailable', 'there is no leader')
    }

    const giveUp = (ms: number) =>
      new Promise<never>((_, reject) => after(ms, () => reject(new MaelstromError('timeout', 'not committed in time'))))

    awaitElection()
    every(HEARTBEAT, replicate)
  },
)

runNode(raft, import.meta)

// A key-value store on Raft: whoever gets a request has it carried out by the leader, and tries again for as long as
// its client is still waiting.
import { join } from 'node:path'
import { type Body, Node, RpcError, TEMPORARILY_UNAVAILABLE, TIMEOUT } from '../lib/maelstrom.js'
import { Raft } from './consensus.ts'
import { DurableState } from './durable-state.ts'
import { type Command, type Request, Store } from './store.ts'

const PATIENCE = 900 // ms; a client waits for a second at least
const ATTEMPT = 300 // ms

interface Propose extends Body {
  command: Command
}

interface Proposed extends Body {
  result: Body
}

/** Not for clients of the store, but for tests that aim at the leader. */
interface Leads extends Body {
  leader: string | null
}

export class ReplicatedStore {
  readonly node = new Node()
  readonly store = new Store()
  readonly raft: Raft<Command, Body>

  constructor() {
    const path = join(process.env.MAELSTROM_DATA_DIR ?? '.', 'raft.jsonl')
    this.raft = new Raft(this.node, new DurableState(path), command => this.store.apply(command))
    this.node.on('init', () => this.raft.start())
    for (const type of ['read', 'write', 'cas']) {
      // No two requests have the same client and the same msg_id: that makes their name.
      this.node.on<Request>(type, (request, { src }) => this.handle({ name: `${src} ${request.msg_id}`, request }))
    }
    this.node.on('who_leads', () => {
      const reply: Leads = { type: 'who_leads_ok', leader: this.raft.leader }
      return reply
    })
    this.node.on<Propose>('propose', async ({ command }) => {
      const proposed: Proposed = { type: 'proposed', result: await this.raft.propose(command) }
      return proposed
    })
  }

  /** Answers a client's request. Reads go through the log like all others; so no deposed leader can answer them. */
  async handle(command: Command): Promise<Body> {
    const deadline = Date.now() + PATIENCE
    let proposed = false
    while (Date.now() < deadline) {
      const { leader } = this.raft
      try {
        if (leader !== null) {
          proposed = true
          return await this.#proposeTo(leader, command, Math.min(ATTEMPT, deadline - Date.now()))
        }
      } catch {
        // The leader was deposed, or does not answer. To propose the command again does no harm.
      }
      await sleep(20)
    }
    if (proposed) throw new RpcError(TIMEOUT, 'proposed, but not committed in time')
    throw new RpcError(TEMPORARILY_UNAVAILABLE, 'there is no leader')
  }

  async #proposeTo(leader: string, command: Command, timeout: number): Promise<Body> {
    if (leader === this.node.id) return await Promise.race([this.raft.propose(command), giveUp(timeout)])
    const { result } = await this.node.rpc<Proposed, Propose>(leader, { type: 'propose', command }, timeout)
    return result
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

async function giveUp(ms: number): Promise<never> {
  await sleep(ms)
  throw new RpcError(TIMEOUT, `not committed within ${ms} ms`)
}

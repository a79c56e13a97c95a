/**
 * The scenario form of `cluster()`: a test steers by hand, and everything it does is recorded as if a workload and a nemesis had done it.
 */

import { CancelledError, type Client, MalformedReplyError } from './clients/client.ts'
import type { ReplyOf, RequestOf, Rpcs } from './clients/rpc.ts'
import type { Draft } from './generators/generator.ts'
import type { Completion } from './generators/interpreter.ts'
import { cutsBetween, PartitionLinks } from './nemesis/partition.ts'
import type { Body } from './network/message.ts'
import type { NodeState } from './nodes/node.ts'
import { outcomeOf, reportMalformedReply } from './run.ts'
import type { Nanos } from './time/clock.ts'
import { type Duration, parseDuration } from './time/duration.ts'
import type { World } from './world.ts'

/** What may be said of one request. */
export interface RequestOptions {
  /** How long to wait for the reply; default: the workload's. */
  readonly timeout?: Duration
  /** Marks a read after everything was undone, by which workloads such as broadcast are judged. */
  readonly final?: boolean
}

/**
 * A client steered by hand. Its requests are operations of the history, and it is a process of its own; a request that it makes while another
 * is open is that of a further process, since a process does one thing at a time.
 */
export interface ScenarioClient<R extends Rpcs = Rpcs> {
  /**
   * Sends any request to a node and resolves to the body of the reply. Rejects with RpcError for an error reply or a timeout. With a workload, a request of
   * a type that the workload does not know is not part of the history: it is in the journal only.
   */
  rpc(node: string, body: Body, options?: RequestOptions): Promise<Body>
  /** Makes a request of the workload, checked and typed by its schemas; `to` defaults to the client's own node. */
  call<T extends keyof R & string>(
    type: T,
    fields: RequestOf<R[T]>,
    options?: RequestOptions & { readonly to?: string },
  ): Promise<ReplyOf<R[T]>>
}

export interface ScenarioNodes {
  /** The ids, in order. */
  readonly ids: readonly string[]
  state(node: string): NodeState
  /** SIGKILL; its private folder stays. */
  kill(node: string): Promise<void>
  /** Starts a killed or crashed node again, with a new `init`. */
  start(node: string): Promise<void>
  pause(node: string): void
  resume(node: string): void
}

export interface ScenarioNetwork {
  /** Cuts all links between the groups; a node in no group is cut off from everyone. Replaces an earlier partition. */
  partition(groups: readonly (readonly string[])[]): void
  heal(): void
  /** Messages that partitions have lost so far. */
  readonly lost: number
}

/** What a scenario is handed. */
export interface Steering<R extends Rpcs = Rpcs> {
  /** A new client; `node` is the one that `call` asks (default: the first). */
  client(node?: string): ScenarioClient<R>
  readonly nodes: ScenarioNodes
  readonly network: ScenarioNetwork
  /** Waits; in virtual time too. */
  sleep(duration: Duration): Promise<void>
  /** Nanoseconds since the run began. */
  now(): Nanos
}

export type Scenario<R extends Rpcs = Rpcs> = (steering: Steering<R>) => Promise<void>

function nanosOf(duration: Duration): Nanos {
  const nanos = parseDuration(duration)
  if (nanos === undefined)
    throw new TypeError(
      `expected a duration such as '250ms', '2s' or a number of milliseconds; got ${JSON.stringify(duration)}`,
    )
  return nanos
}

/**
 * What a scenario gets that goes on after its run has ended: it stays where it is. An error instead would make a loop that tries again spin for ever,
 * and the test runner with it.
 */
const NEVER = new Promise<never>(() => {})

export function steering(world: World): Steering {
  const { clock, recorder, nodes: byId, network, options } = world
  const ids = options.nodes
  let processes = 0
  let links: PartitionLinks | undefined
  let lost = 0

  const node = (id: string) => {
    const found = byId.get(id)
    if (found === undefined) throw new RangeError(`there is no node ${JSON.stringify(id)}; there are ${ids.join(', ')}`)
    return found
  }
  const act = async (f: string, id: string, action: () => Promise<void>): Promise<void> => {
    node(id)
    if (world.stopped) return await NEVER
    recorder.event('nemesis', f, [id])
    await action()
    recorder.event('nemesis', f, [id])
    clock.settle()
  }
  const actNow = (f: string, id: string, action: () => void): void => {
    node(id)
    recorder.event('nemesis', f, [id])
    action()
    recorder.event('nemesis', f, [id])
  }

  const makeClient = (home: string): ScenarioClient => {
    node(home)
    const idle: { readonly process: number; readonly client: Client }[] = []
    const another = () => {
      const process = processes++
      return { process, client: world.client(`c${process}`, home) }
    }
    const perform = async <T extends Readonly<Record<string, unknown>>>(
      to: string,
      type: string,
      fields: Record<string, unknown>,
      { final }: RequestOptions,
      ask: (client: Client) => Promise<T>,
    ): Promise<T> => {
      if (world.stopped) return await NEVER
      const actor = idle.pop() ?? another()
      const { process, client } = actor
      const value = (reply?: Record<string, unknown>) =>
        options.workload.recordedValue?.(type, fields, reply) ?? reply ?? fields
      const draft: Draft = { f: type, value: value(), ...(final === true ? { final } : {}) }
      // What the workload does not know ("who leads?") is a means of the test, and no operation of which its checker could make anything.
      const counts = options.given.workload === undefined || Object.hasOwn(options.workload.rpcs, type)
      const record = (completion?: Completion) => {
        if (counts) recorder.record(process, to, draft, completion)
      }
      record()
      try {
        const reply = await ask(client)
        const { type: _type, msg_id: _id, in_reply_to: _request, ...told } = reply
        record({ value: value(told) })
        idle.push(actor)
        return reply
      } catch (error) {
        const completion = outcomeOf(error, options.workload.idempotent?.includes(type) === true)
        if (error instanceof MalformedReplyError) reportMalformedReply(world, error)
        if (completion !== undefined) record(completion)
        // A process whose operation may still happen never acts again; the next request is a new one's.
        if (completion?.type === 'fail') idle.push(actor)
        throw error
      }
    }
    const timeoutOf = ({ timeout }: RequestOptions) => (timeout === undefined ? {} : { timeout: nanosOf(timeout) })
    return {
      rpc: async (dest, body, callOptions = {}) => {
        const { type, ...fields } = body
        const timeout = timeoutOf(callOptions)
        return await perform(dest, type, fields, callOptions, client => client.rpc(dest, body, timeout))
      },
      call: async (type, fields, callOptions = {}) => {
        const to = callOptions.to ?? home
        const timeout = timeoutOf(callOptions)
        return await perform(to, type, fields as Record<string, unknown>, callOptions, client =>
          client.call(type, fields, { to, ...timeout }),
        )
      },
    }
  }

  return {
    client: (home = ids[0]!) => makeClient(home),
    nodes: {
      ids,
      state: id => node(id).state,
      kill: id => act('kill', id, () => node(id).kill()),
      start: id => act('start', id, () => node(id).restart()),
      pause: id => actNow('pause', id, () => node(id).pause()),
      resume: id => actNow('resume', id, () => node(id).resume()),
    },
    network: {
      partition(groups) {
        for (const id of groups.flat()) node(id)
        if (links !== undefined) network.removeFault(links)
        links = new PartitionLinks(cutsBetween(ids, groups), () => {
          lost++
        })
        network.addFault(links)
        recorder.event('nemesis', 'start-partition', groups)
      },
      heal() {
        if (links !== undefined) network.removeFault(links)
        links = undefined
        recorder.event('nemesis', 'stop-partition', null)
      },
      get lost() {
        return lost
      },
    },
    sleep: duration =>
      new Promise(resolve => {
        clock.after(nanosOf(duration), () => {
          clock.settle()
          resolve()
        })
      }),
    now: () => clock.now(),
  }
}

/** Runs a scenario until it ends or the run is cut short. A test that fails in the middle fails the run with its own error. */
export async function runScenario(
  world: World,
  scenario: Scenario,
  onCut: (listener: () => void) => void,
): Promise<void> {
  const cut = new Promise<'cut'>(resolve => {
    onCut(() => {
      world.clock.settle()
      resolve('cut')
    })
  })
  const work = scenario(steering(world)).finally(() => world.clock.settle())
  work.catch(() => {})
  if ((await Promise.race([work, cut])) === 'cut') return
  await work.catch(error => {
    if (!(error instanceof CancelledError)) throw error
  })
}

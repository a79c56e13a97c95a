/**
 * The phases of a run: setup, the workload under the nemesis, recovery, the final operations. Fast when right, patient when wrong: recovery ends as
 * soon as the system has settled.
 */

import { CancelledError, type Client, MalformedReplyError } from './clients/client.ts'
import type { Rpcs } from './clients/rpc.ts'
import type { Progress } from './environment.ts'
import { pointing, withoutPointer } from './explanations/pointer.ts'
import { type Draft, type Generator, LATER, stagger, until } from './generators/generator.ts'
import { type Completion, Interpreter, makeWorkers, type WorkerState } from './generators/interpreter.ts'
import { type FaultReport, Nemesis } from './nemesis/nemesis.ts'
import { RpcError } from './network/errors.ts'
import { formatProblem } from './nodes/problem.ts'
import { type Clock, MILLISECOND, type Nanos, SECOND } from './time/clock.ts'
import { hostMilliseconds, hostTimeout } from './time/host-time.ts'
import type { DraftSource } from './workloads/workload.ts'
import type { World } from './world.ts'

/** A node did not take part in the preparation that the workload demands: there is no run to judge. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
  constructor(message: string, options?: ErrorOptions) {
    super(pointing('SetupError', message), options)
  }
}

/** Ends a run before its time; whoever holds it says why. */
export class CutShort {
  reason: string | undefined
  readonly #listeners: (() => void)[] = []

  /** Only the first reason counts. */
  now(reason: string): void {
    if (this.reason !== undefined) return
    this.reason = reason
    for (const listener of this.#listeners) listener()
  }

  onCut(listener: () => void): void {
    this.#listeners.push(listener)
    if (this.reason !== undefined) listener()
  }
}

/** Time between two reports of progress. */
const PROGRESS_INTERVAL = 200 * MILLISECOND

export async function runWorkload(
  world: World,
  cut: CutShort,
  onProgress?: (progress: Progress) => void,
): Promise<readonly FaultReport[]> {
  const { options, clock, recorder, context } = world
  const { workload, nodes, schedule } = options
  const workers = makeWorkers(options.concurrency, nodes)
  const clients = new Map<number, Client<Rpcs>>()

  const perform = (worker: WorkerState, draft: Draft): Promise<Completion> => {
    let client = clients.get(worker.process)
    if (client === undefined) {
      client = world.client(`c${worker.process}`, worker.node)
      clients.set(worker.process, client)
    }
    const asking = client
    const { process } = worker
    const ended = (completion: Completion): Completion => {
      if (completion.type === 'info') {
        asking.close()
        clients.delete(process)
      }
      return completion
    }
    return workload.invoke(asking, draft, context).then(ended, (error: unknown) => {
      const completion = outcomeOf(error, workload.idempotent?.includes(draft.f) === true)
      if (completion === undefined) throw error
      if (error instanceof MalformedReplyError) reportMalformedReply(world, error)
      return ended(completion)
    })
  }
  const interpreter = new Interpreter({
    clock,
    random: world.random.fork('workers'),
    workers,
    perform,
    record: (worker, draft, completion) => recorder.record(worker.process, worker.node, draft, completion),
  })
  const nemesis = new Nemesis({
    faults: options.nemesis,
    interval: options.nemesisInterval,
    world: {
      nodes: world.nodes,
      network: world.network,
      clock,
      latency: options.latency,
      simulated: world.simulated,
    },
    random: world.random.fork('nemesis'),
    clock,
    varied: schedule.varied === true,
    kept: schedule?.faults === undefined ? undefined : new Set(schedule.faults),
    record: (f, value) => recorder.event('nemesis', f, value),
  })
  const perNode = new Map(nodes.map(node => [node, world.client(`c-${node}`, node)]))
  let givenUp = false
  cut.onCut(() => {
    givenUp = true
    interpreter.stop()
    for (const client of [...clients.values(), ...perNode.values()]) client.close()
  })

  if (workload.setup !== undefined) {
    await Promise.all([...perNode].map(([node, client]) => setUp(world, node, () => workload.setup!(client, context))))
  }
  if (givenUp) return nemesis.report()

  const end = clock.now() + options.timeLimit
  const kept = schedule?.operations === undefined ? undefined : new Set(schedule.operations)
  const source = asGenerator(workload.generator({ ...context, random: world.random.fork('generator') }))
  nemesis.begin()
  const started = clock.now()
  let recovering = false
  const progress = tellProgress(world.clock, onProgress, () => ({
    elapsed: clock.now() - started,
    total: options.timeLimit,
    operations: recorder.operations.length >> 1,
    faults: nemesis.underWay,
    ...(recovering ? { recovering } : {}),
  }))
  try {
    try {
      const paced =
        options.rate === 0
          ? { next: () => LATER }
          : stagger(SECOND / options.rate, world.random.fork('stagger'), source, kept)
      await interpreter.run(until(end, paced))
    } finally {
      await nemesis.end()
    }
    recovering = true
    if (!givenUp && workload.finalGenerator !== undefined) await finish(workload.finalGenerator)
  } finally {
    progress?.cancel()
  }
  return nemesis.report()

  /** Recovery, and the final operations. */
  async function finish(finalGenerator: NonNullable<typeof workload.finalGenerator>): Promise<void> {
    const finalContext = () => ({ ...context, random: world.random.fork('final') })
    const final = () => asGenerator(finalGenerator.call(workload, finalContext(), recorder.operations))
    if (workload.converged !== undefined) {
      const probes = () => probe(world, perNode, final())
      const deadline = clock.now() + options.recovery
      let pause = 5 * MILLISECOND
      while (!givenUp && !workload.converged(await probes(), recorder.operations) && clock.now() < deadline) {
        await sleep(world, Math.min(pause, Math.max(0, deadline - clock.now())))
        pause = Math.min(pause * 1.5, 200 * MILLISECOND)
      }
    } else if (options.nemesis.length > 0) {
      const deadline = clock.now() + options.recovery
      while (!givenUp && clock.now() < deadline) await sleep(world, Math.min(100 * MILLISECOND, deadline - clock.now()))
    }
    if (!givenUp) await interpreter.run(final())
  }
}

/** Tells a few times a second, by the host's time; in virtual time without an event of the simulation, which stays as it is. */
export function tellProgress(
  clock: Clock,
  onProgress: ((progress: Progress) => void) | undefined,
  progress: () => Omit<Progress, 'wall'>,
): { cancel(): void } | undefined {
  if (onProgress === undefined) return undefined
  const began = hostMilliseconds()
  const wait = (action: () => void) =>
    clock.virtual ? hostTimeout(PROGRESS_INTERVAL / MILLISECOND, action) : clock.after(PROGRESS_INTERVAL, action)
  const tick = () => {
    onProgress({ ...progress(), wall: (hostMilliseconds() - began) * MILLISECOND })
    timer = wait(tick)
  }
  let timer = wait(tick)
  return { cancel: () => timer.cancel() }
}

function asGenerator(source: DraftSource): Generator {
  return typeof source === 'function' ? { next: source } : source
}

/** What an error of `invoke` makes of its operation; undefined: it is no outcome but a mistake in the workload. */
export function outcomeOf(error: unknown, idempotent: boolean): Completion | undefined {
  if (error instanceof RpcError)
    return { type: error.definite || idempotent ? 'fail' : 'info', error: error.toOperationError() }
  if (error instanceof MalformedReplyError)
    return { type: idempotent ? 'fail' : 'info', error: { code: 13, name: 'malformed-reply', text: error.problem } }
  if (error instanceof CancelledError)
    return { type: 'info', error: { code: 0, name: 'cancelled', text: error.message } }
  return undefined
}

export function reportMalformedReply(world: World, error: MalformedReplyError): void {
  world.problems.add({
    node: error.node,
    kind: 'malformed-reply',
    time: world.clock.now(),
    message: `${error.node} sent a reply of the wrong shape: ${error.problem}. Expected ${error.expected}.`,
    excerpt: error.excerpt,
    stderr: world.nodes.get(error.node)?.lastLog ?? [],
  })
}

async function setUp(world: World, node: string, setup: () => Promise<void>): Promise<void> {
  try {
    await setup()
  } catch (error) {
    if (error instanceof CancelledError) return
    const problems = world.problems.all
      .filter(problem => problem.node === node)
      .map(problem => `\n${formatProblem(problem)}`)
    throw new SetupError(
      `${node} did not take part in the preparation of the workload ${world.options.workload.name}: ${error instanceof Error ? withoutPointer(error.message) : String(error)}${problems.join('')}`,
      { cause: error },
    )
  }
}

/** What the final operations would return now, one round for each node; not part of the history. */
async function probe(
  world: World,
  perNode: ReadonlyMap<string, Client<Rpcs>>,
  generator: Generator,
): Promise<Completion[]> {
  const { workload } = world.options
  return Promise.all(
    [...perNode].map(async ([node, client], thread): Promise<Completion> => {
      const draft = generator.next({ thread, process: thread, node }, world.clock.now())
      if (typeof draft !== 'object') return {}
      try {
        return await workload.invoke(client, draft, world.context)
      } catch (error) {
        return outcomeOf(error, true) ?? { type: 'info' }
      }
    }),
  )
}

function sleep({ clock }: World, delay: Nanos): Promise<void> {
  return new Promise(resolve => {
    clock.after(delay, () => {
      clock.settle()
      resolve()
    })
  })
}

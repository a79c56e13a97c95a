/** Everything that one run consists of: clock, network, nodes, services, clients, and what they leave behind. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CancelledError, Client, type ClientCounts } from './clients/client.ts'
import type { Rpcs } from './clients/rpc.ts'
import { makeRunFolder } from './history/files.ts'
import type { NetworkStatistics } from './history/history.ts'
import { Recorder } from './history/recorder.ts'
import { FileJournal, type Journal, NO_JOURNAL } from './network/journal.ts'
import type { Message } from './network/message.ts'
import { Network } from './network/network.ts'
import type { NodeHost, SimulatedNode } from './nodes/host.ts'
import { Node } from './nodes/node.ts'
import { NodeLog } from './nodes/node-log.ts'
import { excerptOf, ProblemLog } from './nodes/problem.ts'
import { registerTempFolder } from './nodes/reaper.ts'
import type { ResolvedOptions } from './options.ts'
import { momentary, type Random, random } from './random.ts'
import { SERVICES } from './services/index.ts'
import { serviceEndpoint } from './services/service.ts'
import { type Clock, SECOND } from './time/clock.ts'
import type { WorkloadContext } from './workloads/workload.ts'

export interface World {
  readonly options: ResolvedOptions
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly nodes: ReadonlyMap<string, Node>
  readonly recorder: Recorder
  readonly problems: ProblemLog
  readonly clientCounts: ClientCounts
  readonly context: WorkloadContext
  /** Where results go; undefined: nowhere. */
  readonly folder: string | undefined
  /** In virtual time: the disk and the clock of a node. */
  readonly simulated: ((id: string) => SimulatedNode) | undefined
  /** Makes a client; it ends with the world. */
  client(id: string, node: string): Client<Rpcs>
  networkStatistics(): NetworkStatistics
  /** Starts all nodes and performs the handshake with each. */
  start(): Promise<void>
  /** Ends everything; nothing of it runs afterwards. */
  stop(): Promise<void>
  /** Whether it was told to end. */
  readonly stopped: boolean
}

export interface WorldInput {
  readonly options: ResolvedOptions
  readonly clock: Clock
  readonly host: NodeHost
  /** The folders under the results folder in which this run's folder is made. */
  readonly path: readonly string[]
  readonly resultsRoot: string
  /** Where progress and logs are printed. */
  readonly print: (line: string) => void
  readonly onCrash: () => void
  /** Called once, with the last of them, when too many messages are under way. */
  readonly onFlood: (message: Message) => void
}

export function makeWorld({ options, clock, host, path, resultsRoot, print, onCrash, onFlood }: WorldInput): World {
  const seeded = random(options.seed)
  const folder =
    options.results === false ? undefined : makeRunFolder(resultsRoot, path, options.seed, options.keepRuns)
  // In virtual time the disk is simulated, and a path that differs from run to run would be seen by the program.
  const dataRoot = clock.virtual ? '/data' : mkdtempSync(join(tmpdir(), 'maelstrom-'))
  const releaseDataRoot = clock.virtual ? () => {} : registerTempFolder(dataRoot)
  const journal = logged(
    folder === undefined ? NO_JOURNAL : new FileJournal(join(folder, 'messages.jsonl')),
    options,
    print,
  )
  const problems = new ProblemLog()
  const clientCounts: ClientCounts = { late: 0, unexpected: 0 }
  const nodes = new Map<string, Node>()
  const logs = new Map<string, NodeLog>()
  const network = new Network({
    clock,
    random: seeded.fork('network'),
    journal,
    latency: options.latency,
    latencyDist: options.latencyDist,
    onFlood,
    onUnknownDestination: ({ src, dest, text }) => {
      if (!nodes.has(src)) return
      problems.add({
        node: src,
        kind: 'unknown-destination',
        time: clock.now(),
        message: `${src} sent a message to ${JSON.stringify(dest)}, which does not exist. There are the nodes ${options.nodes.join(', ')}, the services ${SERVICES.map(({ id }) => id).join(', ')}, and the clients that asked.`,
        excerpt: excerptOf(text),
        stderr: logs.get(src)?.tail ?? [],
      })
    },
  })
  for (const definition of SERVICES) {
    network.attach(
      definition.id,
      serviceEndpoint(
        definition.id,
        definition.create(momentary(seeded.fork(`service ${definition.id}`), () => clock.now())),
        network,
      ),
    )
  }
  for (const id of options.nodes) {
    const log = new NodeLog(
      folder === undefined ? undefined : join(folder, 'node-logs', `${id.replace(/[^\w.-]/g, '_')}.log`),
      () => clock.now(),
    )
    logs.set(id, log)
    nodes.set(
      id,
      new Node({
        id,
        ids: options.nodes,
        host,
        dataDir: join(dataRoot, id.replace(/[^\w.-]/g, '_')),
        network,
        clock,
        problems,
        log,
        clientCounts,
        initTimeout: options.initTimeout,
        onLog: options.given.logStderr === true ? (node, line) => print(`${node} │ ${line}`) : undefined,
        onCrash,
      }),
    )
  }
  const recorder = new Recorder(clock)
  const context: WorkloadContext = {
    nodes: options.nodes,
    topology: options.topology,
    concurrency: options.concurrency,
    random: seeded.fork('workload'),
    latency: options.latency,
    options: options.given,
  }
  const clients = new Set<Client<Rpcs>>()
  let stopped = false
  const timeout = options.workload.timeout?.(context) ?? 5 * SECOND
  return {
    options,
    clock,
    random: seeded,
    network,
    nodes,
    recorder,
    problems,
    clientCounts,
    context,
    folder,
    simulated: host.simulated?.bind(host),
    client(id, node) {
      const client = new Client<Rpcs>({
        id,
        node,
        rpcs: options.workload.rpcs,
        network,
        clock,
        timeout,
        counts: clientCounts,
      })
      clients.add(client)
      if (stopped) client.close()
      return client
    },
    networkStatistics() {
      const { clients, servers, lost, duplicated, delayed } = network.counts
      const operations = recorder.operations.filter(
        ({ type, process }) => type === 'invoke' && typeof process === 'number',
      ).length
      const all = { sent: clients.sent + servers.sent, received: clients.received + servers.received }
      const per = (sent: number) => (operations === 0 ? 0 : sent / operations)
      return {
        all,
        clients: { ...clients },
        servers: { ...servers, perOperation: per(servers.sent) },
        perOperation: per(all.sent),
        lost: { ...lost },
        duplicated,
        delayed,
        lateReplies: clientCounts.late,
        unexpectedReplies: clientCounts.unexpected,
      }
    },
    async start() {
      // All programs run before the first init, so that the first messages of a fast node find the slow ones.
      await settled([...nodes.values()].map(node => node.spawn()))
      await settled([...nodes.values()].map(node => node.init()))
    },
    get stopped() {
      return stopped
    },
    async stop() {
      stopped = true
      for (const client of clients) client.close()
      network.close()
      await Promise.allSettled([...nodes.values()].map(node => node.stop()))
      await host.close?.()
      journal.close()
      for (const log of logs.values()) log.close()
      try {
        if (!clock.virtual) rmSync(dataRoot, { recursive: true, force: true, maxRetries: 3 })
      } catch {
        // A program may leave what cannot be removed (a folder without permissions); that is no reason to lose the run.
      }
      releaseDataRoot()
      clock.settle()
    },
  }
}

/** Waits for all, then throws the first error, so that nothing goes on behind the back of whoever cleans up. */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work)
  const errors = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
  // That something was cancelled is the least telling of reasons.
  const first = errors.find(error => !(error instanceof CancelledError)) ?? errors[0]
  if (first !== undefined) throw first
}

/** Prints messages as they are sent and received, where the options say so. */
function logged(journal: Journal, { given }: ResolvedOptions, print: (line: string) => void): Journal {
  if (given.logNetSend !== true && given.logNetRecv !== true) return journal
  return {
    received(id, sent, received, text, copyOf) {
      if (given.logNetSend === true) print(`net send ${(sent / SECOND).toFixed(6)} ${text}`)
      if (given.logNetRecv === true) print(`net recv ${(received / SECOND).toFixed(6)} ${text}`)
      journal.received(id, sent, received, text, copyOf)
    },
    lost(id, sent, reason, text, copyOf) {
      if (given.logNetSend === true) print(`net send ${(sent / SECOND).toFixed(6)} ${text} (lost: ${reason})`)
      journal.lost(id, sent, reason, text, copyOf)
    },
    close: () => journal.close(),
  }
}

/**
 * One node of a cluster, from the network's side: its program (through a NodeHost), the handshake at each start, what it prints, and what
 * state it is in. Whatever a node prints, its later messages are still read.
 */

import { CancelledError, Client, type ClientCounts, MalformedReplyError } from '../clients/client.ts'
import { pointing, withoutPointer } from '../explanations/pointer.ts'
import type { LossReason } from '../network/journal.ts'
import type { Body } from '../network/message.ts'
import { flawOfMessage, type Message, parseJson } from '../network/message.ts'
import type { Endpoint, Network } from '../network/network.ts'
import type { Clock, Nanos } from '../time/clock.ts'
import { formatDuration } from '../time/duration.ts'
import type { Exit, LineFlaw, NodeHost, RunningNode } from './host.ts'
import type { NodeLog } from './node-log.ts'
import { excerptOf, formatProblem, type Problem, type ProblemKind, type ProblemLog } from './problem.ts'

/** `down`: killed by a fault or by the test. `crashed`: ended by itself. */
export type NodeState = 'new' | 'up' | 'paused' | 'down' | 'crashed'

/** A node that could not be brought up: there is no run to judge. */
export class NodeStartError extends Error {
  override readonly name = 'NodeStartError'
  readonly problem: Problem
  /** `before`: what else was wrong with the node, as texts. */
  constructor(problem: Problem, before: readonly string[] = []) {
    super(pointing('NodeStartError', formatProblem(problem, 1, before)))
    this.problem = problem
  }
}

export interface NodeOptions {
  readonly id: string
  readonly ids: readonly string[]
  readonly host: NodeHost
  readonly dataDir: string
  readonly network: Network
  readonly clock: Clock
  readonly problems: ProblemLog
  readonly log: NodeLog
  readonly clientCounts: ClientCounts
  readonly initTimeout: Nanos
  /** Called with every line of stderr. */
  readonly onLog?: ((id: string, line: string) => void) | undefined
  /** Called when the program ended by itself. */
  readonly onCrash: (id: string) => void
}

/** Lines that wait unread in a program's stdin, in bytes, before the network gives up on it. */
const BACKLOG_LIMIT = 64 * 1024 * 1024

const HELLO = 'Only messages belong on stdout, one JSON object a line; everything else on stderr.'

export class Node implements Endpoint {
  readonly kind = 'node'
  readonly id: string
  readonly #options: NodeOptions
  #state: NodeState = 'new'
  #running: RunningNode | undefined
  #onCrashDuringInit: ((problem: Problem) => void) | undefined
  #initClient: Client | undefined
  #stuck = false
  #givenUp = false
  /** Counts runs of the program, so that what an ended one still prints is not taken for the present one's. */
  #incarnation = 0

  constructor(options: NodeOptions) {
    this.id = options.id
    this.#options = options
    options.network.attach(this.id, this)
  }

  get state(): NodeState {
    return this.#state
  }

  /** The last lines that it wrote to stderr. */
  get lastLog(): readonly string[] {
    return this.#options.log.tail
  }

  /** Starts the program; it is then able to take messages. Rejects with the host's error when it cannot be run. */
  async spawn(): Promise<void> {
    const { host, dataDir, onLog, log } = this.#options
    const incarnation = ++this.#incarnation
    const current = () => incarnation === this.#incarnation
    this.#stuck = false
    const running = await host.start({
      id: this.id,
      dataDir,
      io: {
        onMessage: (line, flaw) => {
          if (current()) this.#takeLine(line, flaw)
        },
        onLog: line => {
          log.add(line)
          onLog?.(this.id, line)
        },
        onExit: exit => {
          if (current()) this.#exited(exit)
        },
      },
    })
    if (!current()) {
      // Killed, or the run ended, while it was being started.
      await running.kill()
      throw new CancelledError()
    }
    this.#running = running
    if (this.#state !== 'crashed') this.#state = 'up'
  }

  /** Sends `init` and waits for `init_ok`. Rejects with NodeStartError when the node ends before, errs, or does not answer in time. */
  async init(): Promise<void> {
    const { network, clock, initTimeout, ids, clientCounts, problems } = this.#options
    // A client of its own, because the protocol shows msg_id 1 to every node, and a msg_id is unique for its sender.
    const client = new Client({
      id: `c0-${this.id}`,
      node: this.id,
      rpcs: {},
      network,
      clock,
      timeout: initTimeout,
      counts: clientCounts,
    })
    this.#initClient = client
    if (this.#givenUp) client.close()
    const failed = (problem: Problem) => new NodeStartError(problem, problems.besides(problem))
    const crashed = new Promise<never>((_, reject) => {
      this.#onCrashDuringInit = problem => {
        reject(failed(problem))
        clock.settle()
      }
    })
    crashed.catch(() => {})
    const request: Body = { type: 'init', node_id: this.id, node_ids: this.#options.ids.slice() }
    try {
      if (this.#state === 'crashed') throw failed(problems.all.findLast(problem => problem.node === this.id)!)
      const reply = await Promise.race([client.rpc(this.id, request), crashed])
      if (reply.type !== 'init_ok') throw new Error(`it answered with type "${reply.type}"`)
    } catch (error) {
      if (error instanceof NodeStartError || error instanceof CancelledError) throw error
      const malformed = error instanceof MalformedReplyError ? error : undefined
      const seen = malformed?.problem ?? (error instanceof Error ? withoutPointer(error.message) : String(error))
      const unfinished = this.#running?.unfinished ?? ''
      if (unfinished !== '')
        this.#problem(
          'unterminated',
          'printed the beginning of a line, and no newline. A message ends with one.',
          unfinished,
        )
      const problem = this.#problem(
        'init-failed',
        `did not answer init with init_ok: ${seen}. Expected {"type": "init_ok", "in_reply_to": 1} within ${formatDuration(initTimeout)} (of ${ids.length} ${ids.length === 1 ? 'node' : 'nodes'}).`,
        malformed?.excerpt,
      )
      throw failed(problem)
    } finally {
      this.#onCrashDuringInit = undefined
      this.#initClient = undefined
      client.close()
    }
  }

  /** Whether it was asked to `init`, and has not answered yet. */
  get starting(): boolean {
    return this.#initClient !== undefined
  }

  /** From now on nobody waits for an answer to `init`: what waits for one, or would, rejects with CancelledError. */
  giveUp(): void {
    this.#givenUp = true
    this.#initClient?.close()
  }

  refuses(): LossReason | undefined {
    if (this.#running === undefined || this.#state === 'down' || this.#state === 'crashed' || this.#state === 'new')
      return 'node-down'
    if (this.#running.backlog > BACKLOG_LIMIT) {
      // A node that a fault has paused cannot help it.
      if (!this.#stuck && this.#state !== 'paused') {
        this.#stuck = true
        this.#problem(
          'stuck',
          `does not read its stdin: ${BACKLOG_LIMIT >> 20} MiB of messages wait. Further ones are lost until it reads again.`,
        )
      }
      return 'node-stuck'
    }
    return undefined
  }

  receive(message: Message): void {
    this.#running!.deliver(message.text)
  }

  /** As a crash of the machine: SIGKILL, nothing flushed. */
  async kill(): Promise<void> {
    if (this.#state !== 'up' && this.#state !== 'paused') return
    this.#state = 'down'
    this.#incarnation++
    const running = this.#running
    this.#running = undefined
    this.#initClient?.close()
    await running?.kill()
  }

  /** Starts a killed or crashed node again, with a new `init`. */
  async restart(): Promise<void> {
    if (this.#givenUp || this.#state === 'up' || this.#state === 'paused') return
    this.#state = 'new'
    await this.spawn()
    await this.init()
  }

  pause(): void {
    if (this.#state !== 'up') return
    this.#state = 'paused'
    this.#running?.pause()
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'up'
    this.#running?.resume()
  }

  /** Ends it in order, at the end of a run. */
  async stop(): Promise<void> {
    this.giveUp()
    this.#incarnation++
    const running = this.#running
    this.#running = undefined
    this.#state = 'down'
    await running?.stop()
  }

  #takeLine(line: string, flaw: LineFlaw | undefined): void {
    if (flaw === 'invalid-utf8') {
      this.#problem('invalid-utf8', `printed a line that is not valid UTF-8. ${HELLO}`, line)
      return
    }
    if (flaw === 'too-long') {
      this.#problem('too-long', `printed a line that is longer than the 64 MiB that a message may have. ${HELLO}`, line)
      return
    }
    if (line.trim() === '') return
    let value: unknown
    try {
      value = parseJson(line)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      if (flaw === 'unterminated')
        this.#problem(
          'unterminated',
          'ended in the middle of a line: the last one has no newline, and is not JSON.',
          line,
        )
      else this.#problem('not-json', `printed a line that is not JSON (${excerptOf(why, 80)}). ${HELLO}`, line)
      return
    }
    const wrong = flawOfMessage(value, this.id)
    if (wrong !== undefined) {
      this.#problem(
        'not-a-message',
        `printed a line that is no message: ${wrong.problem}. Expected ${wrong.expected}.`,
        line,
      )
      return
    }
    const { dest, body } = value as Message
    this.#options.network.send(this.id, dest, body, line)
  }

  #exited({ code, signal, reason }: Exit): void {
    this.#state = 'crashed'
    this.#running = undefined
    const how =
      reason !== undefined
        ? `crashed: ${headOf(reason)}`
        : signal !== null
          ? `was ended by ${signal}`
          : `exited with code ${code}`
    const problem = this.#problem(
      'crash',
      `${how}, though nobody stopped it. It stays down unless somebody starts it again.`,
    )
    this.#onCrashDuringInit?.(problem)
    this.#options.onCrash(this.id)
  }

  #problem(kind: ProblemKind, message: string, line?: string): Problem {
    const { problems, clock, log } = this.#options
    const problem: Problem = {
      node: this.id,
      kind,
      time: clock.now(),
      message: `${this.id} ${message}`,
      ...(line === undefined ? {} : { excerpt: excerptOf(line) }),
      stderr: log.tail,
    }
    problems.add(problem)
    return problem
  }
}

/** The line of an exception's stack that says what it was; the whole of it is in the log. That of a syntax error begins with a place. */
function headOf(reason: string): string {
  const [first = '', ...rest] = reason.split('\n')
  return (/:\d+$/.test(first) ? rest.find(line => /^\w*Error\b/.test(line)) : undefined) ?? first
}

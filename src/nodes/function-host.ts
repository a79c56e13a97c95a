/**
 * Runs nodes made with `defineNode` in virtual time, in this realm. What a node does by its context is simulated; `Date`, `Math.random`
 * and `setTimeout` are the host's and cannot be told from the test's own, so a node that uses them is not deterministic.
 */

import { momentary, type Random } from '../random.ts'
import type { Clock } from '../time/clock.ts'
import { runReactions } from '../time/host-turn.ts'
import { Disk } from './disk/disk.ts'
import { simulatedFile } from './disk/simulated-file.ts'
import { doingWith } from './hang-guard.ts'
import type { Exit, NodeHost, RunningNode, StartOptions } from './host.ts'
import { NodeClock } from './node-clock.ts'
import type { NodeFile } from './node-file.ts'
import { answerable, type RejectionOwner } from './rejections.ts'
import type { NodeBody, NodeDefinition } from './sdk.ts'

export interface FunctionHostOptions {
  readonly node: NodeDefinition
  readonly clock: Clock
  readonly random: Random
}

export interface FunctionHost extends NodeHost {
  /** The clock of a node, for faults. */
  clockOf(id: string): NodeClock
}

export function functionHost({ node, clock, random }: FunctionHostOptions): FunctionHost {
  const clocks = new Map<string, NodeClock>()
  const disks = new Map<string, Disk>()
  let starts = 0
  const clockOf = (id: string): NodeClock => {
    const known = clocks.get(id) ?? new NodeClock(clock)
    clocks.set(id, known)
    return known
  }
  const diskOf = (id: string): Disk => {
    const known = disks.get(id) ?? new Disk({ now: () => Math.floor(clockOf(id).wall()) })
    disks.set(id, known)
    return known
  }
  return {
    clockOf,
    simulated: id => ({ clock: clockOf(id), disk: diskOf(id) }),
    async start(options) {
      const { id } = options
      const own = momentary(random.fork(`${id}/${++starts}`), () => clock.now())
      return new FunctionNode(node, clock, clockOf(id), diskOf(id), own, options)
    },
  }
}

class FunctionNode implements RunningNode, RejectionOwner {
  readonly id: string
  readonly backlog = 0
  readonly #clock: Clock
  readonly #io: StartOptions['io']
  readonly #body: NodeBody
  readonly #timers = new Set<{ cancel(): void }>()
  #paused = false
  #over = false
  #held: (() => void)[] = []
  /** The line that it was given, if it was given one, when it last got to run. */
  #handling: string | undefined

  constructor(
    node: NodeDefinition,
    clock: Clock,
    nodeClock: NodeClock,
    disk: Disk,
    random: Random,
    { id, io, dataDir }: StartOptions,
  ) {
    this.id = id
    disk.provide(dataDir)
    this.#clock = clock
    this.#io = io
    const began = nodeClock.monotonic()
    this.#body = node.start({
      now: () => (nodeClock.monotonic() - began) / 1e6,
      after: (ms, action) => {
        const timer = nodeClock.after(ms * 1e6, () => {
          this.#timers.delete(timer)
          this.#event(action)
        })
        this.#timers.add(timer)
        return {
          cancel: () => {
            this.#timers.delete(timer)
            timer.cancel()
          },
        }
      },
      random,
      file: name => this.#whileAlive(simulatedFile(disk, `${dataDir}/${name}`)),
      write: line => {
        if (!this.#over) io.onMessage(line)
      },
      log: text => {
        if (!this.#over) for (const line of text.split('\n')) io.onLog(line)
      },
      crash: error => this.#crash(error),
    })
    clock.settle()
  }

  /** Something happens: now, or when the node goes on. What it leaves to promises is done before the clock's next event. */
  #event(action: () => void): void {
    if (this.#over) return
    if (this.#paused || this.#held.length > 0) {
      this.#held.push(action)
      return
    }
    this.#run(action)
  }

  #run(action: () => void): void {
    const before = answerable(this)
    this.#handling = undefined
    try {
      action()
      // What it left to promises is its own doing: an endless loop, or an error that nobody catches.
      runReactions()
    } catch (error) {
      this.#crash(error)
    } finally {
      answerable(before)
    }
    this.#clock.settle()
  }

  get doing(): string {
    return doingWith(this.#handling)
  }

  abandon(): void {
    this.#end()
  }

  /** The queues are run after each event, and with them what becomes of a rejection. */
  suspect(): void {}

  reject(reason: unknown): void {
    this.#crash(reason)
  }

  /** The disk outlives the node, whose promises may still be running when it is gone: what they write then never happened. */
  #whileAlive(file: NodeFile): NodeFile {
    const unlessOver = (action: () => void) => {
      if (!this.#over) action()
    }
    return {
      read: () => file.read(),
      append: text => unlessOver(() => file.append(text)),
      replace: text => unlessOver(() => file.replace(text)),
      sync: () => unlessOver(() => file.sync()),
    }
  }

  #crash(error: unknown): void {
    if (this.#over) return
    const reason = error instanceof Error ? String(error.stack) : String(error)
    for (const line of reason.split('\n')) this.#io.onLog(line)
    this.#end()
    const exit: Exit = { code: 1, signal: null, reason }
    this.#io.onExit(exit)
  }

  #end(): void {
    this.#over = true
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    this.#held = []
  }

  deliver(line: string): void {
    this.#event(() => {
      this.#handling = line
      this.#body.deliver(line)
    })
  }
  pause(): void {
    this.#paused = true
  }
  resume(): void {
    this.#paused = false
    while (this.#held.length > 0 && !this.#paused && !this.#over) this.#run(this.#held.shift() as () => void)
  }
  async kill(): Promise<void> {
    this.#end()
  }
  async stop(): Promise<void> {
    this.#end()
  }
}

/**
 * Runs unmodified JavaScript and TypeScript programs in virtual time. Every delivery and wake-up runs the node until it is idle, and hands
 * on what it wrote before it returns; nothing that a program can see depends on the host.
 */

import { dirname, resolve } from 'node:path'
import type vm from 'node:vm'
import { momentary, type Random } from '../../random.ts'
import { type Clock, type Nanos, SECOND } from '../../time/clock.ts'
import { Disk } from '../disk/disk.ts'
import { Overlay } from '../disk/overlay.ts'
import type { NodeHost, RunningNode, SimulatedNode, StartOptions } from '../host.ts'
import { NodeClock } from '../node-clock.ts'
import { loadProgram, type ScriptProgram } from './program.ts'
import { realmLibrary } from './realm-library.ts'
import { ScriptNode } from './script-node.ts'

export interface ScriptHostOptions {
  /** The program: a .js, .mjs, .cjs, .ts, .mts or .cts file. Relative to `cwd`. */
  readonly entry: string
  readonly args?: readonly string[] | undefined
  /** Added to a small fixed environment; the host's own would differ from machine to machine. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Absolute. The program's working directory, of which it may read the files. */
  readonly cwd: string
  readonly clock: Clock
  readonly random: Random
  /** What `Date.now()` is when the run begins, in milliseconds since 1970. Defaults to 2026-01-01. */
  readonly epoch?: number
  /** Nanoseconds that a file operation takes, unless it is synchronous. Defaults to 0. */
  readonly diskLatency?: Nanos
  /** Nanoseconds for which every delivery or wake-up keeps a node busy. Defaults to 0. */
  readonly eventCost?: Nanos
  /** Nanoseconds from the end of stdin to the kill, when a node is stopped. Defaults to one second of virtual time. */
  readonly grace?: Nanos
}

/** The environment of every program. */
const ENVIRONMENT = {
  HOME: '/home/node',
  LANG: 'en_US.UTF-8',
  NODE_ENV: 'test',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: 'UTC',
}

export interface ScriptHost extends NodeHost {
  /** Bundles the program. Takes real time, so it has to be over before virtual time begins. Rejects with a ProgramError. */
  prepare(): Promise<void>
  /** The files that the program consists of, absolute; empty before `prepare`. */
  readonly inputs: readonly string[]
  /** The disk of a node, for faults; it outlives the node's program. */
  disk(id: string): Disk
  /** The clock of a node, for faults. */
  clockOf(id: string): NodeClock
}

export function scriptHost(options: ScriptHostOptions): ScriptHost {
  return new VirtualScripts(options)
}

class VirtualScripts implements ScriptHost {
  readonly #options: ScriptHostOptions
  readonly #entry: string
  #loaded: { program: ScriptProgram; library: vm.Script } | undefined
  #starts = 0
  readonly #disks = new Map<string, Disk>()
  readonly #clocks = new Map<string, NodeClock>()
  readonly #overlay: Overlay

  constructor(options: ScriptHostOptions) {
    this.#options = options
    this.#entry = resolve(options.cwd, options.entry)
    this.#overlay = new Overlay([...new Set([resolve(options.cwd), dirname(this.#entry)])])
  }

  get inputs(): readonly string[] {
    return this.#loaded?.program.inputs ?? []
  }

  async prepare(): Promise<void> {
    const [program, library] = await Promise.all([loadProgram(this.#entry), realmLibrary()])
    this.#loaded = { program, library }
  }

  simulated(id: string): SimulatedNode {
    return { disk: this.disk(id), clock: this.clockOf(id) }
  }

  disk(id: string): Disk {
    let disk = this.#disks.get(id)
    if (disk === undefined) {
      const clock = this.clockOf(id)
      disk = new Disk({ now: () => Math.floor(clock.wall()), overlay: this.#overlay })
      this.#disks.set(id, disk)
    }
    return disk
  }

  clockOf(id: string): NodeClock {
    let clock = this.#clocks.get(id)
    if (clock === undefined) {
      clock = new NodeClock(this.#options.clock, this.#options.epoch)
      this.#clocks.set(id, clock)
    }
    return clock
  }

  async start(start: StartOptions): Promise<RunningNode> {
    if (this.#loaded === undefined) await this.prepare()
    const { clock, random, cwd, args = [], env = {}, diskLatency = 0, eventCost = 0, grace = SECOND } = this.#options
    const { id, dataDir, io } = start
    const disk = this.disk(id)
    disk.provide(dataDir)
    const starts = ++this.#starts
    const environment: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...ENVIRONMENT, PWD: cwd, MAELSTROM_DATA_DIR: dataDir, ...env })) {
      if (value !== undefined) environment[name] = value
    }
    clock.settle()
    return new ScriptNode({
      config: { id, argv: ['/usr/local/bin/node', this.#entry, ...args], env: environment, cwd, pid: 1000 + starts },
      ...this.#loaded!,
      clock,
      nodeClock: this.clockOf(id),
      random: momentary(random.fork(`${id}/${starts}`), () => clock.now()),
      disk,
      diskLatency,
      eventCost,
      grace,
      io,
    })
  }
}

/** One run of a program in virtual time: a context, its queues, and what it has asked to be woken for. */

import vm from 'node:vm'
import type { Random } from '../../random.ts'
import type { Clock, Nanos, Timer } from '../../time/clock.ts'
import type { Disk } from '../disk/disk.ts'
import { doingWith } from '../hang-guard.ts'
import type { Exit, NodeIo, RunningNode } from '../host.ts'
import type { NodeClock } from '../node-clock.ts'
import { answerable, type RejectionOwner } from '../rejections.ts'
import { HOST_MODULES, HOST_PROCESS, requireFromDisk } from './host-side.ts'
import { PARAMETERS, type ScriptProgram } from './program.ts'
import type { Bridge, Control, RealmConfig, Wake } from './realm/bridge.ts'
import type { RealmFactory } from './realm-library.ts'

export interface ScriptNodeOptions {
  readonly config: RealmConfig
  readonly program: ScriptProgram
  readonly library: vm.Script
  readonly clock: Clock
  readonly nodeClock: NodeClock
  readonly random: Random
  readonly disk: Disk
  readonly diskLatency: Nanos
  readonly eventCost: Nanos
  readonly grace: Nanos
  readonly io: NodeIo
}

/** Runs the promise reactions that wait in a context. */
const drain = new vm.Script('0', { filename: 'maelstrom:drain' })

/** Clock readings in one event after which each takes time, so that a program that waits by looking at the clock gets to the end. */
const FREE_READINGS = 1000
const MICROSECOND = 1000

export class ScriptNode implements RunningNode, RejectionOwner {
  readonly id: string
  readonly backlog = 0
  readonly #options: ScriptNodeOptions
  #context: vm.Context | undefined
  #control: Control | undefined
  #exit: Exit | undefined
  #over = false
  #paused = false
  /** Events that came while the node was paused or busy, in order. */
  #held: (() => void)[] = []
  readonly #wakes = new Set<Timer>()
  #output: { fd: 1 | 2; text: string }[] = []
  #suspected = false
  #readings = 0
  /** How far this node's time is ahead of the run's within an event: it slept or spun. */
  #ahead: Nanos = 0
  /** On the run's clock. */
  #busyUntil: Nanos = 0
  readonly #storages: { disable(): void }[] = []
  /** Told to end: its exit is no news. */
  #stopping = false
  /** The line that it was given, if it was given one, when it last got to run. */
  #handling: string | undefined

  constructor(options: ScriptNodeOptions) {
    this.#options = options
    const { program, library, config } = options
    this.id = config.id
    this.#context = vm.createContext({}, { name: config.id, microtaskMode: 'afterEvaluate' })
    const make = library.runInContext(this.#context) as RealmFactory
    const control = make(this.#bridge())
    this.#control = control
    const { script, names } = program.script(Object.keys(control.globals))
    const values = names.map(name => control.globals[name])
    const parameters: Record<(typeof PARAMETERS)[number], unknown> = {
      require: control.require,
      __maelstrom_builtin: control.builtin,
      __maelstrom_require: control.require,
      __maelstrom_main: control.main,
    }
    const body = script.runInContext(this.#context) as (...args: unknown[]) => unknown
    this.#run(
      () => control.start(() => body(...values, ...PARAMETERS.map(name => parameters[name]))),
      program.format === 'esm',
    )
  }

  #bridge(): Bridge {
    const { config, program, nodeClock, random, disk, diskLatency } = this.#options
    return {
      config,
      host: HOST_MODULES,
      process: HOST_PROCESS,
      TextDecoder,
      disk,
      diskLatency,
      monotonic: () => {
        this.#spin()
        return nodeClock.monotonic() + this.#ahead
      },
      wall: () => {
        this.#spin()
        return nodeClock.wall() + this.#ahead / 1e6
      },
      random: () => random.float(),
      after: (delay, action) => this.#wake(delay, action),
      sleep: nanos => {
        this.#ahead += nanos
      },
      track: storage => this.#storages.push(storage),
      line: (fd, text) => this.#line(fd, text),
      exit: (code, signal, reason) => {
        this.#exit ??= reason === undefined ? { code, signal } : { code, signal, reason }
      },
      locate: (file, line, column) => (file === program.filename ? program.locate(line, column) : undefined),
      hides: file => file !== '' && file !== program.filename && !required.has(file),
      resolve: (request, from) => {
        const found = requireFromDisk(request, from)
        if (found !== undefined) required.add(found.path)
        return found
      },
    }
  }

  #spin(): void {
    if (++this.#readings > FREE_READINGS)
      this.#ahead += Math.min(1000, Math.floor(this.#readings / FREE_READINGS)) * MICROSECOND
  }

  #line(fd: 1 | 2, text: string): void {
    if (this.#over) return
    if (this.#ahead === 0) this.#output.push({ fd, text })
    else this.#wake(0, () => this.#emit(fd, text), false)
  }

  #emit(fd: 1 | 2, text: string): void {
    const { io } = this.#options
    if (fd === 1) io.onMessage(text)
    else io.onLog(text)
  }

  #wake(delay: Nanos, action: () => void, event = true): Wake {
    const timer = this.#options.nodeClock.after(delay + this.#ahead, () => {
      this.#wakes.delete(timer)
      if (event) this.#event(action)
      else action()
    })
    this.#wakes.add(timer)
    return {
      cancel: () => {
        this.#wakes.delete(timer)
        timer.cancel()
      },
    }
  }

  /** Something happens to the node: now, or once it is free. */
  #event(action: () => void): void {
    if (this.#over) return
    if (this.#paused || this.#busyUntil > this.#options.clock.now() || this.#held.length > 0) {
      this.#held.push(action)
      return
    }
    this.#run(action)
  }

  #run(action: () => void, reactionsFirst = false): void {
    const context = this.#context as vm.Context
    const control = this.#control as Control
    const before = answerable(this)
    this.#handling = undefined
    this.#readings = 0
    this.#ahead = this.#options.eventCost
    try {
      action()
      if (reactionsFirst) drain.runInContext(context)
      this.#settle(control, context)
      // Whether a suspected rejection is one, is known after the host's turn; until then the node has not ended well.
      if (this.#exit === undefined && !this.#suspected && !control.alive()) {
        control.idle()
        this.#settle(control, context)
      }
    } catch (error) {
      // It did not come from the program's own stack: that was used up where nobody could catch it.
      const reason = error instanceof Error ? String(error.stack) : String(error)
      this.#exit ??= { code: 1, signal: null, reason }
    } finally {
      answerable(before)
    }
    if (this.#ahead > 0) this.#beBusy()
    this.#flush()
  }

  #settle(control: Control, context: vm.Context): void {
    do {
      control.runTicks()
      drain.runInContext(context)
    } while (control.ticking() && this.#exit === undefined)
  }

  #beBusy(): void {
    const { clock, nodeClock } = this.#options
    this.#busyUntil = clock.now() + this.#ahead
    const timer = nodeClock.after(this.#ahead, () => {
      this.#wakes.delete(timer)
      this.#releaseHeld()
    })
    this.#wakes.add(timer)
  }

  #releaseHeld(): void {
    while (this.#held.length > 0 && !this.#over && !this.#paused && this.#busyUntil <= this.#options.clock.now()) {
      const action = this.#held.shift() as () => void
      this.#run(action)
    }
  }

  #flush(): void {
    if (this.#over) return
    if (this.#output.length > 0) {
      const output = this.#output
      this.#output = []
      for (const { fd, text } of output) {
        this.#emit(fd, text)
        if (this.#over) return
      }
    }
    const exit = this.#exit
    if (exit === undefined) return
    this.#dispose()
    if (!this.#stopping) this.#options.io.onExit(exit)
  }

  #dispose(): void {
    this.#over = true
    for (const timer of this.#wakes) timer.cancel()
    this.#wakes.clear()
    for (const storage of this.#storages) storage.disable()
    this.#held = []
    this.#output = []
    this.#context = undefined
    this.#control = undefined
  }

  // As a RejectionOwner

  get doing(): string {
    return doingWith(this.#handling)
  }

  abandon(): void {
    this.#dispose()
  }

  suspect(): void {
    if (this.#suspected || this.#over) return
    this.#suspected = true
    this.#options.clock.settle()
    // After the host's turn: if nobody was to blame, the node may end now.
    this.#wake(0, () => {
      this.#suspected = false
    })
  }

  reject(reason: unknown): void {
    this.#event(() => this.#control?.rejected(reason))
  }

  // As a RunningNode

  deliver(line: string): void {
    if (this.#over) return
    const control = this.#control as Control
    this.#event(() => {
      this.#handling = line
      control.deliver(line)
    })
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#releaseHeld()
  }

  kill(): Promise<void> {
    this.#dispose()
    return Promise.resolve()
  }

  stop(): Promise<void> {
    if (this.#over || this.#paused) return this.kill()
    this.#stopping = true
    this.#event(() => this.#control?.end())
    if (this.#over) return Promise.resolve()
    return new Promise(resolve => {
      this.#options.clock.after(this.#options.grace, () => {
        this.#dispose()
        this.#options.clock.settle()
        resolve()
      })
    })
  }
}

/** Files that programs loaded at run time; their frames in stack traces are the user's. */
const required = new Set<string>()

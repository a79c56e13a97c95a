/**
 * The nemesis: starts and stops each fault about every interval until it is told to end, then undoes all of them. Each fault goes its own
 * way, so that with several of them some overlap.
 */

import type { Random } from '../random.ts'
import type { Clock, Nanos, Timer } from '../time/clock.ts'
import type { Fault, FaultDefinition, FaultWorld } from './fault.ts'
import { FAULTS, type FaultName } from './index.ts'
import { aimedAt, Lookout } from './lookout.ts'
import { steady, type Temper, varied } from './temper.ts'

export interface NemesisOptions {
  readonly faults: readonly string[]
  readonly interval: Nanos
  readonly world: FaultWorld
  readonly random: Random
  readonly clock: Clock
  /** Whether the seed draws of which faults, and how they come, as where many runs look for a bug; otherwise all come at a steady pace. */
  readonly varied?: boolean
  /** Occasions of faults to keep (`partition.0` is the first partition); undefined: all. */
  readonly kept?: ReadonlySet<string> | undefined
  /** Records that a fault starts or stops; called before, and with `value` after. */
  readonly record: (f: string, value: unknown) => void
}

/** What a fault did in a run. */
export interface FaultReport {
  /** As it was asked for: `partition`, `kill:one`. */
  readonly fault: string
  /** How often it was started. */
  readonly started: number
  readonly hits: number
  /** What `hits` counts. */
  readonly hitWord: string
}

interface Active {
  readonly spec: string
  readonly definition: FaultDefinition
  readonly fault: Fault
  /** Draws when it starts and stops. */
  readonly times: Random
  /** Whether its present occasion is on. */
  on: boolean
  /** The number of its next occasion. */
  occasion: number
  started: number
  timer: Timer | undefined
  /** Stops waiting for the moment to strike. */
  giveUp: (() => void) | undefined
  /** A start or stop that is under way. */
  pending: Promise<void>
}

export class Nemesis {
  readonly #options: NemesisOptions
  readonly #active: Active[]
  readonly #temper: Temper
  readonly #lookout = new Lookout()
  #ended = false

  constructor(options: NemesisOptions) {
    this.#options = options
    const { faults, interval, random } = options
    this.#temper = options.varied === true ? varied(faults, interval, random.fork('temper')) : steady(interval)
    this.#active = faults.map(spec => {
      const [name, variant] = spec.split(':') as [FaultName, string | undefined]
      const definition: FaultDefinition = FAULTS[name]
      return {
        spec,
        definition,
        fault: definition.create(options.world, variant),
        times: random.fork(spec),
        on: false,
        occasion: 0,
        started: 0,
        timer: undefined,
        giveUp: undefined,
        pending: Promise.resolve(),
      }
    })
  }

  /** Begins; the first fault comes within one interval. */
  begin(): void {
    const { interval, varied, world } = this.#options
    if (varied === true) world.network.addFault(this.#lookout)
    for (const active of this.#active) {
      if (!this.#temper.has(active.spec)) continue
      const delay = varied === true ? this.#temper.pause(active.spec, active.times) : active.times.float() * interval
      this.#schedule(active, delay)
    }
  }

  /** Faults that are on. */
  get underWay(): readonly string[] {
    return this.#active.filter(active => active.on).map(active => active.spec)
  }

  /** Undoes every fault, and resolves when all is undone. */
  async end(): Promise<void> {
    this.#ended = true
    this.#options.world.network.removeFault(this.#lookout)
    for (const active of this.#active) {
      active.timer?.cancel()
      active.giveUp?.()
    }
    const isFirst = ({ definition }: Active) => definition.undoneFirst === true
    const inOrder = [...this.#active.filter(isFirst), ...this.#active.filter(active => !isFirst(active))]
    for (const active of inOrder) {
      await active.pending
      if (active.on) await this.#stop(active)
    }
    this.#options.clock.settle()
  }

  report(): FaultReport[] {
    return this.#active.map(({ spec, definition, fault, started }) => ({
      fault: spec,
      started,
      hits: fault.hits(),
      hitWord: definition.hitWord,
    }))
  }

  /** One occasion after `delay`, and so on: the times are drawn alike whether an occasion is kept or not. */
  #schedule(active: Active, delay: Nanos): void {
    if (this.#ended) return
    const { clock, kept, random } = this.#options
    const number = active.occasion++
    const duration = this.#temper.duration(active.spec, active.times)
    const pause = this.#temper.pause(active.spec, active.times)
    const again = () => this.#schedule(active, pause)
    if (kept !== undefined && !kept.has(`${active.spec}.${number}`)) {
      active.timer = clock.after(delay + duration, again)
      return
    }
    const own = random.fork(`${active.spec}.${number}`)
    const strike = (how: Random) => {
      const stop = () => this.#perform(active, () => this.#stop(active), again)
      this.#perform(
        active,
        () => this.#start(active, how),
        () => {
          active.timer = clock.after(duration, stop)
        },
      )
    }
    active.timer = clock.after(delay, () => {
      const place = this.#temper.lurks(own)
      if (place === undefined) strike(own)
      else this.#lurk(active, place, own, strike)
    })
  }

  /** Strikes whoever sends, or is sent, the next message of some type, as soon as it is on its way; anyone, when none comes for an interval. */
  #lurk(active: Active, place: number, random: Random, strike: (how: Random) => void): void {
    const { clock } = this.#options
    const sender = random.chance(0.7)
    const giveUp = this.#lookout.next(place, (src, dest) => {
      active.timer?.cancel()
      active.timer = clock.after(0, () => strike(aimedAt(sender ? src : dest, random)))
    })
    if (giveUp === undefined) {
      strike(random)
      return
    }
    active.giveUp = giveUp
    active.timer = clock.after(this.#options.interval, () => {
      giveUp()
      strike(random)
    })
  }

  /** Starts or stops a fault, and goes on when that is done. */
  #perform(active: Active, action: () => Promise<void>, next: () => void): void {
    active.pending = action().then(() => {
      if (!this.#ended) next()
    })
    // Whoever ends the nemesis hears of a fault that threw; here nobody would.
    active.pending.catch(() => {})
    this.#options.clock.settle()
  }

  async #start(active: Active, how: Random): Promise<void> {
    const { record, clock } = this.#options
    const f = `start-${active.definition.name}`
    active.on = true
    active.started++
    record(f, undefined)
    record(f, await active.fault.start(how))
    clock.settle()
  }

  async #stop(active: Active): Promise<void> {
    const { record, clock } = this.#options
    const f = `stop-${active.definition.name}`
    record(f, undefined)
    const value = await active.fault.stop()
    active.on = false
    record(f, value)
    clock.settle()
  }
}

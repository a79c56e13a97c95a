/**
 * The nemesis: starts and stops each fault about every interval until it is told to end, then undoes all of them. Each fault goes its own
 * way, so that with several of them some overlap.
 */

import type { Random } from '../random.ts'
import type { Clock, Nanos, Timer } from '../time/clock.ts'
import type { Fault, FaultDefinition, FaultWorld } from './fault.ts'
import { FAULTS, type FaultName } from './index.ts'

export interface NemesisOptions {
  readonly faults: readonly string[]
  readonly interval: Nanos
  readonly world: FaultWorld
  readonly random: Random
  readonly clock: Clock
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
  /** A start or stop that is under way. */
  pending: Promise<void>
}

export class Nemesis {
  readonly #options: NemesisOptions
  readonly #active: Active[]
  #ended = false

  constructor(options: NemesisOptions) {
    this.#options = options
    this.#active = options.faults.map(spec => {
      const [name, variant] = spec.split(':') as [FaultName, string | undefined]
      const definition: FaultDefinition = FAULTS[name]
      return {
        spec,
        definition,
        fault: definition.create(options.world, variant),
        times: options.random.fork(spec),
        on: false,
        occasion: 0,
        started: 0,
        timer: undefined,
        pending: Promise.resolve(),
      }
    })
  }

  /** Begins; the first fault comes within one interval. */
  begin(): void {
    for (const active of this.#active) this.#schedule(active, active.times.float() * this.#options.interval)
  }

  /** Faults that are on. */
  get underWay(): readonly string[] {
    return this.#active.filter(active => active.on).map(active => active.spec)
  }

  /** Undoes every fault, and resolves when all is undone. */
  async end(): Promise<void> {
    this.#ended = true
    for (const active of this.#active) active.timer?.cancel()
    for (const active of this.#active) {
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
    const { clock, interval, kept } = this.#options
    const span = () => (0.5 + active.times.float()) * interval
    const then = (delay: Nanos, action: () => Promise<void>, next: () => void) => {
      active.timer = clock.after(delay, () => {
        active.pending = action().then(() => {
          if (!this.#ended) next()
        })
        // Whoever ends the nemesis hears of a fault that threw; here nobody would.
        active.pending.catch(() => {})
        clock.settle()
      })
    }
    const number = active.occasion++
    const duration = span()
    const pause = span()
    if (kept !== undefined && !kept.has(`${active.spec}.${number}`)) {
      active.timer = clock.after(delay + duration, () => this.#schedule(active, pause))
      return
    }
    then(
      delay,
      () => this.#start(active, number),
      () =>
        then(
          duration,
          () => this.#stop(active),
          () => this.#schedule(active, pause),
        ),
    )
  }

  async #start(active: Active, number: number): Promise<void> {
    const { record, clock, random } = this.#options
    const f = `start-${active.definition.name}`
    active.on = true
    active.started++
    record(f, undefined)
    record(f, await active.fault.start(random.fork(`${active.spec}.${number}`)))
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

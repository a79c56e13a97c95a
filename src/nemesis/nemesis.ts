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
  readonly random: Random
  on: boolean
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
      const random = options.random.fork(spec)
      return {
        spec,
        definition,
        fault: definition.create(options.world, random.fork('effect'), variant),
        random,
        on: false,
        started: 0,
        timer: undefined,
        pending: Promise.resolve(),
      }
    })
  }

  /** Begins; the first fault comes within one interval. */
  begin(): void {
    for (const active of this.#active) this.#schedule(active, active.random.float() * this.#options.interval)
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
      if (active.on) await this.#toggle(active)
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

  #schedule(active: Active, delay: Nanos): void {
    if (this.#ended) return
    active.timer = this.#options.clock.after(delay, () => {
      active.pending = this.#toggle(active).then(() =>
        this.#schedule(active, (0.5 + active.random.float()) * this.#options.interval),
      )
      this.#options.clock.settle()
    })
  }

  async #toggle(active: Active): Promise<void> {
    const f = `${active.on ? 'stop' : 'start'}-${active.definition.name}`
    const { record, clock } = this.#options
    record(f, undefined)
    let value: unknown
    if (active.on) value = await active.fault.stop()
    else {
      active.started++
      value = await active.fault.start()
    }
    active.on = !active.on
    record(f, value)
    clock.settle()
  }
}

/**
 * Which engine works on which partition, and for how long. Partitions take turns with budgets that grow eightfold a round, so that one hard key cannot
 * hide an easy violation in another.
 */
import type { EngineName } from '../types.ts'
import { DepthFirst } from './depth-first.ts'
import { JustInTime, type Progress } from './just-in-time.ts'
import { RegisterMachine } from './machine.ts'
import type { EngineOptions } from './options.ts'
import { ROOT } from './paths.ts'
import { replay } from './replay.ts'
import type { Timeline } from './timeline.ts'
import { firstFailure, zones } from './zones.ts'

/** Configurations between two looks at the clock. */
const SLICE = 100

/** Configurations that an explanation may cost when the verdict came from an engine that has none. */
const EXPLAIN = 200_000

export interface Wanted {
  readonly witness: boolean
  readonly explain: boolean
  readonly memoryLimit: number
}

/** The attempts on one partition. */
export class Attempt {
  /** What was decided, or `more`. */
  progress: Progress = 'more'
  engine: EngineName | undefined
  /** After `no` of the just-in-time search: it knows how far every way got. */
  justInTime: JustInTime | undefined
  private depthFirst: DepthFirst | undefined
  private zonesTried = false
  private depthFirstBudget: number
  private spent = 0
  private firstFailure: number | undefined
  readonly timeline: Timeline
  private readonly options: EngineOptions
  private readonly wanted: Wanted

  constructor(timeline: Timeline, options: EngineOptions, wanted: Wanted) {
    this.timeline = timeline
    this.options = options
    this.wanted = wanted
    this.depthFirstBudget = 4 * timeline.events.length + 1000
  }

  get configurations(): number {
    return this.spent + (this.depthFirst?.configurations ?? 0) + (this.justInTime?.configurations ?? 0)
  }

  /** One round. Yields between slices, for whoever watches the time. */
  *round(budget: number): Generator<void, Progress> {
    if (this.timeline.events.length === 0) {
      this.engine = 'trivial'
      this.progress = 'yes'
      return 'yes'
    }
    const { engine } = this.options
    if (!this.zonesTried && (engine === undefined || engine === 'zones')) {
      this.zonesTried = true
      if (this.byZones() && !this.needsWitness()) return this.progress
    }
    // An easy partition is decided in one go, however long it is.
    const until = this.configurations + Math.max(budget, engine === undefined ? this.timeline.events.length : 0)
    if ((engine === undefined && this.depthFirstBudget > 0) || engine === 'depth-first') {
      while (this.progress === 'more' && this.configurations < until && this.goDepthFirst(engine !== undefined)) yield
    }
    if (engine === undefined || engine === 'just-in-time') {
      while (this.progress === 'more' && this.configurations < until && this.depthFirst === undefined) {
        this.goJustInTime()
        yield
      }
    }
    return this.progress
  }

  /** Whether the only engine that was asked for cannot tell. */
  get stuck(): boolean {
    const { engine } = this.options
    return (
      this.progress === 'more' && (engine === 'zones' || (engine === 'depth-first' && this.depthFirst?.gaveUp === true))
    )
  }

  /** A legal order of everything, after `yes`. Operations are numbered as in the timeline. */
  witness(): number[] {
    if (this.engine === 'depth-first') return replay(this.depthFirst!.window, this.depthFirst!.path)
    if (this.engine === 'trivial') return this.timeline.idle.map(({ operation }) => operation)
    const { justInTime } = this
    const rows = justInTime!.rows()
    const { stride, path } = justInTime!.window.layout
    let row = 0
    while (rows.data[row * stride] === -1) row++
    return replay(justInTime!.window, rows.data[row * stride + path] ?? ROOT)
  }

  /**
   * After `no`: a just-in-time search that stands before the return that nothing survives. `undefined` if it would take too long to get there again. Other engines
   * know where that is, but not all the ways to it.
   */
  failure(): JustInTime | undefined {
    // Who looks ahead fails before the reader can see why.
    const ahead = this.options.ahead && this.timeline.machine.rescues !== undefined
    if (!ahead && this.justInTime !== undefined && this.justInTime.failedAt >= 0) return this.justInTime
    const at = ahead ? -1 : this.failedAt()
    const beams = this.options.beams.map(beam => Math.max(beam, 16))
    const options = { ...this.options, beams, ahead: false }
    const search = new JustInTime(this.timeline, options, true, this.wanted.memoryLimit)
    return search.run(EXPLAIN, at) === 'no' ? search : undefined
  }

  /** After `no`: the operation at whose return nothing survives. */
  failingOperation(): number {
    return this.timeline.events[this.failedAt()]! >> 1
  }

  private failedAt(): number {
    if (this.engine === 'zones') {
      this.firstFailure ??= firstFailure(this.timeline, this.timeline.machine as RegisterMachine)
      return this.firstFailure
    }
    return this.engine === 'depth-first' ? this.depthFirst!.failedAt : this.justInTime!.failedAt
  }

  /** Zones prove that there is an order, and do not tell which: another engine has to find it. */
  private needsWitness(): boolean {
    if (this.progress !== 'yes' || !this.wanted.witness) return false
    this.progress = 'more'
    return true
  }

  private byZones(): boolean {
    const { machine } = this.timeline
    if (!(machine instanceof RegisterMachine)) return false
    const verdict = zones(this.timeline, machine)
    if (verdict === undefined) return false
    this.engine = 'zones'
    this.progress = verdict ? 'yes' : 'no'
    return true
  }

  /** Whether the depth-first search may go on. */
  private goDepthFirst(alone: boolean): boolean {
    const { timeline, options, wanted } = this
    this.depthFirst ??= new DepthFirst(timeline, options, wanted.witness, wanted.memoryLimit)
    const search = this.depthFirst
    const slice = alone ? SLICE : Math.min(SLICE, this.depthFirstBudget)
    const before = search.configurations
    this.progress = search.run(slice)
    this.depthFirstBudget -= Math.max(1, search.configurations - before)
    if (this.progress === 'yes' || this.progress === 'no') this.engine = 'depth-first'
    else if (alone && search.gaveUp) return false
    else if (!alone && (this.depthFirstBudget <= 0 || search.gaveUp || this.progress === 'memory')) {
      this.spent += search.configurations
      this.depthFirstBudget = 0
      this.depthFirst = undefined
      this.progress = 'more'
      return false
    }
    return true
  }

  private goJustInTime(): void {
    const { timeline, options, wanted } = this
    this.justInTime ??= new JustInTime(timeline, options, wanted.explain || wanted.witness, wanted.memoryLimit)
    this.progress = this.justInTime.run(SLICE)
    if (this.progress === 'yes' || this.progress === 'no') this.engine = 'just-in-time'
  }
}

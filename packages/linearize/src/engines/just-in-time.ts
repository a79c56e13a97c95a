/**
 * Exact search, breadth first: after each return, all configurations that a linearization so far can have led to. Memory is that of the widest set of
 * configurations, and a configuration is as large as the window of concurrent operations, not as the history.
 *
 * It starts with a beam of one configuration, the most promising one, and remembers where configurations were first left out. When the beam dies
 * it goes back there with a wider one; the last is unbounded. So a "no" is only given when nothing was left out.
 */
import type { EngineOptions } from './options.ts'
import { RowSet } from './rows.ts'
import type { Timeline } from './timeline.ts'
import { Window } from './window.ts'

export type Progress = 'yes' | 'no' | 'more' | 'memory'

export class JustInTime {
  readonly window: Window
  /** Configurations met so far. */
  configurations = 0
  /** With `no`: position in the events of the return that nothing survives. */
  failedAt = -1
  /** With `no`: whether configurations had been left out before, so that there are more ways to fail than those in `rows`. */
  partial = false
  private readonly timeline: Timeline
  private readonly options: EngineOptions
  private readonly memoryLimit: number
  private frontier: RowSet
  private next: RowSet
  private readonly before: RowSet
  private position = 0
  /** The next row of `before` to expand, or -1 between two returns. */
  private cursor = -1
  private beam = 0
  /** Where configurations were first left out, and all that were there. */
  private checkpoint: { position: number; rows: Int32Array; length: number } | undefined
  private readonly expiring: number[]
  private expired = 0

  constructor(timeline: Timeline, options: EngineOptions, keepPaths: boolean, memoryLimit: number) {
    this.timeline = timeline
    this.options = options
    this.memoryLimit = memoryLimit
    this.window = new Window(timeline, options, keepPaths)
    const set = () => new RowSet(this.window.layout, this.window.overwriting, options.dominance)
    this.frontier = set()
    this.next = set()
    this.before = set()
    this.frontier.append(this.window.initialRow(), 0)
    const { until } = this.window.crashed
    this.expiring = Array.from(until, (_, id) => id).sort((a, b) => until[a]! - until[b]!)
  }

  /** Bytes in use. */
  get bytes(): number {
    return (
      this.frontier.bytes +
      this.next.bytes +
      this.before.bytes +
      this.window.bytes +
      (this.checkpoint?.rows.byteLength ?? 0)
    )
  }

  /**
   * Goes on for about `budget` configurations. `knownFailure` is the position of a return that is known to fail: there it stops looking for other ways.
   */
  run(budget: number, knownFailure = -1): Progress {
    const stopAt = this.configurations + budget
    const { events } = this.timeline
    while (this.position < events.length) {
      if (this.configurations >= stopAt) return this.bytes > this.memoryLimit ? 'memory' : 'more'
      const event = events[this.position]!
      if (this.cursor < 0 && (event & 1) === 0) {
        this.window.call(event >> 1)
        this.position++
        continue
      }
      if (this.cursor < 0 && !this.begin(event >> 1)) continue
      if (!this.search(stopAt)) return this.bytes > this.memoryLimit ? 'memory' : 'more'
      this.cursor = -1
      if (this.next.alive > 0) this.advance(event >> 1)
      else if (this.checkpoint === undefined || this.position === knownFailure) {
        this.failedAt = this.position
        this.partial = this.checkpoint !== undefined
        return 'no'
      } else this.goBack()
    }
    return 'yes'
  }

  /** Rows that a legal order can have led to: those before the return that failed, or at the end. */
  rows(): RowSet {
    return this.failedAt >= 0 ? this.before : this.frontier
  }

  /** Where the search is in the events. */
  get at(): number {
    return this.position
  }

  /** Starts to decide a return. False if there was nothing to decide, and it is done. */
  private begin(operation: number): boolean {
    const { window, frontier, next, before, position } = this
    const { stride } = window.layout
    this.expire()
    window.prepare(operation, position)
    this.configurations++
    let decided = true
    for (let row = 0; row < frontier.length; row++) {
      const at = row * stride
      if (frontier.data[at] === -1) continue
      window.close(frontier.data, at)
      if (!window.isDone(frontier.data, at)) decided = false
    }
    if (decided) {
      for (let at = 0; at < frontier.length * stride; at += stride) window.forget(frontier.data, at)
      window.finish(operation)
      this.position++
      return false
    }
    next.clear()
    before.clear()
    for (let row = 0; row < frontier.length; row++) {
      const at = row * stride
      if (frontier.data[at] === -1) continue
      if (window.isDone(frontier.data, at)) {
        window.settle(frontier.data, at, next)
      } else before.add(frontier.data, at)
    }
    this.cursor = 0
    return true
  }

  /** Expands what there is before the return. False if the budget ran out first. */
  private search(stopAt: number): boolean {
    const { window, next, before } = this
    const { stride } = window.layout
    const width = this.options.beams[this.beam] ?? Number.POSITIVE_INFINITY
    while (this.cursor < before.length) {
      if (this.configurations >= stopAt) return false
      const at = this.cursor++ * stride
      if (before.data[at] === -1) continue
      this.configurations++
      window.expand(before.data, at, next, before)
      // The rows that took the fewest steps come first, and leave most open: a beam needs no more than some of them.
      if (next.alive > 4 * width + 16 && this.cursor < before.length) {
        this.leaveOut()
        break
      }
    }
    return true
  }

  private advance(operation: number): void {
    const { window } = this
    const width = this.options.beams[this.beam] ?? Number.POSITIVE_INFINITY
    if (this.next.alive > width) {
      this.leaveOut()
      this.narrow(width)
    }
    const rows = this.frontier
    this.frontier = this.next
    this.next = rows
    window.finish(operation)
    this.position++
    this.collect()
  }

  /** Remembers the place before the first time that something is left out. */
  private leaveOut(): void {
    if (this.checkpoint !== undefined) return
    const { frontier, window, position } = this
    this.checkpoint = {
      position,
      rows: frontier.data.slice(0, frontier.length * window.layout.stride),
      length: frontier.length,
    }
  }

  /** The beam has died. Goes back to where something was left out, with a wider one. */
  private goBack(): void {
    const { checkpoint, window, timeline } = this
    const { position, rows } = checkpoint!
    const { stride } = window.layout
    while (this.position > position) {
      const event = timeline.events[--this.position]!
      if ((event & 1) === 0) window.uncall(event >> 1)
      else window.unfinish(event >> 1)
    }
    this.frontier.clear()
    for (let at = 0; at < rows.length; at += stride) if (rows[at] !== -1) this.frontier.append(rows, at)
    this.checkpoint = undefined
    this.beam++
    this.expired = 0
  }

  /** Keeps the most promising rows of `next`. */
  private narrow(width: number): void {
    const { next, window } = this
    const ranked = window.ranked(next)
    for (let i = width; i < ranked.length; i++) next.data[ranked[i]! * window.layout.stride] = -1
    next.compact()
  }

  /** Counts of crashed operations that nobody can want any more are no difference. */
  private expire(): void {
    const { crashed, layout } = this.window
    while (this.expired < this.expiring.length && crashed.until[this.expiring[this.expired]!]! < this.position) {
      const id = this.expiring[this.expired++]!
      const keep = ~(255 << ((id & 3) << 3))
      const { data, length } = this.frontier
      for (let row = 0; row < length; row++) data[row * layout.stride + layout.counts + (id >>> 2)]! &= keep
    }
  }

  private collect(): void {
    const { paths, layout } = this.window
    if (!paths.on) return
    const blocks: { data: Int32Array; length: number }[] = [this.frontier]
    if (this.checkpoint !== undefined) blocks.push({ data: this.checkpoint.rows, length: this.checkpoint.length })
    paths.collect(blocks, layout.stride, layout.path)
  }
}

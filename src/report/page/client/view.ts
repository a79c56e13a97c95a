/** What the reader looks at: the stretch in view, what is chosen, what is left out. The pictures draw it, the controls change it, and neither knows the other. */

import { causesOf, effectsOf } from './causality.ts'
import { lowerBound, type Messages, type Ranks, type Run, rank, type Span } from './run.ts'
import { type Bounds, moved, type Stretch, showing, within, zoomed } from './window.ts'

/** The vertical axis: the clock, or one step for each event, so that what happens at one moment stands apart. */
export type Scale = 'clock' | 'order'

export interface Chosen {
  readonly kind: 'message' | 'operation'
  readonly at: number
}

/** Which messages stand out: those of the chosen thing itself, those that it may have followed from, those that may have followed from it, or for an operation those that are both after its request and before its reply. */
export type Highlight = 'itself' | 'between' | 'causes' | 'effects'

/** What changed, so that whoever draws need not do more than is needed. */
export type Change = 'stretch' | 'chosen' | 'filter' | 'look'

const NONE = new Uint8Array(0)
/** Messages that can be told apart at once, and so many that one among them is not found. */
const LEGIBLE = 90
const CROWD = 300

export class View {
  readonly run: Run
  scale: Scale = 'clock'
  stretch: Stretch
  chosen: Chosen | undefined
  highlight: Highlight = 'itself'
  /** Messages that stand out, by position; undefined: none does. */
  marks: Uint8Array | undefined
  #journey: number | undefined
  readonly hiddenLanes = new Set<number>()
  readonly hiddenTypes = new Set<number>()
  /** `''`: all; `servers`: those without clients; `f:read`; `p:3`. */
  about = ''
  /** Messages whose text was searched for and not found have 0; empty: nothing is searched for. */
  found: Uint8Array = NONE
  /** Messages that are drawn, by position. */
  shown: Uint8Array
  shownCount = 0
  #ranks: Ranks | undefined
  readonly #listeners: ((change: Change) => void)[] = []

  constructor(run: Run) {
    this.run = run
    for (const [i, lane] of run.lanes.entries()) if (lane.kind === 'engine') this.hiddenLanes.add(i)
    this.shown = new Uint8Array(run.messages.count)
    this.#filter()
    this.stretch = within({ from: run.opening[0], to: run.opening[1] }, this.bounds)
    if (this.#crowded(run.opening)) {
      this.scale = 'order'
      this.showSpan(...run.opening)
    }
  }

  /** Whether most messages take no time, so that by the clock a request and its reply would be one and the same line. */
  #crowded([from, to]: Span): boolean {
    const { sent, end, count } = this.run.messages
    let [messages, immediate] = [0, 0]
    for (let m = 0; m < count; m++) {
      if (this.shown[m] === 0 || sent[m]! < from || sent[m]! > to) continue
      messages++
      if (sent[m] === end[m]) immediate++
    }
    return immediate > messages / 2
  }

  /** Called after every change. */
  on(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change)
  }

  /** Computed when first needed: sorting a hundred thousand messages takes a moment. */
  get ranks(): Ranks {
    this.#ranks ??= rank(this.run.messages)
    return this.#ranks
  }

  /** Where messages begin and end on the axis. */
  get places(): Pick<Messages, 'sent' | 'end'> {
    return this.scale === 'clock' ? this.run.messages : this.ranks
  }

  get bounds(): Bounds {
    if (this.scale === 'order') return { from: -1, to: Math.max(1, 2 * this.run.messages.count), shortest: 12 }
    const margin = Math.max(1, this.run.duration) * 0.01
    return {
      from: -margin,
      to: Math.max(1, this.run.duration) + margin,
      shortest: Math.min(this.run.duration, 2_000) || 1,
    }
  }

  /** The stretch in view as time. */
  get span(): Span {
    return [this.timeOf(this.stretch.from), this.timeOf(this.stretch.to)]
  }

  timeOf(place: number): number {
    if (this.scale === 'clock') return place
    const { times } = this.ranks
    return times[Math.min(times.length - 1, Math.max(0, Math.round(place)))] ?? 0
  }

  placeOf(time: number): number {
    return this.scale === 'clock' ? time : lowerBound(this.ranks.times, time)
  }

  setScale(scale: Scale): void {
    const [from, to] = this.span
    this.scale = scale
    this.showSpan(from, to)
    this.tell('filter')
  }

  setStretch(stretch: Stretch): void {
    this.stretch = within(stretch, this.bounds)
    this.tell('stretch')
  }

  showSpan(from: number, to: number): void {
    // Times are whole: all that happens at `to` lies before the first event after it.
    this.setStretch({ from: this.placeOf(from), to: this.scale === 'clock' ? to : this.placeOf(to + 1) })
  }

  zoom(factor: number, at = (this.stretch.from + this.stretch.to) / 2): void {
    this.setStretch(zoomed(this.stretch, factor, at, this.bounds))
  }

  /** By a share of what is in view. */
  pan(share: number): void {
    this.setStretch(moved(this.stretch, share * (this.stretch.to - this.stretch.from), this.bounds))
  }

  /** Chooses a message or an operation; `reveal` moves it into view. */
  choose(chosen: Chosen | undefined, reveal = false, highlight?: Highlight): void {
    this.chosen = chosen
    this.#journey = undefined
    this.highlight = highlight ?? (chosen?.kind === 'operation' ? 'between' : 'itself')
    this.#mark()
    if (reveal && chosen !== undefined) this.#reveal(chosen)
    this.tell('chosen')
  }

  setHighlight(highlight: Highlight): void {
    this.highlight = highlight
    this.#mark()
    this.tell('chosen')
  }

  /** The anomaly whose element is followed; undefined: none is. */
  get journey(): number | undefined {
    return this.#journey
  }

  /** The messages that carried the element of an anomaly stand out. */
  follow(anomaly: number): void {
    this.chosen = undefined
    this.#journey = anomaly
    this.#mark()
    this.tell('chosen')
  }

  refilter(): void {
    this.#filter()
    this.tell('filter')
  }

  /** Chooses an operation and moves it into view, close enough that the messages around it can be told apart. */
  goTo(chosen: Chosen): void {
    this.choose(chosen, true)
    const { times } = this.ranks
    const { from, to } = this.stretch
    const inView = lowerBound(times, this.timeOf(to)) - lowerBound(times, this.timeOf(from))
    if (inView <= 2 * CROWD) return
    const place = this.#placeOf(chosen)
    const event = this.scale === 'order' ? Math.round(place) : lowerBound(times, place)
    const end = (steps: number) => {
      const step = Math.min(times.length - 1, Math.max(0, event + steps))
      return this.scale === 'order' ? step : times[step]!
    }
    this.setStretch({ from: end(-LEGIBLE), to: end(LEGIBLE) })
  }

  #placeOf({ kind, at }: Chosen): number {
    const { operations } = this.run
    const { sent } = this.places
    if (kind === 'message') return sent[at]!
    return operations[at]!.request >= 0 ? sent[operations[at]!.request]! : this.placeOf(operations[at]!.invoked)
  }

  #reveal(chosen: Chosen): void {
    const { kind, at } = chosen
    const { messages } = this.run
    if (kind === 'message') for (const lane of [messages.src[at]!, messages.dest[at]!]) this.hiddenLanes.delete(lane)
    this.setStretch(showing(this.stretch, this.#placeOf(chosen), this.bounds))
  }

  #filter(): void {
    const { messages, lanes, operations } = this.run
    const { count, src, dest, type, operation } = messages
    const [by, value = ''] = this.about.split(/:(.*)/s)
    let shown = 0
    for (let i = 0; i < count; i++) {
      const own = operations[operation[i]!]
      const wanted =
        !this.hiddenLanes.has(src[i]!) &&
        !this.hiddenLanes.has(dest[i]!) &&
        !this.hiddenTypes.has(type[i]!) &&
        (this.found.length === 0 || this.found[i] === 1) &&
        (by === '' ||
          (by === 'servers'
            ? lanes[src[i]!]!.kind !== 'client' && lanes[dest[i]!]!.kind !== 'client'
            : by === 'f'
              ? own?.f === value
              : own !== undefined && String(own.process) === value))
      this.shown[i] = wanted ? 1 : 0
      if (wanted) shown++
    }
    this.shownCount = shown
  }

  #mark(): void {
    const { chosen, highlight } = this
    if (this.#journey !== undefined) this.marks = this.#only(this.run.anomalies[this.#journey]?.messages ?? [])
    else if (chosen === undefined) this.marks = undefined
    else if (chosen.kind === 'message') this.marks = this.#markMessage(chosen.at, highlight)
    else this.marks = this.#markOperation(chosen.at, highlight)
  }

  #only(messages: Iterable<number>): Uint8Array {
    const marks = new Uint8Array(this.run.messages.count)
    for (const m of messages) if (m >= 0) marks[m] = 1
    return marks
  }

  #markMessage(at: number, highlight: Highlight): Uint8Array {
    const { request, reply, copyOf, count } = this.run.messages
    if (highlight === 'causes') return plus(this.#causes(at), at)
    if (highlight === 'effects') return plus(this.#effects(at), at)
    const original = copyOf[at] === -1 ? at : copyOf[at]!
    const related = [at, original, request[at]!, reply[at]!, reply[request[at]!] ?? -1]
    for (let i = 0; i < count; i++) if (original >= 0 && copyOf[i] === original) related.push(i)
    return this.#only(related)
  }

  #markOperation(at: number, highlight: Highlight): Uint8Array {
    const { request, reply } = this.run.operations[at]!
    const { operation, count } = this.run.messages
    const own = new Uint8Array(count)
    for (let i = 0; i < count; i++) if (operation[i] === at) own[i] = 1
    if (highlight === 'itself' || request < 0) return own
    const after = highlight === 'causes' ? undefined : this.#effects(request)
    const before = highlight === 'effects' || reply < 0 ? undefined : this.#causes(reply)
    for (let i = 0; i < count; i++) {
      const marked = (after === undefined || after[i] === 1) && (before === undefined || before[i] === 1)
      if (marked && (after !== undefined || before !== undefined)) own[i] = 1
    }
    return own
  }

  /** What may have led to the sending of a message. */
  #causes(at: number): Uint8Array {
    const { traffic, sent } = this.ranks
    return causesOf(traffic, this.run.lanes.length, traffic.src[at]!, sent[at]!)
  }

  /** What may have followed from the arrival of a message. */
  #effects(at: number): Uint8Array {
    const { traffic, end } = this.ranks
    if (this.run.messages.fate[at] !== 0) return new Uint8Array(traffic.count)
    return effectsOf(traffic, this.run.lanes.length, traffic.dest[at]!, end[at]!)
  }
}

function plus(marks: Uint8Array, at: number): Uint8Array {
  marks[at] = 1
  return marks
}

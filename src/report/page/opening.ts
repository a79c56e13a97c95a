/** Where the diagram opens: at what went wrong, close enough that single messages can be told apart. */

import type { RunData, RunOperation } from '../run-data.ts'
import { laneKind } from './lanes.ts'
import type { Span } from './page-data.ts'

/** Messages that can be told apart at once. */
const LEGIBLE = 90
/** Messages that are enough to see what went on around a few operations. */
const SURROUNDINGS = 36
const MARGIN = 0.08

/** `journeys`: for anomalies about an element, by their position, the positions of the messages that carried it. */
export function openingOf(run: RunData, journeys: ReadonlyMap<number, readonly number[]>): Span {
  const { anomalies, operations, messages, duration } = run
  const times = timesOf(run)
  const at = anomalies.findIndex(anomaly => anomaly.operations.length > 0)
  if (at === -1) {
    // Nothing is wrong: what is most worth a look is how it lived through a fault.
    const fault = run.downtimes[0]?.from ?? run.faultWindows[0]?.from
    const start = fault ?? operations[0]?.invoked ?? 0
    return clipped(grown(times, [start, start], fault === undefined ? 0 : 0.4), duration)
  }
  const evidence = anomalies[at]!.operations.map(i => operations[i]!)
  const journey = journeys.get(at)
  if (journey !== undefined && journey.length > 0) {
    const took = journey.map(i => messages.received[i]! - messages.sent[i]!).filter(time => !Number.isNaN(time))
    // A lost one is drawn as if it had been under way as long as the others.
    const ends = journey.map(i => messages.received[i]! || messages.sent[i]! + Math.max(0, ...took))
    const span: Span = [evidence[0]!.invoked, Math.max(...ends)]
    // Close, so that one sees who had it from whom.
    if (countBetween(times, span) <= LEGIBLE) return clipped(wider(wider(span)), duration)
    return clipped(grown(times, [span[0], span[0]], 0.1), duration)
  }
  const whole = wider([evidence[0]!.invoked, Math.max(...evidence.map(endOf))])
  if (countBetween(times, whole) <= LEGIBLE) return clipped(grown(times, whole, 0.6, SURROUNDINGS), duration)
  // Too long to be seen at once: the last thing that was done before the final reads, which is what shows the contradiction.
  const last = evidence.findLast(({ final }) => final !== true) ?? evidence[0]!
  return clipped(grown(times, [last.invoked, endOf(last)], 0.7), duration)
}

const endOf = ({ invoked, completed }: RunOperation) => completed ?? invoked

const wider = ([from, to]: Span): Span => [from - (to - from) * MARGIN, to + (to - from) * MARGIN]

/** Lengthened, `before` of it backwards and the rest forwards, until it has `enough` messages. */
function grown(times: Float64Array, span: Span, before: number, enough = LEGIBLE): Span {
  const missing = enough - countBetween(times, span)
  if (missing <= 0 || times.length === 0) return span
  const first = Math.max(0, firstFrom(times, span[0]) - Math.round(missing * before))
  const last = Math.min(times.length - 1, firstFrom(times, span[1]) + Math.round(missing * (1 - before)))
  return [Math.min(span[0], times[first]!), Math.max(span[1], times[last]!)]
}

function clipped([from, to]: Span, duration: number): Span {
  const shortest = Math.min(duration, 1e6)
  const middle = (from + to) / 2
  const [start, end] = to - from >= shortest ? [from, to] : [middle - shortest / 2, middle + shortest / 2]
  return [Math.max(0, start), Math.min(Math.max(duration, 1), end)]
}

/** When the messages were sent that the diagram shows at first: all but those of the engine's own clients. */
function timesOf({ messages, endpoints }: RunData): Float64Array {
  const { sent, src, dest } = messages
  return sent.filter(
    (_, i) => laneKind(endpoints[src[i]!]!) !== 'engine' && laneKind(endpoints[dest[i]!]!) !== 'engine',
  )
}

/** The position of the first message sent at `time` or later. */
function firstFrom(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

function countBetween(times: Float64Array, [from, to]: Span): number {
  return firstFrom(times, to) - firstFrom(times, from)
}

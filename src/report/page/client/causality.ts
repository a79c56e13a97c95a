/**
 * Cause and effect by Lamport's happened-before (Time, Clocks, and the Ordering of Events in a Distributed System, CACM 21(7), 1978): what one lane does
 * comes after everything that reached that lane earlier, and a message's arrival comes after its sending.
 *
 * Both functions take one pass over the messages: for each lane they keep the one moment that counts, the latest of its past (or the earliest of its
 * future), because everything before (or after) it on that lane belongs to it as well.
 */

/** Messages in columns, in order of sending. A message whose `arrived` is 0 influenced nobody. */
export interface Traffic {
  readonly count: number
  readonly src: ArrayLike<number>
  readonly dest: ArrayLike<number>
  readonly sent: ArrayLike<number>
  readonly received: ArrayLike<number>
  readonly arrived: ArrayLike<number>
  /** Positions in order of arrival; those that arrive at one moment, in order of sending. */
  readonly byArrival: ArrayLike<number>
}

/** The messages that may have influenced what `lane` did at `time`. */
export function causesOf(traffic: Traffic, lanes: number, lane: number, time: number): Uint8Array {
  const { src, dest, sent, received, arrived, byArrival } = traffic
  const marks = new Uint8Array(traffic.count)
  const past = new Float64Array(lanes).fill(Number.NEGATIVE_INFINITY)
  past[lane] = time
  for (let k = byArrival.length - 1; k >= 0; k--) {
    const m = byArrival[k]!
    if (arrived[m] === 0 || received[m]! > past[dest[m]!]!) continue
    marks[m] = 1
    if (sent[m]! > past[src[m]!]!) past[src[m]!] = sent[m]!
  }
  return marks
}

/** The messages that may have been influenced by what `lane` did at `time`; lost ones as well, though they influenced nobody further. */
export function effectsOf(traffic: Traffic, lanes: number, lane: number, time: number): Uint8Array {
  const { src, dest, sent, received, arrived } = traffic
  const marks = new Uint8Array(traffic.count)
  const future = new Float64Array(lanes).fill(Number.POSITIVE_INFINITY)
  future[lane] = time
  for (let m = 0; m < traffic.count; m++) {
    if (sent[m]! < future[src[m]!]!) continue
    marks[m] = 1
    if (arrived[m] !== 0 && received[m]! < future[dest[m]!]!) future[dest[m]!] = received[m]!
  }
  return marks
}

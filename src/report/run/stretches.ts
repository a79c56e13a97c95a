/** Which stretches of time of a long journal are held, found without parsing its records. */

import type { Nanos } from '../../time/clock.ts'
import { eachLine } from './lines.ts'

/** From `from` until before `to`. */
export interface Stretch {
  readonly from: Nanos
  readonly to: Nanos
}

const BUCKETS = 4096
/** No record is shorter: the names of its fields alone take this many bytes. */
const SHORTEST_RECORD = 60

const COMMA = 44
const ID_AT = '{"id":'.length
const SENT_NAME = '"sent":'.length

/** The number that ends at the next comma. */
function numberAt(buffer: Buffer, start: number): number {
  const end = buffer.indexOf(COMMA, start)
  let value = 0
  for (let i = start; i < end; i++) {
    const digit = buffer[i]! - 48
    // A fraction or an exponent.
    if (digit < 0 || digit > 9) return Number(buffer.toString('latin1', start, end))
    value = value * 10 + digit
  }
  return value
}

/** When the message of a record was sent, without parsing the record. */
export function sentOf(buffer: Buffer, start: number): Nanos {
  return numberAt(buffer, buffer.indexOf(COMMA, start + ID_AT) + 1 + SENT_NAME)
}

/**
 * The stretches of time whose messages are held: everything when the journal has at most `limit` messages; otherwise the stretches of `focus`, in that
 * order, as far as they fit, and then from the beginning of the run on. `bytes` is the size of the journal.
 */
export function chooseStretches(
  path: string,
  bytes: number,
  limit: number,
  end: Nanos,
  focus: readonly Stretch[],
): Stretch[] {
  const everything = [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]
  if (bytes <= limit * SHORTEST_RECORD) return everything
  const width = Math.max(1, Math.ceil((end + 1) / BUCKETS))
  const bucketOf = (time: Nanos) => Math.max(0, Math.min(BUCKETS - 1, Math.floor(time / width)))
  const sizes = new Float64Array(BUCKETS)
  let total = 0
  eachLine(path, (buffer, start) => {
    sizes[bucketOf(sentOf(buffer, start))]!++
    total++
  })
  if (total <= limit) return everything
  const chosen = new Uint8Array(BUCKETS)
  let room = limit
  const add = (first: number, last: number) => {
    for (let bucket = first; bucket <= last; bucket++) {
      if (chosen[bucket] === 1) continue
      // A single bucket with more than all that may be held: its first messages are better than none.
      if (sizes[bucket]! > room && room < limit) return
      chosen[bucket] = 1
      room -= sizes[bucket]!
    }
  }
  for (const { from, to } of focus) add(bucketOf(from - width), bucketOf(to + width))
  add(0, BUCKETS - 1)
  const stretches: Stretch[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (chosen[bucket] === 0) continue
    const from = bucket
    while (chosen[bucket + 1] === 1) bucket++
    stretches.push({
      from: from * width,
      to: bucket === BUCKETS - 1 ? Number.POSITIVE_INFINITY : (bucket + 1) * width,
    })
  }
  return stretches
}

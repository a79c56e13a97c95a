/** One sentence that says why some reads and writes cannot all be. */

import { processName } from '../explain/words.ts'
import { show } from '../models/text.ts'
import type { Accesses } from './accesses.ts'
import type { RawViolation } from './minimal.ts'
import type { SessionGuarantee } from './types.ts'

/** What must have gone wrong for a guarantee to be the one that is broken. */
const BLAME: Record<SessionGuarantee, (who: string) => string> = {
  'read-your-writes': who => `${who} did not see a write of its own`,
  'monotonic-reads': who => `the reads of ${who} went back to an older state`,
  'monotonic-writes': who => `${who} saw the writes of one process in the wrong order`,
  'writes-follow-reads': who => `${who} saw a write before one that its author had read`,
}

const NAME: Record<SessionGuarantee, string> = {
  'read-your-writes': 'read your writes',
  'monotonic-reads': 'monotonic reads',
  'monotonic-writes': 'monotonic writes',
  'writes-follow-reads': 'writes follow reads',
}

export function sentence(violation: RawViolation, data: Accesses): string {
  const { kind, guarantees, reader, accesses } = violation
  const who = reader === undefined ? 'somebody' : processName(data.sessions[reader])
  const first = data.accesses[accesses[0]!]!
  if (kind === 'thin-air')
    return `${who} read ${show(data.values[first.reads!])}${at(first.key, data)}, which nobody wrote.`
  const stories = storiesOf(violation, data).join('; ')
  if (kind === 'future') return `${stories}: ${who} cannot read what it had not yet written.`
  if (guarantees.length === 0) return `${stories}: no store can answer like that.`
  if (guarantees.length === 1) return `${stories}: ${BLAME[guarantees[0]!](who)} (${NAME[guarantees[0]!]}).`
  const blames = guarantees.map(guarantee => `${BLAME[guarantee](who)} (${NAME[guarantee]})`)
  return `${stories}: ${blames.slice(0, -1).join(', ')} or ${blames.at(-1)}.`
}

/** What each session did, the reader first: `c1 read 2 and then 1`. */
function storiesOf({ accesses, reader }: RawViolation, data: Accesses): string[] {
  const sessions = new Map<number, string[]>()
  const keys = new Set(accesses.map(a => data.accesses[a]!.key))
  for (const a of accesses) {
    const { session, key, reads, differs, writes } = data.accesses[a]!
    const place = keys.size > 1 ? at(key, data) : ''
    const [from, to, not] = [reads, writes, differs].map(value =>
      value === undefined ? undefined : show(data.values[value]),
    )
    const deed =
      from !== undefined && to !== undefined
        ? `replaced ${from} by ${to}${place}`
        : to !== undefined
          ? `wrote ${to}${place}`
          : from !== undefined
            ? `read ${from}${place}`
            : `found no ${not}${place}`
    sessions.set(session, [...(sessions.get(session) ?? []), deed])
  }
  return [...sessions]
    .sort(([a], [b]) => Number(b === reader) - Number(a === reader))
    .map(([session, deeds]) => `${processName(data.sessions[session])} ${deeds.join(', then ')}`)
}

function at(key: number, { keys }: Accesses): string {
  return keys[key] === undefined ? '' : ` at ${show(keys[key])}`
}

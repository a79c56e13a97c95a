/** Which lines of the diagram are of which kind. */

import type { RunEndpoint } from '../run-data.ts'
import type { LaneKind } from './page-data.ts'

/** Clients that perform operations are c0, c1, …; those by which the engine prepares nodes and asks whether they have settled have longer names. */
export function laneKind({ id, kind }: RunEndpoint): LaneKind {
  return kind === 'client' && !/^c\d+$/.test(id) ? 'engine' : kind
}

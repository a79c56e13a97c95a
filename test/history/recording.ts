/** What a run would have recorded, made by hand from its operations. */

import type { Recording } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'

export function recording(operations: readonly Operation[], more: Partial<Recording> = {}): Recording {
  const none = { sent: 0, received: 0 }
  return {
    operations,
    workload: 'by-hand',
    seed: 1,
    folder: undefined,
    network: {
      all: none,
      clients: none,
      servers: { ...none, perOperation: 0 },
      perOperation: 0,
      lost: { partition: 0, loss: 0, 'node-down': 0, 'node-stuck': 0, 'unknown-destination': 0, 'in-flight': 0 },
      duplicated: 0,
      delayed: 0,
      lateReplies: 0,
      unexpectedReplies: 0,
    },
    faults: [],
    problems: [],
    problemCounts: {},
    cutShort: undefined,
    options: {},
    duration: 0,
    replay: 'seed: 1',
    judge: () => ({ valid: true, anomalies: [], figures: {} }),
    doubt: () => undefined,
    ...more,
  }
}

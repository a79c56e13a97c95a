/** The diagrams of a run, by the names of their files. To add one: a file beside this one, and a line here. */

import type { RunData } from '../run-data.ts'
import { latencyQuantiles } from './latency-quantiles.ts'
import { latencyRaw } from './latency-raw.ts'
import { messages } from './messages.ts'
import { rate } from './rate.ts'
import { timeline } from './timeline.ts'

export const DIAGRAMS = {
  'messages.svg': messages,
  'timeline.svg': timeline,
  'latency-raw.svg': latencyRaw,
  'latency-quantiles.svg': latencyQuantiles,
  'rate.svg': rate,
} as const satisfies Readonly<Record<string, (run: RunData) => string>>

export type DiagramFile = keyof typeof DIAGRAMS

/** node:perf_hooks on the node's clock. */

import { unsimulated } from './unsimulated.ts'

interface Entry {
  readonly name: string
  readonly entryType: 'mark' | 'measure'
  readonly startTime: number
  readonly duration: number
  readonly detail: unknown
}

const origin = bridge.wall()
const started = bridge.monotonic()
const now = (): number => (bridge.monotonic() - started) / 1e6
let entries: Entry[] = []

function add(entry: Entry): Entry {
  entries.push(entry)
  return entry
}
const timeOf = (mark: string | number | undefined, otherwise: number): number =>
  typeof mark === 'number'
    ? mark
    : mark === undefined
      ? otherwise
      : (entries.findLast(entry => entry.name === mark)?.startTime ?? otherwise)

export const performance = {
  timeOrigin: origin,
  now,
  mark: (name: string, options: { startTime?: number; detail?: unknown } = {}) =>
    add({
      name,
      entryType: 'mark',
      startTime: options.startTime ?? now(),
      duration: 0,
      detail: options.detail ?? null,
    }),
  measure(
    name: string,
    from?: string | { start?: string | number; end?: string | number; detail?: unknown },
    to?: string,
  ) {
    const options = typeof from === 'object' ? from : { start: from, end: to }
    const startTime = timeOf(options.start, 0)
    const duration = timeOf(options.end, now()) - startTime
    return add({ name, entryType: 'measure', startTime, duration, detail: 'detail' in options ? options.detail : null })
  },
  getEntries: () => entries.slice(),
  getEntriesByName: (name: string) => entries.filter(entry => entry.name === name),
  getEntriesByType: (type: string) => entries.filter(entry => entry.entryType === type),
  clearMarks: (name?: string) => {
    entries = entries.filter(entry => entry.entryType !== 'mark' || (name !== undefined && entry.name !== name))
  },
  clearMeasures: (name?: string) => {
    entries = entries.filter(entry => entry.entryType !== 'measure' || (name !== undefined && entry.name !== name))
  },
  timerify: <F>(fn: F): F => fn,
  eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
  toJSON: () => ({ timeOrigin: origin }),
}

export const performanceModule = unsimulated('perf_hooks', { performance, constants: {} })

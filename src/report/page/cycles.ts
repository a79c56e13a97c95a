/** Cycles of transactions as graphs. Graphviz, compiled to WebAssembly, lays them out; it is loaded when there is a cycle, and not before. */

import { join } from 'node:path'
import { type AnyModelName, type CycleAnomaly, checkListAppend, checkRwRegister, toDot } from '@jepsen-ts/isolation'
import { readHistory } from '../../history/files.ts'
import type { RunData } from '../run-data.ts'

export interface CycleGraph {
  readonly type: string
  /** For each step, why the one transaction came before the other. */
  readonly steps: readonly string[]
  readonly svg: string
}

const WORKLOADS: Readonly<Record<string, typeof checkListAppend | typeof checkRwRegister>> = {
  'txn-list-append': checkListAppend,
  'txn-rw-register': checkRwRegister,
}

/** Graphs on a page; one of each type, the shortest. */
const DRAWN = 6
/** Longer cycles make no picture that anybody could read. */
const LONGEST = 24

/** The shortest cycle of each type that the verdict names. */
export async function cycleGraphs(run: RunData): Promise<CycleGraph[]> {
  const check = WORKLOADS[run.workload]
  const types = new Set(run.anomalies.map(({ type }) => type))
  if (check === undefined || types.size === 0) return []
  const history = readHistory(join(run.folder, 'history.jsonl')).filter(
    ({ process, f }) => typeof process === 'number' && f === 'txn',
  )
  const models = (run.options.consistencyModels ?? ['strict-serializable']) as readonly AnyModelName[]
  const { anomalies } = check(history, {
    consistencyModels: models,
    ...(check === checkRwRegister ? { wfrKeys: true } : {}),
  })
  const cycles = [...types].flatMap(type => {
    const found = ((anomalies as Record<string, unknown>)[type] ?? []) as readonly object[]
    const shortest = found.filter(isCycle).sort((a, b) => a.cycle.length - b.cycle.length)[0]
    return shortest === undefined || shortest.cycle.length > LONGEST ? [] : [shortest]
  })
  if (cycles.length === 0) return []
  const { instance } = await import('@viz-js/viz')
  const viz = await instance()
  return cycles.slice(0, DRAWN).map((cycle, i) => ({
    type: cycle.type,
    steps: cycle.steps.map(({ because }) => because),
    svg: inline(viz.renderString(spacious(toDot(cycle)), { format: 'svg' }), `cycle-${i + 1}`),
  }))
}

function isCycle(evidence: object): evidence is CycleAnomaly<unknown> {
  return 'cycle' in evidence && 'steps' in evidence
}

/** With room for the names of the arrows, and without numbers that stand in the story below. */
function spacious(dot: string): string {
  return dot
    .replace('rankdir=LR', 'rankdir=LR ranksep=1.1 nodesep=0.7')
    .replaceAll(/ +\(index \d+, process \d+(?:, \w+)?\)/g, '')
}

/** Without what a document of its own needs, and with ids that no other picture on the page has. Graphviz escapes all texts. */
function inline(svg: string, prefix: string): string {
  return svg
    .slice(svg.indexOf('<svg'))
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/ id="/g, ` id="${prefix}-`)
    .replace('<svg ', '<svg role="img" ')
}

// Results as text: what was broken, by which transactions, and why there is no way around it.

import type { CycleAnomaly } from './cycle-anomaly.ts'
import { type Operation, show } from './history.ts'
import type { CheckResult } from './result.ts'

/** What the names mean to somebody who has not read Adya. */
const meanings: Readonly<Record<string, string>> = {
  G0: 'dirty write: writes of transactions interleave',
  G1a: 'aborted read: a transaction saw what another wrote that never committed',
  G1b: 'intermediate read: a transaction saw a state that another had already overwritten',
  G1c: 'circular information flow: transactions saw one another’s writes in a circle',
  'G-single': 'read skew: a transaction saw some of another’s writes and missed others',
  'G-nonadjacent': 'long fork: transactions disagree on the order of writes, even allowing each a snapshot',
  G2: 'write skew: transactions each missed what the others wrote',
  internal: 'a transaction contradicts itself',
  'future-read': 'a transaction read what it wrote only later',
  'dirty-update': 'a committed write builds on one that never committed',
  'lost-update': 'transactions read the same state, and each overwrote it without the other’s write',
  'duplicate-elements': 'a list holds the same element twice',
  'incompatible-order': 'reads disagree on the order of a list',
  'cyclic-versions': 'versions of a key would each come before the other',
  'garbage-read': 'a value was read that nobody wrote',
  'empty-transaction-graph': 'no transaction depends on another, so nothing was tested',
  'cycle-search-timeout': 'the search ran out of its budget',
}

/** What the name of an anomaly means, in a few words. */
export function meaningOf(type: string): string {
  const base = type.replace(/-(?:process|realtime)$/, '').replace(/-item$/, '')
  const order = type.endsWith('-realtime')
    ? ', given what had completed before'
    : type.endsWith('-process')
      ? ', given the order of sessions'
      : ''
  return meanings[base] ? `${meanings[base]}${order}` : 'transactions depend on one another in a circle'
}

/** How many pieces of evidence of each type are printed. */
const shownPerType = 3

/** The whole result, several lines: the models broken, then for each anomaly its transactions and why they contradict. */
export function explain(result: CheckResult<object>): string {
  const lines: string[] = []
  if (result.not.length > 0)
    lines.push(`Not ${list(result.not)}${result.alsoNot.length > 0 ? ', nor anything stronger' : ''}.`)
  if (result.consistentWith.length > 0) lines.push(`Nothing here contradicts ${list(result.consistentWith)}.`)
  const cycleSize = (type: string): number =>
    (evidenceOf(result, type)[0] as Partial<CycleAnomaly> | undefined)?.cycle?.length ?? 0
  for (const type of result.anomalyTypes.toSorted((a, b) => cycleSize(a) - cycleSize(b))) {
    const evidence = evidenceOf(result, type)
    lines.push('', `${type}: ${meaningOf(type)}`)
    for (const each of evidence.slice(0, shownPerType)) lines.push(...explainAnomaly(each).map(line => `  ${line}`))
    if (evidence.length > shownPerType) lines.push(`  … and ${evidence.length - shownPerType} more.`)
  }
  for (const { type, componentSize } of result.unsearched) {
    lines.push('', `Not searched to the end: ${type}, among ${componentSize} transactions that depend on one another.`)
  }
  return lines.join('\n')
}

function evidenceOf(result: CheckResult<object>, type: string): readonly object[] {
  const evidence = (result.anomalies as Record<string, unknown>)[type]
  return Array.isArray(evidence) ? (evidence as object[]) : []
}

/** One piece of evidence in lines. */
export function explainAnomaly(evidence: object): string[] {
  if ('cycle' in evidence && 'steps' in evidence) return explainCycle(evidence as CycleAnomaly<unknown>)
  return [
    Object.entries(evidence)
      .map(([name, value]) => `${name}: ${showEvidence(value)}`)
      .join('  '),
  ]
}

/** A cycle in lines: its transactions, then one fact a line, the last of which contradicts the others. */
export function explainCycle(anomaly: CycleAnomaly<unknown>): string[] {
  const named = new Map<string, unknown>()
  anomaly.steps.forEach((step, i) => {
    named.set(step.from, anomaly.cycle[i])
  })
  const names = anomaly.steps.map(step => step.from)
  return [
    ...[...named].map(([name, transaction]) => `${name} = ${showTransaction(transaction)}`),
    ...anomaly.steps.map((step, i) => `${i === names.length - 1 && i > 0 ? 'But ' : ''}${step.because}`),
    `So ${[...names, names[0]].join(' < ')}: a contradiction.`,
  ]
}

function showTransaction(transaction: unknown): string {
  if (!isOperation(transaction)) return show(transaction)
  const { index, process, type, value } = transaction
  const where = [index === undefined ? '' : `index ${index}`, `process ${process}`, type === 'ok' ? '' : type]
  return `${showMops(value)}   (${where.filter(part => part !== '').join(', ')})`
}

function showMops(value: unknown): string {
  if (!Array.isArray(value)) return show(value)
  return value
    .map(mop => {
      if (!Array.isArray(mop)) return show(mop)
      const [f, key, what] = mop as [string, unknown, unknown]
      const shown = what == null ? 'nil' : show(what)
      return f === 'r' ? `r ${show(key)} = ${shown}` : `${f} ${show(key)} ${shown}`
    })
    .join(', ')
}

function showEvidence(value: unknown): string {
  if (isOperation(value)) return `{${showTransaction(value)}}`
  if (Array.isArray(value) && value.some(isOperation)) return value.map(showEvidence).join(', ')
  if (value instanceof Map) return [...value].map(([element, count]) => `${show(element)} ${count} times`).join(', ')
  return value === null || value === undefined ? 'nil' : show(value)
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'process' in value && 'type' in value
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** A cycle as a graph in Graphviz' DOT language, an arrow a step. */
export function toDot(anomaly: CycleAnomaly<unknown>): string {
  const quote = (text: string): string =>
    `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
  const named = new Map<string, unknown>()
  anomaly.steps.forEach((step, i) => {
    named.set(step.from, anomaly.cycle[i])
  })
  const nodes = [...named].map(
    ([name, transaction]) => `  ${name} [label=${quote(`${name}\n${showTransaction(transaction)}`)}]`,
  )
  const edges = anomaly.steps.map(({ from, to, type, because, key }) => {
    const label = key === undefined ? type : `${type} ${show(key)}`
    return `  ${from} -> ${to} [label=${quote(label)} tooltip=${quote(because)} color=${quote(colors[type])}]`
  })
  return [
    `digraph ${quote(anomaly.type)} {`,
    '  rankdir=LR',
    '  node [shape=box fontname="sans-serif"]',
    ...nodes,
    ...edges,
    '}',
    '',
  ].join('\n')
}

const colors: Readonly<Record<CycleAnomaly['steps'][number]['type'], string>> = {
  ww: '#c02700',
  wwp: '#c02700',
  wr: '#c000a5',
  wrp: '#c000a5',
  rw: '#5b00c0',
  rwp: '#5b00c0',
  process: '#0050c0',
  realtime: '#0050c0',
}

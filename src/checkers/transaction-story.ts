/** What a piece of evidence against a store looks like to a reader: its transactions as T1, T2, …, and then what is wrong with them. */

import { type CycleAnomaly, explainCycle } from '@jepsen-ts/isolation'
import type { Operation } from '../history/operation.ts'
import { canonicalText } from '../json.ts'
import { inOrder } from './story.ts'

/** A micro-operation, as it ended. */
type Step = readonly [f: string, key: unknown, value: unknown]

/** The fields that evidence without a cycle has; which of them, depends on its type. */
interface Evidence {
  readonly op?: Operation
  readonly writer?: Operation
  readonly txns?: readonly (Operation | string)[]
  readonly mop?: Step
  readonly expected?: unknown
  readonly element?: unknown
  readonly key?: unknown
  readonly value?: unknown
  readonly values?: readonly unknown[]
  readonly scc?: readonly unknown[]
  readonly sources?: readonly string[]
  readonly duplicates?: ReadonlyMap<unknown, number>
}

/** The transactions that a piece of evidence is about, in order of the history. */
export function operationsIn(evidence: object, history: readonly Operation[]): Operation[] {
  const named = (Object.values(evidence) as unknown[]).flat().filter(isOperation)
  return inOrder(named.length > 0 ? named : readersOf(evidence as Evidence, history))
}

/** The evidence in lines. Of a cycle: the fact behind each of its steps. */
export function tell(type: string, evidence: object, history: readonly Operation[]): string[] {
  if ('cycle' in evidence && 'steps' in evidence) return explainCycle(evidence as CycleAnomaly<unknown>)
  const transactions = operationsIn(evidence, history)
  const name = (operation: unknown) => `T${transactions.indexOf(operation as Operation) + 1}`
  const sentence = SENTENCES[type]
  return [
    ...transactions.map(operation => `${name(operation)} = ${transaction(operation)}`),
    sentence === undefined ? canonicalText(evidence) : sentence(evidence as Evidence, name),
  ]
}

type Sentence = (evidence: Evidence, name: (operation: unknown) => string) => string

const saw = ({ op, mop, element }: Evidence, name: (operation: unknown) => string) =>
  element === undefined
    ? `${name(op)} read ${shown(mop?.[1])} = ${shown(mop?.[2])}`
    : `${name(op)} read ${shown(element)} in ${shown(mop?.[1])}`

const SENTENCES: Readonly<Record<string, Sentence>> = {
  internal: (evidence, name) =>
    `${saw(evidence, name)}. By what it had done before, that should have been ${shown(evidence.expected)}.`,
  'future-read': (evidence, name) => `${saw(evidence, name)}, before it had appended it.`,
  G1a: (evidence, name) =>
    `${saw(evidence, name)}, which ${name(evidence.writer)} wrote. But ${name(evidence.writer)} failed.`,
  G1b: (evidence, name) =>
    `${saw(evidence, name)}, which ${name(evidence.writer)} wrote. But ${name(evidence.writer)} went on to write ${shown(evidence.mop?.[1])} once more.`,
  'garbage-read': ({ op, mop, key = mop?.[1], element = mop?.[2] }, name) =>
    `${name(op)} read ${shown(element)} in ${shown(key)}. But nobody wrote that.`,
  'dirty-update': ({ key, values, txns = [] }, name) =>
    `${name(txns.at(-1))} wrote on what ${name(txns[0])} had left in ${shown(key)}: ${shown(values)}. But ${name(txns[0])} failed.`,
  'lost-update': ({ key, value, txns = [] }, name) =>
    `${txns.map(name).join(' and ')} all read ${shown(key)} = ${shown(value)}, and then wrote ${shown(key)}. Whoever came first has been overlooked by the others.`,
  'duplicate-elements': ({ op, mop, duplicates = new Map() }, name) =>
    `${name(op)} read ${shown(mop?.[1])} = ${shown(mop?.[2])}, in which ${[...duplicates].map(([element, n]) => `${shown(element)} stands ${n} times`).join(', ')}.`,
  'incompatible-order': ({ key, values = [] }) =>
    `${shown(key)} was read as ${values.map(shown).join(' and as ')}. But of two reads of a list one must begin with the other.`,
  'cyclic-versions': ({ key, scc = [], sources }) =>
    sources?.at(-1) === 'final-reads'
      ? `Every final read of ${shown(key)} saw nil, as if ${scc
          .filter(value => value !== null)
          .map(shown)
          .join(', ')} had never been written.`
      : `The values ${scc.map(shown).join(', ')} of ${shown(key)} would each have come before the others.`,
}

/** For evidence that names values only: the first transaction to read each of them. */
function readersOf({ key, values, scc }: Evidence, history: readonly Operation[]): Operation[] {
  const [of, read] = [shown(key), (values ?? scc ?? []).map(shown)]
  return read.flatMap(
    value =>
      history.find(({ type, value: steps }) => type === 'ok' && stepsOf(steps).some(step => reads(step, of, value))) ??
      [],
  )
}

const reads = ([f, key, read]: Step, of: string, value: string) =>
  f === 'r' && shown(key) === of && shown(read) === value
const stepsOf = (value: unknown): readonly Step[] => (Array.isArray(value) ? (value as readonly Step[]) : [])

/** As in the explanation of a cycle. */
function transaction({ index, process, type, value }: Operation): string {
  const steps = stepsOf(value).map(([f, key, what]) =>
    f === 'r' ? `r ${shown(key)} = ${shown(what)}` : `${f} ${shown(key)} ${shown(what)}`,
  )
  return `${steps.join(', ')}   (index ${index}, process ${process}${type === 'ok' ? '' : `, ${type}`})`
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'string') return value
  return Array.isArray(value) ? `[${value.map(shown).join(' ')}]` : canonicalText(value)
}

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'process' in value && 'type' in value && 'f' in value
}

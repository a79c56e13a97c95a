// From the anomalies of a history to its verdict: what was asked for, what was found, and what that rules out.

import {
  type AnomalyName,
  anomaliesImplying,
  anomalyNames,
  boundary,
  impliedModels,
  impossibleModels,
  type ModelName,
  modelNamed,
  modelNames,
  modelsRuledOutBy,
  prohibitedAnomalies,
  strongestModels,
} from './lattice/index.ts'
import type { CheckOptions, ReportedAnomaly } from './options.ts'

/** Nobody knows an anomaly of that name. */
export class UnknownAnomalyError extends Error {
  override readonly name = 'UnknownAnomalyError'
  constructor(anomaly: string) {
    super(
      `There is no anomaly "${anomaly}". The anomalies are: ${[...anomalyNames, 'garbage-read'].sort().join(', ')}.`,
    )
  }
}

/** A search that ended with its budget: a cycle of this type may be there or not. */
export interface UnsearchedType {
  readonly type: string
  /** How many transactions the tangle has. */
  readonly componentSize: number
}

export interface CheckResult<Anomalies> {
  /** Whether the history shows none of the anomalies it must not show; 'unknown' if it does not tell. */
  readonly valid: boolean | 'unknown'
  /** The names of the reported anomalies, sorted. */
  readonly anomalyTypes: readonly string[]
  /** The evidence, by name. */
  readonly anomalies: Anomalies
  /** The weakest models that the history rules out. */
  readonly not: readonly ModelName[]
  /** The stronger models that these rule out with them. */
  readonly alsoNot: readonly ModelName[]
  /** The strongest of the models that this check could have ruled out and did not: nothing here contradicts them. */
  readonly consistentWith: readonly ModelName[]
  /** Names of cycles that were not looked for to the end. Empty unless a search ran out of its budget. */
  readonly unsearched: readonly UnsearchedType[]
}

/** What a check was asked for, in full. */
export interface Question {
  /** Everything that the history must not show. */
  readonly prohibited: ReadonlySet<string>
  /** Which order between transactions the anomalies speak of, besides their data. */
  readonly order: 'realtime' | 'process' | undefined
}

/**
 * @throws UnknownModelError
 * @throws UnknownAnomalyError
 */
export function questionOf(options: CheckOptions): Question {
  const models = (
    options.consistencyModels === undefined ? ['strict-serializable'] : (options.consistencyModels ?? [])
  ).map(modelNamed)
  const named = options.anomalies ?? []
  const known = new Set<string>(anomalyNames)
  for (const anomaly of named)
    if (!known.has(anomaly) && !extraAnomalies.has(anomaly)) throw new UnknownAnomalyError(anomaly)
  const prohibited = new Set<string>([
    ...prohibitedAnomalies(models),
    ...anomaliesImplying(named.filter((anomaly): anomaly is AnomalyName => known.has(anomaly))),
    ...named,
  ])
  // Even the weakest model lets nobody read what was never written.
  if (impliedModels(...models).has('read-uncommitted')) prohibited.add('garbage-read')
  const names = [...prohibited]
  // Only cycles make the order of transactions matter; G1-realtime and the like stand for them.
  const order = names.some(name => name.endsWith('-realtime'))
    ? 'realtime'
    : names.some(name => name.endsWith('-process'))
      ? 'process'
      : undefined
  return { prohibited, order }
}

const extraAnomalies: ReadonlySet<string> = new Set<ReportedAnomaly>([
  'garbage-read',
  'empty-transaction-graph',
  'cycle-search-timeout',
])
const inconclusive: ReadonlySet<string> = new Set<ReportedAnomaly>(['empty-transaction-graph', 'cycle-search-timeout'])

/** Models whose every prohibition a check looks for: those of sessions or of real time if it looked at just that order. */
const decidable: Readonly<Record<'always' | 'process' | 'realtime', readonly ModelName[]>> = {
  always: [
    'read-uncommitted',
    'read-committed',
    'consistent-view',
    'repeatable-read',
    'snapshot-isolation',
    'serializable',
  ],
  process: [
    'strong-session-read-uncommitted',
    'strong-session-read-committed',
    'strong-session-snapshot-isolation',
    'strong-session-serializable',
  ],
  realtime: ['strong-read-uncommitted', 'strong-read-committed', 'strong-snapshot-isolation', 'strong-serializable'],
}

/** Judges a history by everything that was found in it. */
export function judge<Anomalies extends object>(
  question: Question,
  found: Anomalies,
  unsearched: readonly UnsearchedType[] = [],
): CheckResult<Partial<Anomalies>> {
  const lists = Object.entries(found).filter(([, evidence]) => evidence === true || (evidence as unknown[]).length > 0)
  const { prohibited, order } = question
  const ruledOut = ruledOutBy(lists.map(([name]) => name))
  const reported = lists.filter(([name]) => prohibited.has(name) || inconclusive.has(name))
  const bad = reported.some(([name]) => prohibited.has(name))
  if (!bad && unsearched.some(({ type }) => prohibited.has(type))) {
    reported.push(['cycle-search-timeout', unsearched])
  }
  const candidates = [...decidable.always, ...(order === undefined ? [] : decidable[order])]
  const consistentWith = strongestModels(candidates.filter(model => !ruledOut.has(model)))
  if (reported.length === 0) {
    return { valid: true, anomalyTypes: [], anomalies: {}, not: [], alsoNot: [], consistentWith, unsearched }
  }
  reported.sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    valid: bad ? false : 'unknown',
    anomalyTypes: reported.map(([name]) => name),
    anomalies: Object.fromEntries(reported) as Partial<Anomalies>,
    ...boundary(ruledOut),
    consistentWith,
    unsearched,
  }
}

function ruledOutBy(names: readonly string[]): Set<ModelName> {
  const known = new Set<string>(anomalyNames)
  const ruledOut = modelsRuledOutBy(names.filter((name): name is AnomalyName => known.has(name)))
  if (names.includes('garbage-read')) {
    const garbage = impossibleModels(modelNames.filter(model => model === 'read-uncommitted'))
    for (const model of garbage) ruledOut.add(model)
  }
  return ruledOut
}

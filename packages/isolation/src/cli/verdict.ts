// Results of the checkers that judge by consistency models, as the command prints them.

import { explain } from '../explain.ts'
import { type AnyModelName, modelNamed } from '../lattice/index.ts'
import type { CheckOptions, ReportedAnomaly } from '../options.ts'
import type { CheckResult } from '../result.ts'
import type { FlagValues, Verdict } from './workload.ts'

/** --models and --anomalies as options. */
export function modelOptions(flags: FlagValues): CheckOptions {
  const models = listOf(flags.models)
  const anomalies = listOf(flags.anomalies)
  return {
    // Anomalies alone ask for just these.
    ...(models
      ? { consistencyModels: models.map(modelNamed) as AnyModelName[] }
      : anomalies && { consistencyModels: null }),
    ...(anomalies && { anomalies: anomalies as ReportedAnomaly[] }),
    ...(flags.elle === true && { compatibility: 'elle' as const }),
  }
}

/** The words between commas or spaces. */
export function listOf(flag: string | boolean | undefined): string[] | undefined {
  return typeof flag === 'string' ? flag.split(/[\s,]+/).filter(word => word !== '') : undefined
}

/** What is known of a history that could not be judged. */
export const unjudged = { anomalyTypes: [], not: [], alsoNot: [], anomalies: {} } as const

export function verdictOf(result: CheckResult<object>): Verdict {
  const { valid, anomalyTypes, not, alsoNot, anomalies, unsearched } = result
  return {
    valid,
    json: { valid, anomalyTypes, not, alsoNot, anomalies, ...(unsearched.length > 0 && { unsearched }) },
    text: valid === true ? '' : explain(result),
    why: anomalyTypes.join(', '),
  }
}

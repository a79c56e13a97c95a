/** `maelstrom doc NAME`: one thing explained, whatever kind it is of. */

import { distance } from 'fastest-levenshtein'
import { ANOMALIES, anomalyHeading } from '../explanations/anomalies.ts'
import { ERRORS, type ErrorExplanation } from '../explanations/errors.ts'
import { ANOMALIES_PAGE, ERRORS_PAGE, RESULTS_PAGE } from '../explanations/pointer.ts'
import { UNKNOWN_VERDICT } from '../explanations/unknown.ts'
import type { FaultDefinition } from '../nemesis/fault.ts'
import { FAULTS } from '../nemesis/index.ts'
import { ERROR_CODES } from '../network/errors.ts'
import { OPTIONS, type OptionDoc } from '../options.ts'
import { SERVICES } from '../services/index.ts'
import { WORKLOADS } from '../workloads/index.ts'
import type { Workload } from '../workloads/workload.ts'
import { formatWorkload } from './doc-workload.ts'

/** By name: a kind, and a text. What has one name and is two things (lin-kv: a workload and a service) is told twice. */
function entries(): [name: string, text: string][] {
  return [
    ...Object.entries(ERRORS as Record<string, ErrorExplanation>).map(
      ([name, { meaning, advice, from }]): [string, string] => [
        name,
        tell(`${name}, an error`, meaning, advice, `Thrown by: ${from}`, `${ERRORS_PAGE}#${name.toLowerCase()}`),
      ],
    ),
    ...Object.entries(ANOMALIES).map(([name, { meaning, advice, from }]): [string, string] => [
      name,
      tell(`${name}, an anomaly`, meaning, advice, `Reported by: ${from}`, `${ANOMALIES_PAGE}#${name.toLowerCase()}`),
    ]),
    ['unknown', tell('unknown, a verdict', UNKNOWN_VERDICT, `${RESULTS_PAGE}#unknown`)],
    ...Object.values(WORKLOADS as Record<string, Workload>).map((workload): [string, string] => [
      workload.name,
      `A workload. ${formatWorkload(workload)}`,
    ]),
    ...SERVICES.map(({ id, doc }): [string, string] => [id, `${id}, a service. ${doc}`]),
    ...Object.values(FAULTS as Record<string, FaultDefinition>).map(({ name, doc, variants }): [string, string] => [
      name,
      `${name}, a fault. ${doc}${variants === undefined ? '' : ` Variants: ${variants.map(variant => `${name}:${variant}`).join(', ')}.`}`,
    ]),
    ...Object.entries(OPTIONS as Record<string, OptionDoc>).map(
      ([name, { doc, flag, default: value }]): [string, string] => [
        name,
        `${name}, an option. ${doc}${value === undefined ? '' : ` Default: ${value}.`}${flag === undefined ? '' : ` Flag: ${flag}.`}`,
      ],
    ),
    ...Object.entries(ERROR_CODES).map(([code, { name, definite, doc }]): [string, string] => [
      name,
      `${name}, the error code ${code}, ${definite ? 'definite' : 'indefinite'}. ${doc}`,
    ]),
  ]
}

function tell(...parts: readonly string[]): string {
  return parts.join('\n\n').replaceAll('`', '')
}

/** The text, or undefined. Anomalies are known by every name that is reported, errors also by their number. */
export function explain(asked: string): string | undefined {
  const wanted = new Set(
    [asked, anomalyHeading(asked), ERROR_CODES[Number(asked)]?.name].filter(name => name !== undefined),
  )
  const same = (name: string) => [...wanted].some(each => each.toLowerCase() === name.toLowerCase())
  const found = entries().filter(([name]) => same(name))
  return found.length === 0 ? undefined : found.map(([, text]) => text).join('\n\n')
}

/** What to say to somebody who asked for something that is not there. */
export function unknownName(asked: string): string {
  const names = [...new Set(entries().map(([name]) => name))]
  const far = (name: string) => distance(name.toLowerCase(), asked.toLowerCase())
  const nearest = names.toSorted((a, b) => far(a) - far(b))[0]!
  return `there is no ${JSON.stringify(asked)}${far(nearest) <= Math.max(2, asked.length / 3) ? `; did you mean ${nearest}?` : '. maelstrom doc lists what there is.'}`
}

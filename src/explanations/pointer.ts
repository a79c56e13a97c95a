/**
 * Where an error or an anomaly is explained: a heading of a page in this package's docs, by a short name that stays. Every such pointer is made here, and a test
 * follows each of them.
 */

import { anomalyHeading } from './anomalies.ts'
import type { ErrorClassName } from './errors.ts'

/** The pages, relative to the package. */
export const ERRORS_PAGE = 'docs/reference/errors.md'
export const ANOMALIES_PAGE = 'docs/reference/anomalies.md'
export const RESULTS_PAGE = 'docs/reference/results.md'

const line = (page: string, heading: string) =>
  `Read    ${page}#${heading.toLowerCase()}  (npx maelstrom doc ${heading})`

/** `Read    docs/reference/anomalies.md#lost-element  (npx maelstrom doc lost-element)`; undefined where nobody has explained it. */
export function pointerToAnomaly(type: string): string | undefined {
  const heading = anomalyHeading(type)
  return heading === undefined ? undefined : line(ANOMALIES_PAGE, heading)
}

/** Where it is said what an unknown verdict means. */
export const POINTER_TO_UNKNOWN = line(RESULTS_PAGE, 'unknown')

/** The message of an error with the pointer as its last line. */
export function pointing(name: ErrorClassName, message: string): string {
  return `${message}\n  ${line(ERRORS_PAGE, name)}`
}

/** The message without its pointer, for an error that is told within another text. */
export function withoutPointer(message: string): string {
  return message.replace(/\n {2}Read {4}docs\/\S+ .*$/, '')
}

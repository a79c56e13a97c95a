/**
 * `maelstrom doc`: the workloads with their requests, the services, the faults and the error codes, as text. `maelstrom doc NAME`: what one of them is, an option, an
 * anomaly or an error included; a failure points there.
 */

import type { FaultDefinition } from '../nemesis/fault.ts'
import { FAULTS } from '../nemesis/index.ts'
import { ERROR_CODES } from '../network/errors.ts'
import { SERVICES } from '../services/index.ts'
import { WORKLOADS } from '../workloads/index.ts'
import type { Workload } from '../workloads/workload.ts'
import { explain, unknownName } from './doc-entry.ts'
import { formatWorkload } from './doc-workload.ts'
import { USAGE } from './exit-status.ts'

export function docCommand(words: readonly string[]): number {
  const [name] = words
  const found = name === undefined ? formatDoc() : explain(name)
  if (found === undefined) {
    process.stderr.write(`maelstrom doc: ${unknownName(name!)}\n`)
    return USAGE
  }
  process.stdout.write(`${found}\n`)
  return 0
}

/** The whole text. */
export function formatDoc(): string {
  const workloads = Object.values(WORKLOADS as Record<string, Workload>).flatMap(workload => [
    '',
    formatWorkload(workload),
  ])
  return [
    'WORKLOADS',
    ...workloads,
    '',
    'SERVICES (nodes that are always there)',
    '',
    ...SERVICES.map(({ id, doc }) => `  ${id.padEnd(8)} ${doc}`),
    '',
    'FAULTS (--nemesis)',
    '',
    ...Object.values(FAULTS as Record<string, FaultDefinition>).map(
      ({ name, doc, variants }) =>
        `  ${name.padEnd(10)} ${doc}${variants === undefined ? '' : ` Variants: ${variants.map(variant => `${name}:${variant}`).join(', ')}.`}`,
    ),
    '',
    'ERRORS ({"type": "error", "in_reply_to": N, "code": N, "text": "…"})',
    '',
    ...Object.entries(ERROR_CODES).map(
      ([code, { name, definite, doc }]) =>
        `  ${code.padStart(2)}  ${name.padEnd(24)}${definite ? 'definite  ' : 'indefinite'}  ${doc}`,
    ),
    '  Codes from 1000 up are your own, and indefinite.',
  ].join('\n')
}

/** `maelstrom doc`: the workloads with their requests, the services, the faults and the error codes, as text. */

import { z } from 'zod'
import type { FaultDefinition } from '../nemesis/fault.ts'
import { FAULTS } from '../nemesis/index.ts'
import { ERROR_CODES } from '../network/errors.ts'
import { SERVICES } from '../services/index.ts'
import { WORKLOADS } from '../workloads/index.ts'
import type { Workload } from '../workloads/workload.ts'

export function docCommand(): number {
  process.stdout.write(`${formatDoc()}\n`)
  return 0
}

/** The whole text. */
export function formatDoc(): string {
  const workloads = Object.values(WORKLOADS as Record<string, Workload>).flatMap(({ name, doc, rpcs }) => [
    '',
    `${name}: ${doc ?? ''}`,
    ...Object.entries(rpcs as Workload['rpcs']).flatMap(([type, rpc]) => {
      const { request, reply, doc } = rpc as { request: z.ZodType; reply: z.ZodType; doc?: string }
      return [
        `  ${type}${doc === undefined ? '' : `: ${doc}`}`,
        `    request  ${body(type, request)}`,
        `    reply    ${body(`${type}_ok`, reply)}`,
      ]
    }),
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

/** A body with the types of its fields: `{"type": "add", "element": any}`. */
function body(type: string, schema: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as {
    properties?: Record<string, JsonSchema>
  }
  const fields = Object.entries(properties).map(([name, property]) => `, "${name}": ${typeName(property)}`)
  return `{"type": "${type}"${fields.join('')}}`
}

interface JsonSchema {
  readonly type?: string
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema
  readonly minimum?: number
}

function typeName(schema: JsonSchema): string {
  if (schema.type === 'array') return `[${typeName(schema.items ?? {})}, …]`
  if (schema.type === 'object') return `{key: ${typeName(schema.additionalProperties ?? {})}, …}`
  return schema.type ?? 'any'
}

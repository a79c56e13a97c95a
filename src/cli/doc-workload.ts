/** A workload as text: its sentence, and each request with its reply. */

import { z } from 'zod'
import type { Workload } from '../workloads/workload.ts'

export function formatWorkload({ name, doc, rpcs }: Workload): string {
  return [
    `${name}: ${doc ?? ''}`,
    ...Object.entries(rpcs as Workload['rpcs']).flatMap(([type, rpc]) => {
      const { request, reply, doc } = rpc as { request: z.ZodType; reply: z.ZodType; doc?: string }
      return [
        `  ${type}${doc === undefined ? '' : `: ${doc}`}`,
        `    request  ${body(type, request)}`,
        `    reply    ${body(`${type}_ok`, reply)}`,
      ]
    }),
  ].join('\n')
}

/** A body with the types of its fields: `{"type": "add", "element": any}`. */
export function body(type: string, schema: z.ZodType): string {
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

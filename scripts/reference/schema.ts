/** zod schemas as tables that a reader understands: field, type, what it means. */

import { z } from 'zod'
import { code, table } from './markdown.ts'

interface JsonSchema {
  readonly type?: string
  readonly items?: JsonSchema | false
  readonly prefixItems?: readonly JsonSchema[]
  readonly additionalProperties?: JsonSchema | false
  readonly minimum?: number
  readonly description?: string
}

/** Steps of a transaction are checked by hand, so their schema says nothing. */
const STEPS: Readonly<Record<string, string>> = {
  'txn-list-append': '[["r", key, null or list] or ["append", key, value], …]',
  'txn-rw-register': '[["r", key, null or value] or ["w", key, value], …]',
}

export function fieldsTable(workload: string, type: string, schema: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as {
    properties?: Record<string, JsonSchema>
  }
  const rows = Object.entries(properties).map(([name, property]) => [
    code(name),
    name === 'txn' && workload in STEPS ? code(STEPS[workload]!) : code(typeName(property)),
  ])
  return table(['field', 'type'], [[code('type'), code(JSON.stringify(type))], ...rows])
}

function typeName(schema: JsonSchema): string {
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(typeName).join(', ')}]`
  if (schema.type === 'array') return `[${typeName(schema.items || {})}, …]`
  if (schema.type === 'object') return `{key: ${typeName(schema.additionalProperties || {})}, …}`
  const name = schema.type === 'integer' ? 'whole number' : (schema.type ?? 'any JSON value')
  return schema.minimum !== undefined && schema.minimum > Number.MIN_SAFE_INTEGER
    ? `${name}, ${schema.minimum} or more`
    : name
}

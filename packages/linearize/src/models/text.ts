/** How built-in models write values and operations for a human. */

/** `4`, `"a"`, `[1,2]`; an unknown value is `?`. */
export function show(value: unknown): string {
  if (value === undefined) return '?'
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Map) return show(Object.fromEntries(value))
  if (value instanceof Set) return `{${[...value].map(show).join(', ')}}`
  return JSON.stringify(value) ?? String(value)
}

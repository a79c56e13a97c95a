/** Times, durations and counts for a reader. Times come in nanoseconds. */

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const

/** `12.010 s`: a moment, with as many digits as moments `step` apart need, but at least milliseconds. */
export function moment(time: number, step = 1e6): string {
  const digits = Math.min(9, Math.max(3, Math.ceil(9 - Math.log10(Math.max(1, step)))))
  return `${(time / 1e9).toFixed(digits)} s`
}

/** `1.25 ms`: how long something took, with three digits. */
export function duration(nanos: number): string {
  if (nanos === 0) return '0 ms'
  const [unit, size] = UNITS.find(([, size]) => Math.abs(nanos) >= size) ?? UNITS[3]
  return `${Number((nanos / size).toPrecision(3)).toLocaleString('en')} ${unit}`
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** Cut to `limit` characters, the last of which is then `…`. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`
}

/** Steps of 1, 2 or 5 times a power of ten, such that at most `most` of them fit into `length`. */
export function tickStep(length: number, most: number): number {
  const least = length / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)))
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= least) ?? 10 * power
}

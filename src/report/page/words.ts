/** Times, sizes and counts in the sentences of the page. */

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** Nanoseconds as `4.012 s`. */
export function seconds(nanos: number): string {
  return `${(nanos / 1e9).toFixed(3)} s`
}

/** Milliseconds, as statistics have them, as `12 ms`. */
export function latency(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–'
  return milliseconds >= 1_000
    ? `${(milliseconds / 1_000).toPrecision(3)} s`
    : `${Number(milliseconds.toPrecision(3)).toLocaleString('en')} ms`
}

export function bytes(n: number): string {
  if (n < 1_000) return count(n, 'byte')
  const [unit, size] = n < 1e6 ? ['kB', 1e3] : n < 1e9 ? ['MB', 1e6] : ['GB', 1e9]
  return `${Number((n / (size as number)).toPrecision(3)).toLocaleString('en')} ${unit}`
}

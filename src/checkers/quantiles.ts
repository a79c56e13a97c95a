/** Quantiles as Jepsen's checkers report them. */

/** The fractions that every checker reports, as keys of its figures. */
export const FRACTIONS = ['0', '0.5', '0.95', '0.99', '1'] as const

export type Quantiles = Readonly<Record<(typeof FRACTIONS)[number], number>>

/**
 * The values at the usual fractions of the sorted list, or undefined of an empty one. The quantile `q` of `n` values is the one at
 * position min(n − 1, ⌊n·q⌋), always a value of the list and never an interpolation.
 */
export function quantiles(values: readonly number[]): Quantiles | undefined {
  if (values.length === 0) return undefined
  const sorted = Float64Array.from(values).sort()
  const at = (q: string) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * Number(q)))] as number
  return Object.fromEntries(FRACTIONS.map(q => [q, at(q)])) as Quantiles
}

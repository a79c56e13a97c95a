// Of many findings of one sort, the most telling ones, and how many there were.

/** Findings of one type, told; `count` is how many there are in all. */
export interface Collected<Evidence> {
  readonly count: number
  readonly evidence: readonly Evidence[]
}

/** Keeps the first `limit` findings by the given order, and tells only those: a story costs more than a finding. */
export function collect<Finding, Evidence>(
  findings: readonly Finding[],
  limit: number,
  tell: (finding: Finding) => Evidence,
  compare?: (a: Finding, b: Finding) => number,
): Collected<Evidence> {
  const sorted = compare === undefined || findings.length < 2 ? findings : findings.toSorted(compare)
  return { count: findings.length, evidence: sorted.slice(0, limit).map(tell) }
}

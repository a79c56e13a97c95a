/** The words above each diagram. */

import { count } from '../../checkers/story.ts'
import type { RunData } from '../run-data.ts'
import { label } from './svg.ts'

/** `broadcast, 5 nodes, seed 7: valid`. */
export function nameOfRun(run: RunData): string {
  const nodes = run.endpoints.filter(({ kind }) => kind === 'node').length
  return `${run.workload}, ${count(nodes, 'node')}, seed ${run.seed}`
}

const WORDS = { true: 'valid', false: 'invalid', unknown: 'unknown' } as const

export function verdictWord(run: RunData): 'valid' | 'invalid' | 'unknown' {
  return WORDS[String(run.valid) as keyof typeof WORDS]
}

/** Title and a line below it; takes 58 pixels of height. */
export function heading(x: number, title: string, subtitle: string): string[] {
  return [label(x, 28, title, { class: 'title' }), label(x, 47, subtitle, { class: 'subtitle' })]
}

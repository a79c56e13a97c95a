/** Why a node's program cannot be run, in the words of somebody who wants to help. */

import { pointing } from '../explanations/pointer.ts'

export interface ProgramProblem {
  /** The program as the user gave it. */
  readonly given: string
  /** Where it was looked for, absolute. */
  readonly tried: readonly string[]
  /** What is wrong, as a sentence without its full stop. */
  readonly problem: string
  /** Ways to mend it, the best first; each is something to type. */
  readonly remedies: readonly string[]
}

/** The node's program is missing, not executable, not runnable, or does not compile. No node was started. */
export class ProgramError extends Error implements ProgramProblem {
  override readonly name = 'ProgramError'
  readonly given: string
  readonly tried: readonly string[]
  readonly problem: string
  readonly remedies: readonly string[]

  constructor(problem: ProgramProblem, options?: ErrorOptions) {
    super(pointing('ProgramError', describe(problem)), options)
    this.given = problem.given
    this.tried = problem.tried
    this.problem = problem.problem
    this.remedies = problem.remedies
  }
}

function describe({ given, tried, problem, remedies }: ProgramProblem): string {
  const lines = [`Cannot run the node program ${given}: ${problem}.`]
  for (const [i, path] of tried.entries()) lines.push(`  ${i === 0 ? 'tried' : '  and'}  ${path}`)
  for (const [i, remedy] of remedies.entries()) lines.push(`  ${i === 0 ? ' mend' : '   or'}  ${remedy}`)
  return lines.join('\n')
}

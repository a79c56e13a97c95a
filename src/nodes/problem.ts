/** What went wrong with a node: a line that is no message, a crash, a reply of the wrong shape. A bad line costs one line; all else goes on. */

import { type Nanos, SECOND } from '../time/clock.ts'

export type ProblemKind =
  | 'not-json'
  | 'not-a-message'
  | 'invalid-utf8'
  | 'too-long'
  | 'unterminated'
  | 'unknown-destination'
  | 'malformed-reply'
  | 'crash'
  | 'stuck'
  | 'init-failed'

export interface Problem {
  readonly node: string
  readonly kind: ProblemKind
  readonly time: Nanos
  /** What is wrong, what was expected, and what to do: one or two sentences. */
  readonly message: string
  /** The beginning of the line in question. */
  readonly excerpt?: string
  /** The last lines that the node had written to stderr. */
  readonly stderr: readonly string[]
}

/** Problems kept of each kind for each node; beyond that they are only counted, since a broken program repeats itself. */
const KEPT = 10

export class ProblemLog {
  readonly #kept: Problem[] = []
  readonly #counts = new Map<string, number>()

  add(problem: Problem): void {
    const key = `${problem.node} ${problem.kind}`
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    if (count <= KEPT) this.#kept.push(problem)
  }

  get all(): readonly Problem[] {
    return this.#kept
  }

  /** The other problems of the node of a problem as texts: the first of each kind, with its count, and without what the node wrote to stderr. */
  besides(problem: Problem): string[] {
    const seen = new Set<ProblemKind>()
    return this.#kept
      .filter(
        other => other.node === problem.node && other !== problem && !seen.has(other.kind) && seen.add(other.kind),
      )
      .map(other => formatProblem({ ...other, stderr: [] }, this.#counts.get(`${other.node} ${other.kind}`)))
  }

  /** How often each kind of problem happened at each node, those that were not kept included: `{'n1 not-json': 12000}`. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }
}

/** The beginning of a line, short enough for a message; control characters are spelled out, so that none reaches a terminal. */
export function excerptOf(line: string, length = 160): string {
  const shown = line.slice(0, length).replace(/\p{Cc}/gu, character => {
    const code = character.codePointAt(0)!.toString(16).padStart(4, '0')
    return character === '\t' ? '\\t' : `\\u${code}`
  })
  return line.length <= length ? shown : `${shown}… (${line.length} characters)`
}

/** A problem as text: one line, then the excerpt, what was wrong `before` (texts of problems), and the end of stderr, indented. */
export function formatProblem(problem: Problem, count = 1, before: readonly string[] = []): string {
  const lines = [
    `at ${(problem.time / SECOND).toFixed(3)} s: ${problem.message}${count > 1 ? ` (${count} times)` : ''}`,
  ]
  if (problem.excerpt !== undefined) lines.push(`    line: ${problem.excerpt}`)
  if (before.length > 0)
    lines.push(
      '    before that:',
      ...before
        .join('\n')
        .split('\n')
        .map(line => `      ${line}`),
    )
  if (problem.stderr.length > 0)
    lines.push('    its last lines on stderr:', ...problem.stderr.map(line => `      ${excerptOf(line)}`))
  return lines.join('\n')
}

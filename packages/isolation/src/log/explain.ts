// The verdict on a log as text: each error in a sentence, with the log around it.

import type { LogResult } from './check.ts'
import type { Told } from './evidence.ts'

export interface ExplainLogOptions {
  /** Pieces of evidence that are told of each type. Default: 3. */
  readonly shown?: number
}

/** What went wrong, the bad errors first; an empty text where nothing did. */
export function explainLog(result: LogResult, { shown = 3 }: ExplainLogOptions = {}): string {
  const { badErrorTypes, errorTypes, errors, counts } = result
  const bad = new Set<string>(badErrorTypes)
  const sections = [...badErrorTypes, ...errorTypes.filter(type => !bad.has(type))].map(type => {
    const evidence: readonly Told[] = errors[type] ?? []
    // The one piece of evidence of `unseen` tells of all messages.
    const more = type === 'unseen' ? 0 : counts[type]! - Math.min(shown, evidence.length)
    return [
      `${type}${bad.has(type) ? '' : ' (allowed)'}`,
      ...evidence.slice(0, shown).flatMap(({ message, story }) => ['', `  ${message}`, ...indented(story)]),
      ...(more > 0 ? ['', `  … and ${more} more of this kind.`] : []),
    ].join('\n')
  })
  return sections.join('\n\n')
}

function indented(story: readonly string[]): string[] {
  return story.length === 0 ? [] : ['', ...story.map(line => (line === '' ? '' : `    ${line}`))]
}

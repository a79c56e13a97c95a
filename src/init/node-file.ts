/**
 * The node's program: complete for echo; for every other workload a handler for each request, which says that it is still to be written. The lines of a template
 * between `[[each request]]` and `[[end]]` are repeated; words between double underscores are filled in.
 */

import { body } from '../cli/doc-workload.ts'
import type { Rpcs } from '../clients/rpc.ts'
import { WORKLOADS } from '../workloads/index.ts'
import type { Workload } from '../workloads/workload.ts'
import type { Choices } from './choices.ts'
import { EXERCISES } from './exercises.ts'

/** The name of the template, without its folder: `node.todo.py`. */
export function nodeTemplate({ language, workload }: Pick<Choices, 'language' | 'workload'>): string {
  const dot = language.node.lastIndexOf('.')
  return `${language.node.slice(0, dot)}.${workload === 'echo' ? 'echo' : 'todo'}${language.node.slice(dot)}`
}

/** The template with everything filled in. */
export function nodeFile({ language, workload }: Pick<Choices, 'language' | 'workload'>, template: string): string {
  const { rpcs, doc }: Workload = WORKLOADS[workload] as Workload
  const requests = Object.entries(rpcs as Rpcs).map(([type, { request, reply, doc }]) => ({
    type,
    what: doc ?? '',
    request: body(type, request),
    reply: body(`${type}_ok`, reply),
    todo: `${type} is still to be written, in ${language.node}`,
  }))
  const repeated = template.replace(/^.*\[\[each request\]\].*\n([\s\S]*?)^.*\[\[end\]\].*\n/gm, (_, lines: string) =>
    requests.map(request => filled(lines, request)).join(''),
  )
  return filled(repeated, { file: language.node, title: EXERCISES[workload].title, doc: doc ?? '' })
}

/** The longest line of a comment. */
const WIDTH = 110

/** A line of a comment that has become too long is continued on the next. */
function filled(text: string, words: Readonly<Record<string, string>>): string {
  return text
    .split('\n')
    .map(line => {
      const full = Object.entries(words).reduce(
        (line, [name, value]) => line.replaceAll(`__${name}__`, () => value),
        line,
      )
      const comment = /^\s*(?:#|\/\/!?|\*) +/.exec(full)?.[0]
      return full === line || comment === undefined ? full : wrapped(full.slice(comment.length), comment)
    })
    .join('\n')
}

function wrapped(text: string, prefix: string): string {
  const lines: string[] = []
  let line = prefix
  for (const word of text.split(' ')) {
    if (line !== prefix && line.length + word.length > WIDTH) {
      lines.push(line.trimEnd())
      line = prefix
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()].join('\n')
}

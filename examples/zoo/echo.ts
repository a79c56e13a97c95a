/** Bugs in programs that only answer: already here, two requests can be mixed up. */

import type { Bug } from './bug.ts'

const options = { workload: 'echo', nodes: 1, concurrency: 4, rate: 100, timeLimit: '2s' } as const

export const echoBugs: readonly Bug[] = [
  {
    name: 'echo-request-in-a-global',
    base: 'echo/node.ts',
    change: {
      from: `node.on<Echo>('echo', ({ echo }) => ({ type: 'echo_ok', echo }))`,
      to: `let current: unknown
node.on<Echo>('echo', async ({ echo }) => {
  current = echo
  await new Promise(resolve => setTimeout(resolve, 10))
  return { type: 'echo_ok', echo: current }
})`,
    },
    options,
    property: 'valid',
    explains:
      'The request is kept in a variable of the module while some work is done; two requests at a time get the same answer.',
  },
  {
    name: 'echo-deduplicates-by-msg-id',
    base: 'echo/node.js',
    change: {
      from: `reply(src, body, { type: 'echo_ok', echo: body.echo })`,
      to: `globalThis.answers ??= new Map()
    if (!answers.has(body.msg_id)) answers.set(body.msg_id, body.echo)
    reply(src, body, { type: 'echo_ok', echo: answers.get(body.msg_id) })`,
    },
    options,
    property: 'valid',
    explains: 'Answers are remembered by msg_id alone, which is unique for each client only; another client gets them.',
  },
]

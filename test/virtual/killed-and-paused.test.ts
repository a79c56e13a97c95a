/** Kill and pause together: a node that is paused while it starts again is waited for, and is not judged by it. */

import '@jepsen-ts/maelstrom/vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cluster } from '@jepsen-ts/maelstrom'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'maelstrom-killed-and-paused-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** An echo that takes 300 ms to start. */
const bin = join(folder, 'slow.js')
writeFileSync(
  bin,
  `const send = (m, b) => console.log(JSON.stringify({ src: m.dest, dest: m.src, body: { ...b, in_reply_to: m.body.msg_id } }))
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line)
  if (message.body.type === 'init') setTimeout(() => send(message, { type: 'init_ok' }), 300)
  else send(message, { type: 'echo_ok', echo: message.body.echo })
})
`,
)
const slow = { bin, nodes: 3, workload: 'echo', clock: 'virtual', results: false } as const

it.each([13, 130])('at the end of a run, when both are undone (seed %i)', async seed => {
  const nemesis = ['kill:one', 'pause:all'] as const
  const history = await cluster({ ...slow, nemesis, nemesisInterval: '3s', rate: 5, timeLimit: '6s', seed })
  expect(history.problems).toEqual([])
  expect(history).toBeValid()
})

it.each([1, 11])('in the middle of a run, for longer than a node has to answer init (seed %i)', async seed => {
  const nemesis = ['kill', 'pause'] as const
  const history = await cluster({ ...slow, nemesis, nemesisInterval: '15s', rate: 10, timeLimit: '200s', seed })
  expect(history.problems).toEqual([])
  expect(history).toBeValid()
})

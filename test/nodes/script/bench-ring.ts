/**
 * Speed of nodes in virtual time without the engine: a ring of 25 nodes passes messages on, once as a program in contexts of its own, once as
 * a function. `node --import tsx test/nodes/script/bench-ring.ts`. By the wall and by this process's own use of the processor, which other load on
 * the machine moves less.
 */

import { join } from 'node:path'
import { functionHost } from '../../../src/nodes/function-host.ts'
import type { NodeHost } from '../../../src/nodes/host.ts'
import { scriptHost } from '../../../src/nodes/script/script-host.ts'
import { defineNode } from '../../../src/nodes/sdk.ts'
import { MILLISECOND, SECOND } from '../../../src/time/clock.ts'
import { Stepper } from './stepper.ts'

const NODES = 25
const MESSAGES = 8000
const ROUNDS = 5

const ring = defineNode(({ on, send, nodeId, nodeIds }) => {
  const next = nodeIds[(nodeIds.indexOf(nodeId) + 1) % nodeIds.length] as string
  const seen = new Set<number>()
  const learn = (message: number) => {
    if (seen.has(message)) return
    seen.add(message)
    send(next, { type: 'gossip', message })
  }
  on('broadcast', ({ message }) => {
    learn(message)
    return {}
  })
  on('gossip', ({ message }) => learn(message))
})

async function round(make: (stepper: Stepper) => NodeHost): Promise<{ start: number; rate: number; cpuRate: number }> {
  const stepper = new Stepper(1)
  const host = make(stepper)
  if ('prepare' in host) await (host as { prepare(): Promise<void> }).prepare()
  const ids = Array.from({ length: NODES }, (_, i) => `n${i + 1}`)
  const began = performance.now()
  for (const id of ids) await stepper.start(host, id)
  const start = (performance.now() - began) / NODES
  await stepper.init()
  stepper.keepLines = false
  for (let i = 0; i < MESSAGES; i++) {
    stepper.clock.after(i * MILLISECOND, () =>
      stepper.send(ids[i % NODES] as string, { type: 'broadcast', msg_id: i, message: i }),
    )
  }
  const before = stepper.messages
  const from = performance.now()
  const cpuFrom = cpuSeconds()
  await stepper.run((MESSAGES / 1000 + 1) * SECOND)
  const messages = stepper.messages - before
  return { start, rate: (messages / (performance.now() - from)) * 1000, cpuRate: messages / (cpuSeconds() - cpuFrom) }
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number

const hosts: Readonly<Record<string, (stepper: Stepper) => NodeHost>> = {
  program: ({ clock, random }) =>
    scriptHost({ entry: 'gossip-readline.js', cwd: join(import.meta.dirname, 'fixtures'), clock, random }),
  function: ({ clock, random }) => functionHost({ node: ring, clock, random }),
}
for (const [name, make] of Object.entries(hosts)) {
  const rounds = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round(make))
  const rate = median(rounds.map(each => each.rate))
  const cpuRate = median(rounds.map(each => each.cpuRate))
  const start = median(rounds.map(each => each.start))
  const shown = (value: number) => Math.round(value).toLocaleString('en-US').padStart(9)
  console.log(
    `${name.padEnd(9)} ${shown(rate)} messages/s   ${shown(cpuRate)} a second of processor   ${start.toFixed(2)} ms a start`,
  )
}

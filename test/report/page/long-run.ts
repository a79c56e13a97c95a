/** A folder with as many messages as one likes, without running anything: five nodes that gossip, clients that write, a partition that loses a few. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatRecord } from '../../../src/network/journal.ts'

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5']
/** Nanoseconds between two messages. */
const STEP = 200_000

/** Writes history.jsonl, messages.jsonl and results.json of a run with `messages` messages. */
export function writeLongRun(folder: string, messages: number): void {
  mkdirSync(join(folder, 'node-logs'), { recursive: true })
  const end = messages * STEP
  const cut: readonly [number, number] = [end * 0.4, end * 0.6]
  const [journal, history]: [string[], string[]] = [[], []]
  let index = 0
  const note = (operation: object) => history.push(JSON.stringify({ index: index++, ...operation }))
  let lost = 0
  for (let id = 0; id < messages; id++) {
    const sent = id * STEP
    const [round, step] = [Math.floor(id / 20), id % 20]
    const node = NODES[round % 5]!
    const client = round % 5
    const send = (src: string, dest: string, body: object, took: number, why?: string) => {
      const text = JSON.stringify({ src, dest, body })
      const fate = why === undefined ? `"received":${sent + took}` : `"lost":"${why}"`
      journal.push(formatRecord(id, sent, fate, text, undefined))
    }
    if (step === 0) {
      note({ time: sent, type: 'invoke', process: client, f: 'write', value: round, node })
      send(`c${client}`, node, { type: 'write', value: round, msg_id: round + 1 }, 0)
    } else if (step === 19) {
      note({ time: sent, type: 'ok', process: client, f: 'write', value: round, node })
      send(node, `c${client}`, { type: 'write_ok', in_reply_to: round + 1 }, 0)
    } else {
      const from = NODES[(round + step) % 5]!
      const to = NODES[(round + step * 2 + (step % 2)) % 5]!
      const dest = from === to ? NODES[(NODES.indexOf(to) + 1) % 5]! : to
      const apart = sent >= cut[0] && sent < cut[1] && (from === 'n1') !== (dest === 'n1')
      if (apart) lost++
      send(
        from,
        dest,
        { type: step % 3 === 0 ? 'ack' : 'gossip', values: [round, round + 1], from: id },
        3_000_000 + (id % 7) * 400_000,
        apart ? 'partition' : undefined,
      )
    }
  }
  for (const [f, time] of [
    ['start-partition', cut[0]],
    ['stop-partition', cut[1]],
  ] as const)
    note({
      time,
      type: 'info',
      process: 'nemesis',
      f,
      value: f === 'start-partition' ? { partition: 'n1 │ n2 n3 n4 n5' } : 'healed',
    })
  const count = { sent: messages, received: messages - lost }
  const latencies = { '0': 3, '0.5': 3.6, '0.95': 3.8, '0.99': 3.8, '1': 3.8 }
  const outcome = {
    valid: true,
    count: messages / 20,
    'ok-count': messages / 20,
    'fail-count': 0,
    'info-count': 0,
    latencies,
  }
  const results = {
    valid: true,
    workload: 'gossip',
    seed: 1,
    replay: 'seed: 1',
    anomalies: [],
    figures: {},
    stats: { ...outcome, 'by-f': { write: outcome } },
    network: {
      all: count,
      clients: count,
      servers: { ...count, perOperation: 18 },
      perOperation: 20,
      lost: { partition: lost },
      duplicated: 0,
      delayed: 0,
      lateReplies: 0,
      unexpectedReplies: 0,
    },
    faults: [{ fault: 'partition', started: 1, hits: lost, hitWord: 'messages lost' }],
    problems: [],
    problemCounts: {},
    durationNanos: end,
    options: { nodes: NODES, workload: 'gossip' },
  }
  writeFileSync(join(folder, 'messages.jsonl'), `${journal.join('\n')}\n`)
  writeFileSync(join(folder, 'history.jsonl'), `${history.join('\n')}\n`)
  writeFileSync(join(folder, 'results.json'), JSON.stringify(results))
}

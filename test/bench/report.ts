/** Time and memory to write everything that a run leaves to look at: the page and the diagrams, of 10,000 and of 1,000,000 messages. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeResults } from '../../src/history/files.ts'
import { History } from '../../src/history/history.ts'
import type { Operation } from '../../src/history/operation.ts'
import { FileJournal } from '../../src/network/journal.ts'
import { MILLISECOND, SECOND } from '../../src/time/clock.ts'

/** A run of 25 nodes that gossip, with one operation for each ten messages, two partitions, and one anomaly late in it. */
function makeRun(folder: string, messages: number): void {
  mkdirSync(join(folder, 'node-logs'), { recursive: true })
  const nodes = Array.from({ length: 25 }, (_, i) => `n${i + 1}`)
  const journal = new FileJournal(join(folder, 'messages.jsonl'))
  const operations: Operation[] = []
  const duration = 60 * SECOND
  const step = Math.floor(duration / messages)
  const add = (operation: Omit<Operation, 'index'>) => operations.push({ index: operations.length, ...operation })
  for (let id = 0; id < messages; id++) {
    const sent = id * step
    const src = nodes[id % 25]!
    const dest = nodes[(id * 7 + 3) % 25]!
    if (id % 10 === 0) {
      const process = (id / 10) % 25
      const node = nodes[process]!
      const [f, value] = (id / 10) % 2 === 0 ? ['broadcast', id / 10] : ['read', null]
      add({ time: sent, type: 'invoke', process, f: f as string, value, node })
      const latency = 5 * MILLISECOND + (id % 97) * MILLISECOND
      const got = f === 'read' ? [id, id + 1, id + 2] : value
      // As a recorder would: in the order of time, as far as a client waits for its answer.
      add({
        time: Math.min(duration, sent + Math.min(latency, step * 200)),
        type: 'ok',
        process,
        f: f as string,
        value: got,
        node,
      })
    }
    if (id === Math.floor(messages / 3) || id === Math.floor((2 * messages) / 3)) {
      const value = { shape: 'halves', partition: 'n1 n2 n3 │ n4 n5' }
      add({ time: sent, type: 'info', process: 'nemesis', f: 'start-partition', value: null })
      add({ time: sent, type: 'info', process: 'nemesis', f: 'start-partition', value })
    }
    if (id === Math.floor(messages / 2) || id === Math.floor((5 * messages) / 6)) {
      add({ time: sent, type: 'info', process: 'nemesis', f: 'stop-partition', value: null })
      add({ time: sent, type: 'info', process: 'nemesis', f: 'stop-partition', value: 'healed' })
    }
    const text = `{"src":"${src}","dest":"${dest}","body":{"type":"gossip","msg_id":${id},"messages":[${id},${id + 1},${id + 2},${id + 3}]}}`
    if (id % 23 === 0) journal.lost(id, sent, 'partition', text, undefined)
    else journal.received(id, sent, sent + 20 * MILLISECOND, text, undefined)
  }
  journal.close()
  const evidence = operations.filter(({ type, process }) => type === 'ok' && process === 3).at(-5)!
  const verdict = {
    valid: false,
    anomalies: [{ type: 'lost-element', message: 'An element is missing.', operations: [evidence] }],
    figures: {},
  } as const
  const traffic = { sent: messages, received: messages }
  const history = new History({
    operations,
    folder,
    network: {
      all: traffic,
      clients: { sent: 0, received: 0 },
      servers: { ...traffic, perOperation: 10 },
      perOperation: 10,
      lost: { partition: 0, loss: 0, 'node-down': 0, 'node-stuck': 0, 'unknown-destination': 0, 'in-flight': 0 },
      duplicated: 0,
      delayed: 0,
      lateReplies: 0,
      unexpectedReplies: 0,
    },
    faults: [{ fault: 'partition', started: 2, hits: messages / 23, hitWord: 'messages lost' }],
    problems: [],
    problemCounts: {},
    cutShort: undefined,
    duration,
    workload: 'broadcast',
    seed: 1,
    options: { nodes, concurrency: 25, workload: 'broadcast', nemesis: ['partition'] },
    replay: 'seed: 1',
    judge: () => verdict,
    doubt: () => undefined,
  })
  writeResults(folder, history, verdict)
}

interface Cost {
  readonly seconds: number
  readonly peak: number
  readonly before: number
}

/** In a process of its own, whose peak is that of the report alone. */
function measure(folder: string): Cost {
  const out = execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--draw', folder], {
    encoding: 'utf8',
  })
  return JSON.parse(out) as Cost
}

export async function report(scratch: string, print: (line: string) => void): Promise<void> {
  print(
    '\nTime and memory to write the page and the diagrams of a run (a process of its own, CPU time, peak resident set)',
  )
  for (const messages of [10_000, 1_000_000]) {
    const folder = join(scratch, `report-${messages}`)
    makeRun(folder, messages)
    const journal = statSync(join(folder, 'messages.jsonl')).size
    const { seconds, peak, before } = measure(folder)
    const written = readdirSync(folder)
      .filter(name => /\.(svg|html)$/.test(name))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    print(
      `  ${messages.toLocaleString('en').padStart(9)} messages (${(journal / 1e6).toFixed(0)} MB): ${seconds.toFixed(2)} s, ${Math.round(peak)} MB at most (${Math.round(before)} MB before it began); ${(written / 1e6).toFixed(1)} MB written`,
    )
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds of CPU time; the clock on the wall also counts what else the machine does. */
async function draw(folder: string): Promise<void> {
  const { writeReport } = await import('../../src/report/write-report.ts')
  const before = process.memoryUsage.rss() / 1e6
  const began = process.cpuUsage()
  await writeReport(folder)
  const { user, system } = process.cpuUsage(began)
  const cost: Cost = { seconds: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1e3, before }
  process.stdout.write(JSON.stringify(cost))
}

if (process.argv[2] === '--draw') await draw(process.argv[3]!)

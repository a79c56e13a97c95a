/** A run as the page's program wants it: columns of small numbers, each as what it adds to the one before wherever that is shorter. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FATES, type RunData, type RunMessages } from '../run-data.ts'
import { laneKind } from './lanes.ts'
import { openingOf } from './opening.ts'
import type { PackedAnomaly, PackedLog, PackedMessages, PackedOperations, PageData } from './page-data.ts'

/** Lines of a log that the page shows; the file has all of them. */
const LOG_LINES = 5_000

/** `journeys`: for anomalies about an element, by their position, the positions of the messages that carried it. */
export function packRun(run: RunData, journeys: ReadonlyMap<number, readonly number[]>): PageData {
  const lane = new Map(run.endpoints.map(({ id }, i) => [id, i]))
  const names = new Names()
  const operations = packOperations(run, names)
  const anomalies = run.anomalies.map(({ type, operations }, i): PackedAnomaly => {
    const messages = journeys.get(i)
    return { type, operations, ...(messages === undefined ? {} : { messages }) }
  })
  return {
    duration: run.duration,
    lanes: run.endpoints.map(endpoint => ({ id: endpoint.id, kind: laneKind(endpoint) })),
    types: run.messages.types,
    fates: FATES,
    names: names.all,
    messages: packMessages(run.messages),
    operations,
    faults: run.faultWindows.map(({ fault, detail, from, to }) => ({ name: fault, text: detail, span: [from, to] })),
    downtimes: run.downtimes.flatMap(({ node, why, from, to }) => {
      const number = lane.get(node)
      return number === undefined ? [] : [{ lane: number, why, span: [from, to] as const }]
    }),
    omitted: run.omitted.map(({ messages, from, to }) => ({ messages, span: [from, to] })),
    anomalies,
    opening: openingOf(run, journeys),
    logs: run.logs.map(log => packLog(run, log)),
  }
}

class Names {
  readonly all: string[] = []
  readonly #numbers = new Map<string, number>()

  number(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.all.push(name) - 1
      this.#numbers.set(name, number)
    }
    return number
  }
}

function packMessages(messages: RunMessages): PackedMessages {
  const { count, id, sent, received, fate, src, dest, type, copyOf } = messages
  const steps = (column: Float64Array) => Array.from(column, (value, i) => (i === 0 ? value : value - column[i - 1]!))
  const position = new Map<number, number>()
  const copies: [number, number][] = []
  for (let i = 0; i < count; i++) {
    position.set(id[i]!, i)
    if (!Number.isNaN(copyOf[i]!)) copies.push([i, position.get(copyOf[i]!) ?? -1])
  }
  return {
    id: steps(id),
    sent: steps(sent),
    took: Array.from(received, (time, i) => (fate[i] === 0 ? time - sent[i]! : 0)),
    src: Array.from(src),
    dest: Array.from(dest),
    type: Array.from(type),
    fate: Array.from(fate),
    copies,
    request: Array.from(requestsOf(messages), (request, i) => (request < 0 ? 0 : i - request)),
  }
}

/** For each reply the last message before it in the other direction whose `msg_id` it answers; -1: none. */
export function requestsOf({ count, src, dest, msgId, inReplyTo }: RunMessages): Int32Array {
  const requests = new Int32Array(count).fill(-1)
  // A map for each pair of ends: a key of three numbers as text would cost more than all the rest.
  const asked = new Map<number, Map<number, number>>()
  const ends = (from: number, to: number) => from * 1_000_003 + to
  for (let i = 0; i < count; i++) {
    if (!Number.isNaN(inReplyTo[i]!)) requests[i] = asked.get(ends(dest[i]!, src[i]!))?.get(inReplyTo[i]!) ?? -1
    if (Number.isNaN(msgId[i]!)) continue
    const pair = ends(src[i]!, dest[i]!)
    let ids = asked.get(pair)
    if (ids === undefined) {
      ids = new Map()
      asked.set(pair, ids)
    }
    ids.set(msgId[i]!, i)
  }
  return requests
}

const OUTCOMES = ['ok', 'fail', 'info', 'open'] as const

function packOperations({ operations }: RunData, names: Names): PackedOperations {
  return {
    index: operations.map(({ index }) => index),
    process: operations.map(({ process }) => process),
    f: operations.map(({ f }) => names.number(f)),
    node: operations.map(({ node }) => names.number(node ?? '')),
    invoked: operations.map(({ invoked }) => invoked),
    completed: operations.map(({ completed }) => completed ?? -1),
    outcome: operations.map(({ outcome }) => OUTCOMES.indexOf(outcome)),
    asked: operations.map(({ asked }) => asked),
    got: operations.map(({ asked, got }) => (got === asked ? '' : got)),
    error: Object.fromEntries(
      operations.flatMap(({ error }, i) =>
        error === undefined ? [] : [[i, error.text === undefined ? error.name : `${error.name}: ${error.text}`]],
      ),
    ),
    final: operations.flatMap(({ final }, i) => (final === true ? [i] : [])),
  }
}

function packLog({ folder }: RunData, { node, path, text, omittedBytes }: RunData['logs'][number]): PackedLog {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const shown = lines.slice(-LOG_LINES)
  const times = timesOf(join(folder, path.replace(/\.log$/, '.times')))?.slice(-shown.length)
  return {
    node,
    lines: shown,
    // A run that was killed may have lines without times, or the other way round; then nobody knows which belongs to which.
    ...(times?.length === shown.length && shown.length > 0 ? { times } : {}),
    omitted: lines.length - shown.length + (omittedBytes > 0 ? 1 : 0),
  }
}

function timesOf(path: string): number[] | undefined {
  if (!existsSync(path)) return undefined
  return readFileSync(path, 'utf8').trimEnd().split('\n').map(Number)
}

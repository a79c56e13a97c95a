/**
 * What went on between the nodes while the operations of an anomaly were under way: the faults in force, the messages that were lost, who heard of a lost element,
 * and which node answered without asking another. Read from the journal when a failure is told, and only then.
 */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { excerpt, processName } from '../checkers/story.ts'
import type { Anomaly } from '../checkers/verdict.ts'
import type { History } from '../history/history.ts'
import type { Operation, Pair } from '../history/operation.ts'
import { pairs } from '../history/pairing.ts'
import { type JournalRecord, readJournal } from '../network/journal.ts'
import { formatJson } from '../network/message.ts'
import { type Nanos, SECOND } from '../time/clock.ts'
import { briefly } from './space-time.ts'

const MOST_LINES = 8
const MOST_FAULTS = 2
/** A failure should be on the screen within a second or two; a journal beyond this takes longer to read. */
const MOST_BYTES = 256 * 2 ** 20
/** So few messages are told one by one, arrived or not. */
const FEW_MESSAGES = 5

interface Line {
  readonly time: Nanos
  readonly text: string
  readonly fate: string
}

/** Messages of one type that one node sent another and that had one fate. */
interface Group extends Line {
  readonly count: number
  readonly mentions: boolean
  readonly lost: boolean
}

/** Lines without indentation, with `dim` for what is beside the point; none where the journal has nothing to tell, or was not written. */
export function betweenNodes(history: History, anomaly: Anomaly, dim: (text: string) => string): string[] {
  const path = history.folder === undefined ? undefined : join(history.folder, 'messages.jsonl')
  const concerned = pairs(anomaly.operations.filter(({ process }) => typeof process === 'number'))
  const size = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.size
  if (path === undefined || concerned.length === 0 || size === undefined || size > MOST_BYTES) return []
  return tell(history, concerned, readJournal(path), dim)
}

function tell(
  history: History,
  concerned: readonly Pair[],
  journal: Iterable<JournalRecord>,
  dim: (text: string) => string,
): string[] {
  const from = Math.min(...concerned.map(({ invocation }) => invocation.time))
  const to = Math.max(...concerned.map(({ invocation, completion }) => completion?.time ?? invocation.time))
  const element = elementOf(concerned)
  const mentions = element === undefined ? () => false : mention(element)
  const nodes = new Set(nodesOf(history))
  const isClient = (id: string) => /^c[\d-]/.test(id) && !nodes.has(id)
  const groups = new Map<string, Group>()
  const reached = new Map<string, Nanos>()
  const reads = element === undefined ? concerned.filter(isRead) : []
  const asked = new Map<Pair, Set<string>>(reads.map(pair => [pair, new Set()]))
  for (const record of journal) {
    const { message, sent, received, lost } = record
    const { src, dest, body } = message
    const about = mentions(body)
    if (about && received !== undefined && received <= to && !reached.has(dest)) reached.set(dest, received)
    if (isClient(src) || isClient(dest) || sent > to || sent < from) continue
    for (const [pair, others] of asked) if (src === pair.invocation.node && isWithin(sent, pair)) others.add(dest)
    const gone = lost !== undefined && lost !== 'in-flight'
    const fate = gone
      ? `lost: ${lost}`
      : lost === 'in-flight'
        ? 'still under way'
        : record.copyOf === undefined
          ? 'arrived'
          : 'arrived a second time'
    const key = `${src} ${dest} ${body.type} ${fate} ${about}`
    const before = groups.get(key)
    if (before !== undefined) groups.set(key, { ...before, count: before.count + 1 })
    else groups.set(key, { time: sent, text: describe(record), fate, count: 1, mentions: about, lost: gone })
  }
  const answers = reads.flatMap(pair => answerOf(pair, asked.get(pair)!))
  const all = [...groups.values()]
  const messages = all.filter(group => (element === undefined ? group.lost : group.lost && group.mentions))
  const few = all.length <= FEW_MESSAGES ? all : []
  const chosen = (messages.length > 0 ? messages : few).slice(0, MOST_LINES - MOST_FAULTS - Math.min(2, answers.length))
  const faults = faultsAt(history.operations, from, to).slice(0, MOST_FAULTS)
  const journey = element === undefined ? [] : journeyOf(element, reached, history)
  if (chosen.length === 0 && answers.length === 0 && journey.length === 0) return []
  const lines = [...faults, ...chosen.map(told), ...answers.slice(-2)].sort((a, b) => a.time - b.time)
  const width = Math.max(...lines.map(({ text }) => text.length))
  const omitted = messages.length - chosen.length
  return [
    'Between the nodes, meanwhile:',
    ...lines.map(
      ({ time, text, fate }) =>
        `    ${(time / SECOND).toFixed(3).padStart(9)}  ${fate === '' ? text : `${text.padEnd(width)}  ${/^lost|without/.test(fate) ? fate : dim(fate)}`}`,
    ),
    ...(omitted > 0 && messages.length > chosen.length
      ? [dim(`               … and ${omitted} more kinds of lost messages`)]
      : []),
    ...journey.map(line => `               ${line}`),
  ]
}

function told({ time, text, fate, count }: Group): Line {
  return { time, text, fate: count === 1 ? fate : `${fate}, ${count} such` }
}

function describe({ message: { src, dest, body } }: JournalRecord): string {
  const { type, msg_id: _id, in_reply_to: _reply, ...fields } = body
  const text = formatJson(fields)
  return `${src} → ${dest}  ${type}${text === '{}' ? '' : ` ${text.length > 36 ? `${text.slice(0, 35)}…` : text}`}`
}

const isRead = ({ invocation, completion }: Pair) => /^read|^txn|^poll/.test(invocation.f) && completion?.type === 'ok'
const isWithin = (time: Nanos, { invocation, completion }: Pair) =>
  time >= invocation.time && time <= (completion?.time ?? Number.POSITIVE_INFINITY)

/** Who answered a read, and whom that node had asked before. */
function answerOf(pair: Pair, others: ReadonlySet<string>): Line[] {
  const { invocation, completion } = pair
  if (invocation.node === undefined || completion === undefined) return []
  return [
    {
      time: completion.time,
      text: `${invocation.node} answers ${processName(invocation.process)}: ${briefly(pair)}`,
      fate: others.size === 0 ? 'without asking anyone' : `having written to ${[...others].sort().join(', ')}`,
    },
  ]
}

/** The element that an operation added and that others should have shown; undefined for workloads of another kind. */
function elementOf(concerned: readonly Pair[]): number | string | undefined {
  const added = concerned.filter(({ invocation }) => invocation.f === 'add' || invocation.f === 'broadcast')
  const [first, ...more] = added.map(({ invocation }) => invocation.value)
  return more.length === 0 && (typeof first === 'number' || typeof first === 'string') ? first : undefined
}

/** Whether a body carries the element, wherever in it; numbers of messages do not count. */
function mention(element: number | string): (body: JournalRecord['message']['body']) => boolean {
  const within = (value: unknown): boolean => {
    if (value === element || String(value) === String(element)) return true
    if (Array.isArray(value)) return value.some(within)
    return (
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).some(([key, inner]) => key === String(element) || within(inner))
    )
  }
  return ({ type: _type, msg_id: _id, in_reply_to: _reply, ...fields }) => within(fields)
}

/** When the element first came to each node, and to which it never did. */
function journeyOf(element: number | string, reached: ReadonlyMap<string, Nanos>, history: History): string[] {
  const nodes = nodesOf(history)
  const never = nodes.filter(node => !reached.has(node))
  if (never.length === 0 || never.length === nodes.length) return []
  const at = nodes
    .filter(node => reached.has(node))
    .sort((a, b) => reached.get(a)! - reached.get(b)!)
    .map(node => `${node} (${(reached.get(node)! / SECOND).toFixed(3)})`)
  return [
    `${excerpt(element)} reached ${at.slice(0, 6).join(', ')}${at.length > 6 ? ` and ${at.length - 6} more` : ''}; no message brought it to ${never.slice(0, 8).join(', ')}`,
  ]
}

function nodesOf(history: History): string[] {
  const { nodes } = history.options
  return Array.isArray(nodes) ? nodes.map(String) : []
}

/** Faults that were in force when the first operation began, or that began or ended before the last was answered. */
function faultsAt(operations: readonly Operation[], from: Nanos, to: Nanos): Line[] {
  const inForce = new Map<string, Line>()
  const during: Line[] = []
  for (const { process, f, value, time } of operations) {
    // The nemesis says twice what it does; the second time it knows what it has done.
    if (process !== 'nemesis' || value === null || time > to) continue
    const fault = f.replace(/^(?:start|stop)-/, '')
    const ends = f.startsWith('stop-')
    const line: Line = { time, text: ends ? `end of ${fault}` : `${fault}  ${tellFault(value)}`, fate: '' }
    if (time >= from) during.push(line)
    else if (f.startsWith('start-')) inForce.set(fault, line)
    else inForce.delete(fault)
  }
  return [...inForce.values(), ...during]
}

function tellFault(value: unknown): string {
  const partition = (value as { partition?: unknown }).partition
  return typeof partition === 'string' ? partition : typeof value === 'string' ? value : excerpt(value, 60)
}

/**
 * What went on between the nodes while the operations of an anomaly were under way: the faults in force, the messages that were lost, who heard of a lost element
 * and who forgot it, what was asked of whom, and which node answered without asking another. Read from the journal when a failure is told, and only then.
 */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { excerpt, processName } from '../checkers/story.ts'
import type { Anomaly } from '../checkers/verdict.ts'
import type { History } from '../history/history.ts'
import type { Pair } from '../history/operation.ts'
import { attempts } from '../history/pairing.ts'
import { type JournalRecord, readJournal } from '../network/journal.ts'
import { formatJson } from '../network/message.ts'
import { type Nanos, SECOND } from '../time/clock.ts'
import { type FaultWindow, faultWindows } from './run/faults.ts'
import { briefly } from './space-time.ts'

const MOST_LINES = 8
/** Beginnings and ends of faults, and nodes that ended by themselves. */
const MOST_FAULTS = 3
/** A failure should be on the screen within a second or two; a journal beyond this takes longer to read. */
const MOST_BYTES = 256 * 2 ** 20
/** So few messages, each with its reply, are told one by one, arrived or not. */
const FEW_MESSAGES = 6

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
  // Some checkers name completions only.
  const concerned = attempts(anomaly.operations.filter(({ process }) => typeof process === 'number'))
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
  // What only final reads show is the outcome of everything before them.
  const whole = concerned.every(({ invocation }) => invocation.final === true)
  const from = whole ? 0 : Math.min(...concerned.map(({ invocation }) => invocation.time))
  const to = Math.max(...concerned.map(({ invocation, completion }) => completion?.time ?? invocation.time))
  const element = elementOf(concerned)
  const mentions = element === undefined ? () => false : mention(element)
  const nodes = new Set(nodesOf(history))
  const isClient = (id: string) => /^c[\d-]/.test(id) && !nodes.has(id)
  const groups = new Map<string, Group>()
  const exchanges = new Exchanges()
  const reached = new Map<string, Nanos>()
  const reads =
    element === undefined && !MAY_ANSWER_ALONE.has(history.workload) && nodes.size > 1 ? concerned.filter(isRead) : []
  const asked = new Map<Pair, Set<string>>(reads.map(pair => [pair, new Set()]))
  for (const record of journal) {
    const { message, sent, received, lost } = record
    const { src, dest, body } = message
    const about = mentions(body)
    if (about && received !== undefined && received <= to && !reached.has(dest)) reached.set(dest, received)
    if (isClient(src) || isClient(dest) || sent > to || sent < from) continue
    for (const [pair, others] of asked) if (src === pair.invocation.node && isWithin(sent, pair)) others.add(dest)
    exchanges.add(record)
    const gone = lost !== undefined && lost !== 'in-flight'
    const fate = fateOf(record)
    const key = `${whole ? '' : `${src} ${dest}`} ${body.type} ${fate} ${about}`
    const before = groups.get(key)
    const count = (before?.count ?? 0) + 1
    // What arrived is told by an example, and the last says most of what nodes have come to.
    if (before !== undefined)
      groups.set(key, gone ? { ...before, count } : { ...before, time: sent, text: describe(record), count })
    else groups.set(key, { time: sent, text: describe(record), fate, count: 1, mentions: about, lost: gone })
  }
  const answers = reads.flatMap(pair => answerOf(pair, asked.get(pair)!)).slice(-2)
  const lost = [...groups.values()].filter(group => group.lost && (element === undefined || group.mentions))
  // Where the whole run is in question and nothing was lost, one message of each type shows what nodes tell each other.
  const messages = lost.length === 0 && whole && exchanges.few().length === 0 ? [...groups.values()] : lost
  const room = MOST_LINES - MOST_FAULTS - answers.length
  const chosen = messages.length > 0 ? messages.slice(0, room).map(group => told(group, whole)) : exchanges.few()
  const forgotten = element === undefined ? [] : forgettings(element, reached, history)
  const happened = faultsAt(history, from, to, chosen, forgotten.length > 0)
  const faults = happened.slice(0, MOST_FAULTS)
  const journey = element === undefined ? [] : journeyOf(element, reached, history)
  if (chosen.length + answers.length + journey.length + faults.length + forgotten.length === 0) return []
  const lines = [...faults, ...chosen, ...answers, ...forgotten].sort((a, b) => a.time - b.time)
  const width = Math.max(...lines.map(({ text }) => text.length))
  const left = [
    ...more(happened.length - faults.length, 'change of faults', 'changes of faults'),
    ...more(lost.length === 0 ? 0 : lost.length - chosen.length, 'kind of lost messages', 'kinds of lost messages'),
  ]
  return [
    whole ? 'Between the nodes, in the whole run:' : 'Between the nodes, meanwhile:',
    ...lines.map(
      ({ time, text, fate }) =>
        `    ${(time / SECOND).toFixed(3).padStart(9)}  ${fate === '' ? text : `${text.padEnd(width)}  ${TELLING.test(fate) ? fate : dim(fate)}`}`,
    ),
    ...left.map(line => dim(`               … and ${line}`)),
    ...journey.map(line => `               ${line}`),
  ]
}

/** Workloads whose nodes may rightly answer a read from what they have. */
const MAY_ANSWER_ALONE: ReadonlySet<string> = new Set(['g-counter', 'pn-counter', 'txn-list-append', 'txn-rw-register'])

/** Fates that may be the reason. */
const TELLING = /^(?:lost|the reply is lost|without|held)/

function more(n: number, one: string, many: string): string[] {
  return n <= 0 ? [] : [`${n} more ${n === 1 ? one : many}`]
}

function told({ time, text, fate, count }: Group, ofType: boolean): Line {
  return { time, text, fate: count === 1 ? fate : `${fate}, ${count} ${ofType ? 'of this type' : 'such'}` }
}

function fateOf({ lost, copyOf }: JournalRecord): string {
  if (lost === 'in-flight') return 'still under way'
  if (lost !== undefined) return `lost: ${lost}`
  return copyOf === undefined ? 'arrived' : 'arrived a second time'
}

function describe({ message: { src, dest, body } }: JournalRecord): string {
  return `${src} → ${dest}  ${inShort(body, 36)}`
}

/** `write {"key":0,"value":2}`, without the numbers of messages. */
function inShort(
  { type, msg_id: _id, in_reply_to: _reply, ...fields }: JournalRecord['message']['body'],
  limit: number,
) {
  const text = formatJson(fields)
  return `${type}${text === '{}' ? '' : ` ${text.length > limit ? `${text.slice(0, limit - 1)}…` : text}`}`
}

/** Messages one by one, each with its reply, as long as they are few. */
class Exchanges {
  readonly #lines: (Line & { readonly asker: string; readonly asked: string })[] = []
  readonly #open = new Map<string, number>()
  #overflown = false

  add(record: JournalRecord): void {
    if (this.#overflown) return
    const { src, dest, body } = record.message
    const { msg_id: id, in_reply_to: reply } = body
    const at = reply === undefined ? undefined : this.#open.get(`${dest} ${String(reply)}`)
    const request = at === undefined ? undefined : this.#lines[at]
    if (at !== undefined && request !== undefined && request.asked === src && request.fate === 'arrived') {
      const fate = record.lost === undefined ? `answered: ${inShort(body, 30)}` : `the reply is lost: ${record.lost}`
      this.#lines[at] = { ...request, fate }
      return
    }
    if (this.#lines.length === FEW_MESSAGES) {
      this.#overflown = true
      return
    }
    if (id !== undefined) this.#open.set(`${src} ${String(id)}`, this.#lines.length)
    this.#lines.push({ time: record.sent, text: describe(record), fate: fateOf(record), asker: src, asked: dest })
  }

  /** None when there are too many. */
  few(): readonly Line[] {
    return this.#overflown ? [] : this.#lines
  }
}

const isRead = ({ invocation, completion }: Pair) => /^read|^poll/.test(invocation.f) && completion?.type === 'ok'
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

/**
 * Faults that were in force when the first operation began, or that began or ended before the last was answered, and nodes that ended by themselves meanwhile; in
 * order of time. Where faults had a part in what became of the messages that are told, or nodes forgot the element, only those.
 */
function faultsAt(history: History, from: Nanos, to: Nanos, messages: readonly Line[], forgotten: boolean): Line[] {
  const during = windowsOf(history).filter(window => window.from <= to && window.to >= from)
  const lost = messages.filter(({ fate }) => /lost/.test(fate))
  const involved = during.filter(window => lost.some(({ time }) => time >= window.from && time <= window.to))
  const windows = (involved.length > 0 || forgotten ? involved : during).flatMap(
    ({ fault, detail, from: start, to: end }) => {
      const begins: Line = { time: start, text: `${fault}  ${detail}`.trimEnd(), fate: '' }
      const ends: Line = { time: end, text: `end of ${fault}`, fate: '' }
      return end <= to ? [begins, ends] : [begins]
    },
  )
  const crashes = history.problems
    .filter(({ kind, time }) => kind === 'crash' && !forgotten && time >= from && time <= to)
    .map(({ node, time }): Line => ({ time, text: `${node} ended by itself`, fate: '' }))
  return [...windows, ...crashes].sort((a, b) => a.time - b.time)
}

/** When each node that the element had reached was first killed, or ended, after that: it may be lost with it. */
function forgettings(element: number | string, reached: ReadonlyMap<string, Nanos>, history: History): Line[] {
  const kills = windowsOf(history)
    .filter(({ fault }) => fault === 'kill' || fault === 'power-loss')
    .map(({ fault, detail, from, nodes }) => ({ time: from, text: `${fault}  ${detail}`, nodes }))
  const crashes = history.problems
    .filter(({ kind }) => kind === 'crash')
    .map(({ node, time }) => ({ time, text: `${node} ended by itself`, nodes: [node] }))
  const holding = new Map(reached)
  return [...kills, ...crashes]
    .sort((a, b) => a.time - b.time)
    .flatMap(({ time, text, nodes }): Line[] => {
      const holders = nodes.filter(node => (holding.get(node) ?? Number.POSITIVE_INFINITY) <= time)
      for (const node of holders) holding.delete(node)
      return holders.length === 0 ? [] : [{ time, text, fate: `held ${excerpt(element)}: ${holders.join(', ')}` }]
    })
    .slice(-MOST_FAULTS)
}

function windowsOf(history: History): FaultWindow[] {
  const events = history.operations
    .filter(({ process }) => process === 'nemesis')
    .map(({ index, f, time, value }) => ({ index, f, time, value: value ?? null }))
  return faultWindows(events, history.duration)
}

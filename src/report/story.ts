/**
 * A short run told in order: which client asked what of whom, which faults struck, which messages were lost, what came back. Meant for shrunk runs; of
 * longer ones it tells the end, and says so.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { excerpt, processName } from '../checkers/story.ts'
import type { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { type JournalRecord, readJournal } from '../network/journal.ts'
import { formatJson } from '../network/message.ts'
import { type Nanos, SECOND } from '../time/clock.ts'
import { detailOf } from './run/faults.ts'
import { keyedDeed } from './space-time.ts'

const MOST_LINES = 30

interface Line {
  readonly time: Nanos
  readonly text: string
  /** Lines of less weight are left out first when there are too many. */
  readonly weight: 0 | 1 | 2
}

/** At most thirty lines, indented by two. */
export function tellRun(history: History): string[] {
  const open = new Map<Operation['process'], Operation>()
  const told = history.operations.map(operation => {
    if (operation.type === 'invoke') open.set(operation.process, operation)
    return tellOperation(operation, open.get(operation.process) ?? operation)
  })
  const lines = [...told, ...lostMessages(history)].filter(line => line !== undefined).sort((a, b) => a.time - b.time)
  let shown: Line[] = lines
  for (const weight of [0, 1] as const)
    if (shown.length > MOST_LINES) shown = shown.filter(line => line.weight > weight)
  const omitted = lines.length - Math.min(shown.length, MOST_LINES)
  const last = shown.slice(-MOST_LINES)
  return [
    ...(omitted > 0
      ? [`  (${omitted} less telling or earlier events are left out; messages.jsonl and history.jsonl have them)`]
      : []),
    ...last.map(({ time, text }) => `  ${(time / SECOND).toFixed(4).padStart(9)}  ${text}`),
  ]
}

/** `invocation`: how the operation began. */
function tellOperation(operation: Operation, invocation: Operation): Line | undefined {
  const { type, process, f, value, node, time, error } = operation
  if (typeof process !== 'number') {
    // The nemesis says twice what it does; the second time it knows what it has done.
    return value === null
      ? undefined
      : { time, weight: 2, text: `${f.padEnd(16)} ${detailOf(value).slice(0, 70)}`.trimEnd() }
  }
  const who = processName(process)
  const where = node === undefined ? '' : ` ${node}`
  const keyed = keyedDeed({ invocation, completion: type === 'ok' ? operation : undefined })
  if (type === 'invoke')
    return {
      time,
      weight: 1,
      text: `${who} asks${where}: ${keyed ?? `${f}${value === null ? '' : ` ${excerpt(value, 60)}`}`}`,
    }
  if (type === 'ok')
    return {
      time,
      weight: 1,
      text: `${who} gets: ${keyed ?? f} ok${keyed !== undefined || value === null ? '' : ` ${excerpt(value, 60)}`}`,
    }
  const why = error === undefined ? '' : ` (${error.name}${error.text === undefined ? '' : `: ${error.text}`})`
  return { time, weight: 1, text: `${who} gets: ${f} ${type === 'fail' ? 'failed' : 'has no answer'}${why}` }
}

function lostMessages({ folder }: History): Line[] {
  const path = folder === undefined ? undefined : join(folder, 'messages.jsonl')
  if (path === undefined || !existsSync(path)) return []
  const lines: Line[] = []
  for (const record of readJournal(path)) {
    const line = tellMessage(record)
    if (line !== undefined) lines.push(line)
  }
  return lines
}

function tellMessage({ sent, lost, message, copyOf }: JournalRecord): Line | undefined {
  const { type, msg_id: _id, in_reply_to: _reply, ...fields } = message.body
  const text = `${message.src} → ${message.dest}  ${type} ${formatJson(fields).slice(0, 50)}`
  if (lost !== undefined && lost !== 'in-flight') return { time: sent, weight: 0, text: `${text}  ✗ lost: ${lost}` }
  if (copyOf !== undefined) return { time: sent, weight: 0, text: `${text}  (a second time)` }
  return undefined
}

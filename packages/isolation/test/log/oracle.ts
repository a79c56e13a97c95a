// What is wrong with a small history of a log, found out naively: every definition of `checkers.md` section 5.5 as it is written there,
// with lists and loops, and nothing of src/log. Operations are named by their position in the history, messages by [key, value].

import type { Operation } from '../../src/history.ts'

export interface OracleOptions {
  readonly wwDeps?: boolean | undefined
}

/** An operation that has ended, or never did: then it is indefinite, and says what its invocation says. */
interface Op {
  readonly at: number
  readonly type: 'ok' | 'info' | 'fail'
  readonly process: number
  readonly f: string
  readonly invokedAt: number | undefined
  readonly completedAt: number | undefined
  readonly time: number
  readonly invokeTime: number
  readonly sends: readonly Send[]
  readonly polls: readonly Read[]
  readonly keys: readonly string[]
  readonly rebalanced: readonly string[]
}

interface Send {
  readonly key: string
  readonly value: unknown
  readonly offset: number | undefined
}

interface Read {
  readonly key: string
  readonly value: unknown
  readonly offset: number
}

type Micro = readonly [string, unknown?, unknown?]
type Evidence = Record<string, unknown>

export interface Findings {
  /** Evidence by type, without cycles. */
  readonly errors: Record<string, Evidence[]>
  /** Keys with an offset that has several messages: where one of them is to be chosen, any choice will do. */
  readonly conflicts: ReadonlySet<string>
  /** Which kinds of cycles there are, of the graph as a whole. */
  readonly cycles: { readonly ww: boolean; readonly wwWr: boolean; readonly wwRt: boolean; readonly wwWrRt: boolean }
  readonly emptyGraph: boolean
  /** Unseen messages by key after each ok operation, and when. */
  readonly unseen: readonly { time: number; unseen: Record<string, number> }[]
  /** The lag of every ok poll, for every key. */
  readonly lags: readonly { time: number; process: number; key: string; lag: number }[]
  /** How often each process polled each message: 'process key value' → times. */
  readonly consumed: Record<string, number>
}

export function findings(history: readonly Operation[], { wwDeps = false }: OracleOptions = {}): Findings {
  const ops = operations(history)
  const data = ops.filter(({ f }) => f === 'send' || f === 'poll' || f === 'txn')
  const oks = data.filter(({ type }) => type === 'ok')
  const readByOk = (key: string, value: unknown) =>
    oks.some(op => op.polls.some(read => read.key === key && read.value === value))
  const mustHaveCommitted = (op: Op) =>
    op.type === 'ok' || (op.type === 'info' && op.sends.some(({ key, value }) => readByOk(key, value)))
  const writer = (key: string, value: unknown) =>
    data.find(op => op.sends.some(send => send.key === key && send.value === value))
  const readers = (key: string, value: unknown) =>
    data.filter(op => op.polls.some(read => read.key === key && read.value === value))
  const keys = unique(data.flatMap(op => [...op.sends, ...op.polls].map(({ key }) => key)))

  // The log of each key: its offsets in order, with the values at each.
  const logs = new Map<string, { offset: number; values: unknown[] }[]>()
  for (const key of keys) {
    const places = [
      ...data.flatMap(op => op.polls),
      ...data.filter(mustHaveCommitted).flatMap(op => op.sends.filter(({ offset }) => offset !== undefined)),
    ].filter(place => place.key === key)
    const offsets = unique(places.map(({ offset }) => offset!)).sort((a, b) => a - b)
    logs.set(
      key,
      offsets.map(offset => ({
        offset,
        values: unique(places.filter(place => place.offset === offset).map(({ value }) => value)),
      })),
    )
  }
  const log = (key: string) => logs.get(key) ?? []
  const indices = (key: string, value: unknown) =>
    log(key).flatMap(({ values }, index) => (values.includes(value) ? [index] : []))
  const indexOf = (key: string, value: unknown) => indices(key, value).at(-1)
  const delta = (key: string, from: unknown, to: unknown) => {
    const [a, b] = [indexOf(key, from), indexOf(key, to)]
    return a === undefined || b === undefined ? 1 : b - a
  }
  const between = (key: string, from: unknown, to: unknown) =>
    log(key)
      .slice(indexOf(key, from)! + 1, indexOf(key, to)!)
      .map(({ values }) => values[0])

  const errors: Record<string, Evidence[]> = {}
  const report = (type: string, evidence: Evidence) => {
    errors[type] ??= []
    errors[type].push(evidence)
  }

  for (const key of keys) {
    log(key).forEach(({ offset, values }, index) => {
      if (values.length > 1) report('inconsistent-offsets', { key, offset, index, values })
    })
    const values = unique(log(key).flatMap(place => place.values))
    for (const value of values) {
      const there = indices(key, value)
      const offsets = there.map(index => log(key)[index]!.offset)
      if (offsets.length > 1) report('duplicate', { key, value, count: offsets.length, offsets })
    }
    const read = values.filter(value => readByOk(key, value))
    if (read.length > 0) {
      const bound = Math.max(...read.map(value => indices(key, value)[0]!))
      for (const value of values) {
        const index = indices(key, value).at(-1)!
        const by = writer(key, value)
        if (index > bound || readByOk(key, value) || by === undefined || !mustHaveCommitted(by)) continue
        report('lost-write', { key, value, index, 'max-read-index': bound, writer: by.at })
      }
    }
  }
  for (const op of data) {
    for (const { key, value } of distinct(op.polls)) {
      const by = writer(key, value)
      if (by === undefined && op.type !== 'fail') report('garbage-read', { key, value, reader: op.at })
      if (by?.type === 'fail' && op.type === 'ok') report('G1a', { key, value, writer: by.at, reader: op.at })
    }
    // One message of each operation will do.
    const own = op.sends.find(({ key, value }) => op.polls.some(read => read.key === key && read.value === value))
    if (own !== undefined) report('precommitted-read', { key: own.key, value: own.value, op: op.at })
  }

  // From one value to the next, within each operation.
  for (const op of data) {
    for (const key of keys) {
      const polled = op.polls.filter(read => read.key === key).map(({ value }) => value)
      const sent = op.sends.filter(send => send.key === key).map(({ value }) => value)
      if (!op.rebalanced.includes(key)) steps('poll', key, polled, op)
      steps('send', key, sent, op)
    }
  }
  function steps(what: 'poll' | 'send', key: string, values: readonly unknown[], op: Op): void {
    values.slice(1).forEach((to, i) => {
      const from = values[i]
      const d = delta(key, from, to)
      if (d > 1)
        report(`int-${what}-skip`, {
          key,
          values: [from, to],
          delta: d,
          skipped: between(key, from, to),
          op: op.at,
        })
      if (d < 1) report(`int-nonmonotonic-${what}`, { key, values: [from, to], delta: d, op: op.at })
    })
  }

  // From one operation of a process to its next.
  for (const process of unique(ops.map(op => op.process))) {
    const polled = new Map<string, { op: Op; last: unknown }>()
    const sent = new Map<string, { op: Op; last: unknown }>()
    for (const op of ops.filter(op => op.process === process && op.completedAt !== undefined)) {
      if (op.f === 'assign' || op.f === 'subscribe') {
        if (op.type === 'fail') continue
        for (const memory of [polled, sent]) {
          for (const key of [...memory.keys()]) if (!op.keys.includes(key)) memory.delete(key)
        }
        continue
      }
      for (const key of keys) {
        const reads = op.polls.filter(read => read.key === key).map(({ value }) => value)
        const before = polled.get(key)
        if (reads.length > 0 && before !== undefined) {
          const d = delta(key, before.last, reads[0])
          const ops = [before.op.at, op.at]
          if (d > 1) report('poll-skip', { key, delta: d, skipped: between(key, before.last, reads[0]), ops })
          if (d < 1) report('nonmonotonic-poll', { key, values: [before.last, reads[0]], delta: d, ops })
        }
        if (reads.length > 0 && op.type === 'ok') polled.set(key, { op, last: reads.at(-1) })
        const sends = op.sends.filter(send => send.key === key).map(({ value }) => value)
        const earlier = sent.get(key)
        if (sends.length === 0 || op.type === 'fail') continue
        if (earlier !== undefined) {
          const d = delta(key, earlier.last, sends[0])
          const ops = [earlier.op.at, op.at]
          if (d < 1) report('nonmonotonic-send', { key, values: [earlier.last, sends[0]], delta: d, ops })
        }
        sent.set(key, { op, last: sends.at(-1) })
      }
    }
  }

  // Unseen messages, after each ok operation that sends or polls.
  const okOps = oks
  const unseen = okOps.map((_, i) => {
    const done = okOps.slice(0, i + 1)
    const messages: Record<string, unknown[]> = {}
    for (const key of keys) {
      const seen = done.flatMap(op => op.polls.filter(read => read.key === key).map(({ value }) => value))
      const missing = unique(
        done.flatMap(op => op.sends.filter(send => send.key === key).map(({ value }) => value)),
      ).filter(value => !seen.includes(value))
      if (missing.length > 0) messages[key] = missing
    }
    return { time: okOps[i]!.time, messages }
  })
  const last = okOps.at(-1)
  if (last !== undefined) {
    const messages = { ...unseen.at(-1)!.messages }
    for (const key of unique(last.polls.map(({ key }) => key))) {
      const sentByOk = okOps.some(op => op.sends.some(send => send.key === key))
      const polledBefore = okOps.some(op => op !== last && op.polls.some(read => read.key === key))
      if (!sentByOk && !polledBefore)
        messages[key] = unique(last.polls.filter(read => read.key === key).map(({ value }) => value))
    }
    if (Object.keys(messages).length > 0)
      report('unseen', { time: last.time, unseen: counts(messages), messages: Object.entries(messages) })
  }

  // Dependencies between operations that happened, or may have.
  const vertices = data.filter(({ type }) => type !== 'fail')
  const edges = { ww: [] as [Op, Op][], wr: [] as [Op, Op][], rt: [] as [Op, Op][] }
  const add = (kind: keyof typeof edges, from: Op | undefined, to: Op | undefined) => {
    if (from !== undefined && to !== undefined && from !== to && vertices.includes(from) && vertices.includes(to))
      edges[kind].push([from, to])
  }
  for (const op of vertices) {
    for (const { key, value } of op.sends) {
      for (const reader of readers(key, value)) add('wr', op, reader)
      const index = indexOf(key, value)
      if (!wwDeps || index === undefined || index === 0) continue
      for (const before of log(key)[index - 1]!.values) add('ww', writer(key, before), op)
    }
    // A failed operation may come after others, though nothing comes after it.
    for (const later of data) {
      if (op !== later && op.type === 'ok' && op.completedAt !== undefined && op.completedAt < (later.invokedAt ?? -1))
        edges.rt.push([op, later])
    }
  }
  const hasCycle = (...kinds: (keyof typeof edges)[]) => cyclic(kinds.flatMap(kind => edges[kind]))
  const cycles = {
    ww: hasCycle('ww'),
    wwWr: hasCycle('ww', 'wr'),
    wwRt: hasCycle('ww', 'rt'),
    wwWrRt: hasCycle('ww', 'wr', 'rt'),
  }

  return {
    errors,
    conflicts: new Set(keys.filter(key => log(key).some(({ values }) => values.length > 1))),
    cycles,
    emptyGraph: Object.values(edges).every(({ length }) => length === 0),
    unseen: unseen.map(({ time, messages }) => ({ time, unseen: counts(messages) })),
    lags: realtimeLags(ops),
    consumed: consumed(oks),
  }
}

/** Reader by reader and offset by offset: how long before an ok poll began did what it is short of exist? */
function realtimeLags(ops: readonly Op[]): Findings['lags'] {
  const highest = (op: Op, key: string) =>
    Math.max(-1, ...[...op.sends, ...op.polls].filter(place => place.key === key).map(({ offset }) => offset ?? -1))
  const oks = ops.filter(({ type }) => type === 'ok')
  const known = ops.filter(({ type }) => type !== 'fail')
  /** When anybody first knew that the key has an offset as high as this one. */
  const since = (key: string, offset: number) =>
    Math.min(...known.filter(op => highest(op, key) >= offset).map(({ time }) => time))
  const at = new Map<number, Map<string, number>>()
  return oks.flatMap(op => {
    const mine = at.get(op.process) ?? new Map<string, number>()
    at.set(op.process, mine)
    if (op.f === 'subscribe') mine.clear()
    if (op.f === 'assign') {
      const kept = op.keys.map((key): [string, number] => [key, mine.get(key) ?? -1])
      mine.clear()
      for (const [key, offset] of kept) mine.set(key, offset)
    }
    if (op.f !== 'poll' && op.f !== 'txn') return []
    for (const { key, offset } of [...op.sends, ...op.polls])
      if (offset !== undefined) mine.set(key, Math.max(mine.get(key) ?? -1, highest(op, key)))
    return [...mine].map(([key, offset]) => ({
      time: op.invokeTime,
      process: op.process,
      key,
      lag: Math.max(0, op.invokeTime - since(key, offset + 1)),
    }))
  })
}

function consumed(oks: readonly Op[]): Record<string, number> {
  const times: Record<string, number> = {}
  for (const { process, polls } of oks) {
    for (const { key, value } of polls) {
      const name = `${process} ${key} ${value}`
      times[name] = (times[name] ?? 0) + 1
    }
  }
  return times
}

function operations(history: readonly Operation[]): Op[] {
  const ops: Op[] = []
  const clients = history
    .map((operation, at) => ({ operation, at }))
    .filter(({ operation }) => typeof operation.process === 'number')
  const ended = new Set<number>()
  for (const { operation, at } of clients) {
    if (operation.type === 'invoke') continue
    const mine = clients.filter(other => other.at < at && other.operation.process === operation.process)
    const before = mine.at(-1)
    const invocation = before?.operation.type === 'invoke' ? before : undefined
    if (invocation !== undefined) ended.add(invocation.at)
    const value = operation.value ?? (operation.type === 'ok' ? undefined : invocation?.operation.value)
    ops.push(read(operation, value, at, invocation?.at, at, operation.type, invocation?.operation.time))
  }
  for (const { operation, at } of clients) {
    if (operation.type === 'invoke' && !ended.has(at))
      ops.push(read(operation, operation.value, at, at, undefined, 'info', operation.time))
  }
  return ops
}

function read(
  operation: Operation,
  value: unknown,
  at: number,
  invokedAt: number | undefined,
  completedAt: number | undefined,
  type: Op['type'],
  invokeTime: number | undefined,
): Op {
  const f = operation.f!
  const micros = f === 'send' || f === 'poll' || f === 'txn' ? ((value ?? []) as readonly Micro[]) : []
  const sends = micros
    .filter(([f]) => f === 'send')
    .map(([, key, sent]) => {
      const [offset, message] = Array.isArray(sent) ? sent : [null, sent]
      return { key: String(key), value: message as unknown, offset: (offset ?? undefined) as number | undefined }
    })
  const polls = micros
    .filter(([f]) => f === 'poll')
    .flatMap(([, messages]) =>
      Object.entries((messages ?? {}) as Record<string, [number, unknown][]>).flatMap(([key, pairs]) =>
        pairs.map(([offset, message]) => ({ key, value: message, offset })),
      ),
    )
  const rebalances = (operation as { 'rebalance-log'?: { keys: string[] }[] })['rebalance-log'] ?? []
  return {
    at,
    type,
    process: operation.process as number,
    f,
    invokedAt,
    completedAt,
    time: operation.time!,
    invokeTime: invokeTime ?? operation.time!,
    sends,
    polls,
    keys: f === 'assign' || f === 'subscribe' ? ((value ?? []) as unknown[]).map(String) : [],
    rebalanced: rebalances.flatMap(({ keys }) => keys),
  }
}

/** Whether some vertex reaches itself. */
function cyclic(edges: readonly (readonly [Op, Op])[]): boolean {
  return edges.some(([start, next]) => {
    const reached = new Set([next])
    for (const op of reached) for (const [from, to] of edges) if (from === op) reached.add(to)
    return reached.has(start)
  })
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)]

const distinct = (reads: readonly Read[]): Read[] =>
  reads.filter((a, i) => reads.findIndex(b => a.key === b.key && a.value === b.value) === i)

const counts = (messages: Record<string, readonly unknown[]>): Record<string, number> =>
  Object.fromEntries(Object.entries(messages).map(([key, list]) => [key, list.length]))

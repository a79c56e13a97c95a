#!/usr/bin/env node
// Each key has a leader: the one node that gives out its offsets and keeps its messages. The others pass requests on.
// While a leader cannot be reached nothing can be sent to its keys, and polls leave them out; nothing is ever wrong.
import { type Body, Node } from '../lib/maelstrom.js'

type Offsets = Record<string, number>
type Messages = Record<string, [offset: number, msg: unknown][]>

const node = new Node()
const logs = new Map<string, unknown[]>()
const committed = new Map<string, number>()

/** The same at every node. */
function leaderOf(key: string): string {
  const sum = [...key].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7)
  return node.ids[sum % node.ids.length]!
}

/** The keys that each leader has of these. */
function byLeader(keys: readonly string[]): [leader: string, keys: string[]][] {
  return [...new Set(keys.map(leaderOf))].map(leader => [leader, keys.filter(key => leaderOf(key) === leader)])
}

const only = <T>(record: Record<string, T>, keys: readonly string[]) =>
  Object.fromEntries(keys.map(key => [key, record[key]!]))

interface Send extends Body {
  key: string
  msg: unknown
}

node.on<Send>('send', async ({ key, msg }) => {
  const leader = leaderOf(key)
  if (leader !== node.id) return await node.rpc<Body, Send>(leader, { type: 'send', key, msg })
  const log = logs.get(key) ?? []
  logs.set(key, log)
  log.push(msg)
  return { type: 'send_ok', offset: log.length - 1 }
})

interface WithOffsets extends Body {
  offsets: Offsets
}

interface Polled extends Body {
  msgs: Messages
}

node.on<WithOffsets>('poll', async ({ offsets }) => {
  const parts = byLeader(Object.keys(offsets)).map(async ([leader, keys]): Promise<Messages> => {
    if (leader === node.id) return Object.fromEntries(keys.map(key => [key, read(key, offsets[key]!)]))
    try {
      return (await node.rpc<Polled, WithOffsets>(leader, { type: 'poll', offsets: only(offsets, keys) }, 300)).msgs
    } catch {
      return {} // There is always a next poll.
    }
  })
  return { type: 'poll_ok', msgs: Object.assign({}, ...(await Promise.all(parts))) }
})

node.on<WithOffsets>('commit_offsets', async ({ offsets }) => {
  await Promise.all(
    byLeader(Object.keys(offsets)).map(async ([leader, keys]) => {
      const own = only(offsets, keys)
      if (leader !== node.id) await node.rpc<Body, WithOffsets>(leader, { type: 'commit_offsets', offsets: own })
      else for (const key of keys) committed.set(key, Math.max(committed.get(key) ?? 0, own[key]!))
    }),
  )
  return { type: 'commit_offsets_ok' }
})

interface WithKeys extends Body {
  keys: string[]
}

node.on<WithKeys>('list_committed_offsets', async ({ keys }) => {
  const parts = byLeader(keys).map(async ([leader, own]): Promise<Offsets> => {
    if (leader === node.id)
      return Object.fromEntries(own.flatMap(key => (committed.has(key) ? [[key, committed.get(key)!]] : [])))
    return (await node.rpc<WithOffsets, WithKeys>(leader, { type: 'list_committed_offsets', keys: own })).offsets
  })
  return { type: 'list_committed_offsets_ok', offsets: Object.assign({}, ...(await Promise.all(parts))) }
})

node.run()

function read(key: string, from: number): [number, unknown][] {
  return (logs.get(key) ?? []).slice(from).map((msg, i) => [from + i, msg])
}

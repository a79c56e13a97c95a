#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv: a counter for each key gives out the offsets, and message n of a key
// is stored under key/n.
//
// The bug: an offset is taken before its message is there. A poll in between finds the slot empty, takes it for a gap,
// and goes on to the messages behind it; the reader never comes back for the one that was late.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED } from '../lib/maelstrom.js'

const node = new Node()

node.on('send', async ({ key, msg }) => {
  const offset = await increment(`next/${key}`)
  await kv({ type: 'write', key: `${key}/${offset}`, value: msg })
  return { type: 'send_ok', offset }
})

node.on('poll', async ({ offsets }) => {
  const msgs = {}
  for (const [key, from] of Object.entries(offsets)) {
    const end = (await get(`next/${key}`)) ?? 0
    const slots = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i)
    const found = await Promise.all(slots.map(async offset => [offset, await get(`${key}/${offset}`)]))
    msgs[key] = found.filter(([, msg]) => msg !== undefined)
  }
  return { type: 'poll_ok', msgs }
})

node.on('commit_offsets', async ({ offsets }) => {
  for (const [key, value] of Object.entries(offsets)) await kv({ type: 'write', key: `committed/${key}`, value })
  return { type: 'commit_offsets_ok' }
})

node.on('list_committed_offsets', async ({ keys }) => {
  const offsets = {}
  for (const key of keys) {
    const offset = await get(`committed/${key}`)
    if (offset !== undefined) offsets[key] = offset
  }
  return { type: 'list_committed_offsets_ok', offsets }
})

node.run()

/** Returns the number before it was incremented; 0 the first time. */
async function increment(key) {
  for (;;) {
    const before = (await get(key)) ?? 0
    try {
      await kv({ type: 'cas', key, from: before, to: before + 1, create_if_not_exists: true })
      return before
    } catch (error) {
      if (error.code !== PRECONDITION_FAILED) throw error
    }
  }
}

async function get(key) {
  try {
    return (await kv({ type: 'read', key })).value
  } catch (error) {
    if (error.code === KEY_DOES_NOT_EXIST) return undefined
    throw error
  }
}

function kv(body) {
  return node.rpc('lin-kv', body)
}

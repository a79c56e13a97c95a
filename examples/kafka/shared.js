#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv: message n of a key is stored under key/n. Whoever stores it there
// first has the offset; who comes too late tries the next one. A node that dies leaves no gap, and needs no memory.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED } from '../lib/maelstrom.js'

const BATCH = 20 // messages of a key that one poll returns at most

const node = new Node()
const messages = new Map() // slot → message; what is stored there never changes
const ends = new Map() // key → the lowest offset that may be free, as far as this node knows

node.on('send', async ({ key, msg }) => {
  for (let offset = ends.get(key) ?? 0; ; offset++) {
    ends.set(key, Math.max(offset, ends.get(key) ?? 0))
    if (await claim(`${key}/${offset}`, msg)) return { type: 'send_ok', offset }
  }
})

node.on('poll', async ({ offsets }) => {
  const polled = await Promise.all(Object.entries(offsets).map(async ([key, from]) => [key, await read(key, from)]))
  return { type: 'poll_ok', msgs: Object.fromEntries(polled) }
})

node.on('commit_offsets', async ({ offsets }) => {
  await Promise.all(Object.entries(offsets).map(([key, offset]) => raise(`committed/${key}`, offset)))
  return { type: 'commit_offsets_ok' }
})

node.on('list_committed_offsets', async ({ keys }) => {
  const found = await Promise.all(keys.map(async key => [key, await get(`committed/${key}`)]))
  const offsets = Object.fromEntries(found.filter(([, offset]) => offset !== undefined))
  return { type: 'list_committed_offsets_ok', offsets }
})

node.run()

/** Stores a message in a slot, unless there is one: a slot that exists holds no null. */
async function claim(slot, msg) {
  return await kv({ type: 'cas', key: slot, from: null, to: msg, create_if_not_exists: true }).then(
    () => true,
    error => {
      if (error.code === PRECONDITION_FAILED) return false
      throw error
    },
  )
}

async function read(key, from) {
  const found = []
  for (let offset = from; found.length < BATCH; offset++) {
    const slot = `${key}/${offset}`
    const msg = messages.get(slot) ?? (await get(slot))
    if (msg === undefined) break
    messages.set(slot, msg)
    found.push([offset, msg])
  }
  return found
}

/** Raises a number to at least this; it never falls, whoever else is at it. */
async function raise(key, offset) {
  for (;;) {
    const before = await get(key)
    if (before !== undefined && before >= offset) return
    try {
      await kv({ type: 'cas', key, from: before ?? null, to: offset, create_if_not_exists: true })
      return
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

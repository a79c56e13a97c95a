#!/usr/bin/env node
// The root, under one key of the service lin-kv, only says which thunk holds the list of each key. A thunk has a name of
// its own and never changes, so it can be kept for ever, and a transaction loads only those that it needs.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED, RpcError, TXN_CONFLICT } from '../lib/maelstrom.js'

const node = new Node()
const thunks = new Map() // name → list
const life = Math.random().toString(36).slice(2) // a node that was restarted must not give out the same names again
let named = 0

node.on('txn', async ({ txn }) => {
  const root = (await get('root')) ?? {}
  const lists = await load(root, new Set(txn.map(([, key]) => key)))
  const changed = new Set()
  const done = txn.map(([f, key, value]) => {
    const list = lists.get(key)
    if (f === 'r') return ['r', key, list]
    lists.set(key, [...(list ?? []), value])
    changed.add(key)
    return ['append', key, value]
  })
  if (changed.size > 0) {
    const stored = await Promise.all([...changed].map(async key => [key, await store(lists.get(key))]))
    await replace(root, { ...root, ...Object.fromEntries(stored) })
  }
  return { type: 'txn_ok', txn: done }
})
node.run()

/** The lists of some keys, as of a root; null where there is none. */
async function load(root, keys) {
  const lists = await Promise.all([...keys].map(async key => [key, root[key] ? await thunk(root[key]) : null]))
  return new Map(lists)
}

async function thunk(name) {
  if (!thunks.has(name)) thunks.set(name, await get(name))
  return thunks.get(name)
}

/** Puts a list into a thunk. Nobody knows of it until a root does. */
async function store(list) {
  const name = `${node.id}/${life}/${named++}`
  await node.rpc('lin-kv', { type: 'write', key: name, value: list })
  thunks.set(name, list)
  return name
}

async function replace(from, to) {
  try {
    await node.rpc('lin-kv', { type: 'cas', key: 'root', from, to, create_if_not_exists: true })
  } catch (error) {
    if (error.code === PRECONDITION_FAILED) throw new RpcError(TXN_CONFLICT, 'another transaction was faster')
    throw error
  }
}

async function get(key) {
  try {
    return (await node.rpc('lin-kv', { type: 'read', key })).value
  } catch (error) {
    if (error.code === KEY_DOES_NOT_EXIST) return undefined
    throw error
  }
}

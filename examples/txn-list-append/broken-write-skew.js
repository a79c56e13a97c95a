#!/usr/bin/env node
// A root in the service lin-kv that says which thunk holds the list of each key, as in thunks.js. Who comes too late tries
// again with the newer root, if nobody else has changed the same keys.
//
// The bug: nobody asks whether what the transaction has read is still so. Two transactions that each append to what the
// other one reads both commit, and neither has seen the other. That is snapshot isolation, and not serializable.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED, RpcError, TXN_CONFLICT } from '../lib/maelstrom.js'

const node = new Node()
const life = Math.random().toString(36).slice(2)
let named = 0

node.on('txn', async ({ txn }) => {
  const root = (await get('root')) ?? {}
  const keys = [...new Set(txn.map(([, key]) => key))]
  const lists = new Map(await Promise.all(keys.map(async key => [key, root[key] ? await get(root[key]) : null])))
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
    await commit(root, Object.fromEntries(stored))
  }
  return { type: 'txn_ok', txn: done }
})
node.run()

async function store(list) {
  const name = `${node.id}/${life}/${named++}`
  await node.rpc('lin-kv', { type: 'write', key: name, value: list })
  return name
}

async function commit(snapshot, changes) {
  for (let root = snapshot; ; root = await get('root')) {
    if (Object.keys(changes).some(key => root[key] !== snapshot[key]))
      throw new RpcError(TXN_CONFLICT, 'another transaction was faster')
    if (await replace(root, { ...root, ...changes })) return
  }
}

async function replace(from, to) {
  try {
    await node.rpc('lin-kv', { type: 'cas', key: 'root', from, to, create_if_not_exists: true })
    return true
  } catch (error) {
    if (error.code === PRECONDITION_FAILED) return false
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

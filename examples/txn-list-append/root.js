#!/usr/bin/env node
// All lists are one value, the root, under one key of the service lin-kv. A transaction reads it, makes a new one, and
// puts it in the place of the old one, unless somebody else was faster: then nothing has happened.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED, RpcError, TXN_CONFLICT } from '../lib/maelstrom.js'

const node = new Node()

node.on('txn', async ({ txn }) => {
  const before = await read()
  const after = { ...before }
  const done = txn.map(([f, key, value]) => {
    if (f === 'r') return ['r', key, after[key] ?? null]
    after[key] = [...(after[key] ?? []), value]
    return ['append', key, value]
  })
  // Whoever only reads has seen one state of the store, and may leave it at that.
  if (txn.some(([f]) => f === 'append')) await replace(before, after)
  return { type: 'txn_ok', txn: done }
})
node.run()

async function read() {
  try {
    return (await node.rpc('lin-kv', { type: 'read', key: 'root' })).value
  } catch (error) {
    if (error.code === KEY_DOES_NOT_EXIST) return {}
    throw error
  }
}

async function replace(from, to) {
  try {
    await node.rpc('lin-kv', { type: 'cas', key: 'root', from, to, create_if_not_exists: true })
  } catch (error) {
    if (error.code === PRECONDITION_FAILED) throw new RpcError(TXN_CONFLICT, 'another transaction was faster')
    throw error
  }
}

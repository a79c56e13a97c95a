#!/usr/bin/env node
// All lists are one value, the root, under one key of the service lin-kv, as in root.js.
//
// The bug: a transaction begins with the root that this node has seen last. Whoever writes hears that it is out of date;
// but whoever only reads is shown the past.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED, RpcError, TXN_CONFLICT } from '../lib/maelstrom.js'

const node = new Node()
let root = {}

node.on('txn', async ({ txn }) => {
  const before = root
  const after = { ...before }
  const done = txn.map(([f, key, value]) => {
    if (f === 'r') return ['r', key, after[key] ?? null]
    after[key] = [...(after[key] ?? []), value]
    return ['append', key, value]
  })
  if (txn.some(([f]) => f === 'append')) await replace(before, after)
  return { type: 'txn_ok', txn: done }
})
node.run()

async function replace(from, to) {
  try {
    await node.rpc('lin-kv', { type: 'cas', key: 'root', from, to, create_if_not_exists: true })
    root = to
  } catch (error) {
    if (error.code !== PRECONDITION_FAILED) throw error
    root = await read()
    throw new RpcError(TXN_CONFLICT, 'another transaction was faster')
  }
}

async function read() {
  try {
    return (await node.rpc('lin-kv', { type: 'read', key: 'root' })).value
  } catch (error) {
    if (error.code === KEY_DOES_NOT_EXIST) return {}
    throw error
  }
}

#!/usr/bin/env node
// Each register is a key of the service lin-kv, and so linearizable.
//
// The bug: that says nothing about two of them. A transaction reads one before another transaction has written both, and
// the other one after.
import { KEY_DOES_NOT_EXIST, Node } from '../lib/maelstrom.js'

const node = new Node()

node.on('txn', async ({ txn }) => {
  const done = []
  for (const [f, key, value] of txn) done.push([f, key, f === 'w' ? await write(key, value) : await read(key)])
  return { type: 'txn_ok', txn: done }
})
node.run()

async function write(key, value) {
  await node.rpc('lin-kv', { type: 'write', key, value })
  return value
}

async function read(key) {
  try {
    return (await node.rpc('lin-kv', { type: 'read', key })).value
  } catch (error) {
    if (error.code === KEY_DOES_NOT_EXIST) return null
    throw error
  }
}

#!/usr/bin/env node
// Lists in the memory of one node. A handler that awaits nothing is interrupted by nobody, so transactions run one after
// the other.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const lists = new Map()

node.on('txn', ({ txn }) => ({ type: 'txn_ok', txn: txn.map(carryOut) }))
node.run()

function carryOut([f, key, value]) {
  const list = lists.get(key) ?? null
  if (f === 'r') return ['r', key, list]
  lists.set(key, [...(list ?? []), value])
  return ['append', key, value]
}

#!/usr/bin/env node
// Lists in the memory of one node, and on its disk.
//
// The bug: others go on while a transaction waits for the disk, and see what it has done so far.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
const lists = new Map()

node.on('txn', async ({ txn }) => {
  const done = []
  for (const [f, key, value] of txn) {
    const list = lists.get(key) ?? null
    if (f === 'append') {
      lists.set(key, [...(list ?? []), value])
      await disk()
    }
    done.push([f, key, f === 'r' ? list : value])
  }
  return { type: 'txn_ok', txn: done }
})
node.run()

/** A write takes its time. */
function disk() {
  return new Promise(resolve => setTimeout(resolve, 5))
}

#!/usr/bin/env node
// Each key has a leader: the one node that gives out its offsets and keeps its messages.
//
// The bug: a node counts itself first. No two of them agree on who leads a key, and each of its leaders gives out its
// offsets from the beginning.
import { Node } from '../lib/maelstrom.js'
import { borrow, lend, MemoryLog, serve } from './log.js'

const node = new Node()
const own = new MemoryLog()
lend(node, own)

function logOf(key) {
  const leader = [node.id, ...node.peers][key.length % node.ids.length]
  return leader === node.id ? own : borrow(node, leader)
}

serve(node, {
  append: (key, msg) => logOf(key).append(key, msg),
  read: (key, from) => logOf(key).read(key, from),
  commit: (key, offset) => logOf(key).commit(key, offset),
  committed: key => logOf(key).committed(key),
})

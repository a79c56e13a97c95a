#!/usr/bin/env node
// A grow-only set: what a node has is written down before it is acknowledged, and told to everyone time and again. To
// merge two sets is to unite them, in whatever order, however often.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Node } from '../lib/maelstrom.js'

const GOSSIP = 200 // ms

const file = join(process.env.MAELSTROM_DATA_DIR ?? '.', 'elements.jsonl')
const node = new Node()
const elements = new Set(
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
    : [],
)

node.on('init', () => setInterval(gossip, GOSSIP))

node.on('add', ({ element }) => {
  learn([element])
  return { type: 'add_ok' }
})

node.on('merge', body => learn(body.elements))

node.on('read', () => ({ type: 'read_ok', value: [...elements] }))
node.run()

function learn(candidates) {
  const fresh = candidates.filter(element => !elements.has(element))
  if (fresh.length === 0) return
  // What the kernel has taken outlives the process; only a machine that may lose its power needs fsync as well.
  appendFileSync(file, fresh.map(element => `${JSON.stringify(element)}\n`).join(''))
  for (const element of fresh) elements.add(element)
}

function gossip() {
  for (const peer of node.peers) node.send(peer, { type: 'merge', elements: [...elements] })
}

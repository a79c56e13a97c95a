#!/usr/bin/env node
// An id is node, incarnation, counter. The counter starts anew when a node is killed and restarted, so how often the
// node has started is written down, once for each start.
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Node } from '../lib/maelstrom.js'

const incarnation = nextIncarnation(join(process.env.MAELSTROM_DATA_DIR ?? '.', 'incarnation'))
const node = new Node()
let counter = 0

node.on('generate', () => ({ type: 'generate_ok', id: `${node.id}-${incarnation}-${counter++}` }))
node.run()

/** A number that no earlier start of this node has got. The file has one byte for each of them. */
function nextIncarnation(path) {
  const file = openSync(path, 'a')
  writeSync(file, '.')
  fsyncSync(file)
  closeSync(file)
  return readFileSync(path).length
}

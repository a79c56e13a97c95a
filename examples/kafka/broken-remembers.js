#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv.
//
// The bug: a node asks for a committed offset once, and remembers it. Who asks later is sent back to where readers had been
// at that time, and processes the messages again.
import { Node } from '../lib/maelstrom.js'
import { serve } from './log.js'
import { SharedLog } from './shared-log.js'

class Remembering extends SharedLog {
  #known = new Map()

  async committed(key) {
    if (!this.#known.has(key)) this.#known.set(key, await super.committed(key))
    return this.#known.get(key)
  }
}

const node = new Node()
serve(node, new Remembering(node))

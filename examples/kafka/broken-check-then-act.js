#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv: message n of a key is stored under key/n.
//
// The bug: `send` looks for a slot that is free, and writes to it then. Two nodes that do so at once find the same slot, and
// give out the same offset: the message of the slower one takes the place of the other, which had been acknowledged.
import { Node } from '../lib/maelstrom.js'
import { serve } from './log.js'
import { SharedLog } from './shared-log.js'

class CheckThenAct extends SharedLog {
  async append(key, msg) {
    let offset = this.end(key)
    while ((await this.get(`${key}/${offset}`)) !== undefined) offset++
    await this.kv({ type: 'write', key: `${key}/${offset}`, value: msg })
    return offset
  }
}

const node = new Node()
serve(node, new CheckThenAct(node))

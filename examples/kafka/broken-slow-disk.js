#!/usr/bin/env node
// A log for each key, all on one node.
//
// The bug: the disk takes its time, and until it is done the log is as long as before. A second message takes the same
// offset, and the place of the first one, which was acknowledged as well.
import { Node } from '../lib/maelstrom.js'
import { MemoryLog, serve } from './log.js'

class OnDisk extends MemoryLog {
  async append(key, msg) {
    const offset = this.messages(key).length
    await new Promise(resolve => setTimeout(resolve, 2))
    this.messages(key)[offset] = msg
    return offset
  }
}

serve(new Node(), new OnDisk())

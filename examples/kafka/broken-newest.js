#!/usr/bin/env node
// A log for each key, all on one node.
//
// The bug: a poll returns the newest messages, so that who is far behind never gets those between.
import { Node } from '../lib/maelstrom.js'
import { MemoryLog, serve } from './log.js'

const BATCH = 5 // messages of a key that one poll returns at most

class Newest extends MemoryLog {
  read(key, from) {
    return super.read(key, from).slice(-BATCH)
  }
}

serve(new Node(), new Newest())

#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv.
import { Node } from '../lib/maelstrom.js'
import { serve } from './log.js'
import { SharedLog } from './shared-log.js'

const node = new Node()
serve(node, new SharedLog(node))

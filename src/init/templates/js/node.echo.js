#!/usr/bin/env node
import { Node } from './maelstrom.js'

const node = new Node()

// A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right `in_reply_to`.
node.on('echo', ({ echo }) => ({ type: 'echo_ok', echo }))

node.run()

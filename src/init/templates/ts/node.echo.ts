#!/usr/bin/env node
import { type Body, Node } from './maelstrom.ts'

interface Echo extends Body {
  readonly echo: unknown
}

const node = new Node()

// A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right `in_reply_to`.
node.on<Echo>('echo', ({ echo }) => ({ type: 'echo_ok', echo }))

node.run()

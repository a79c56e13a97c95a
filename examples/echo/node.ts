#!/usr/bin/env node
import { type Body, Node } from '../lib/maelstrom.js'

interface Echo extends Body {
  echo: unknown
}

const node = new Node()
node.on<Echo>('echo', ({ echo }) => ({ type: 'echo_ok', echo }))
node.run()

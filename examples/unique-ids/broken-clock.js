#!/usr/bin/env node
// The time in milliseconds never comes twice. On one machine, that is, and not more than once in a millisecond.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
node.on('generate', () => ({ type: 'generate_ok', id: Date.now() }))
node.run()

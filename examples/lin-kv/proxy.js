#!/usr/bin/env node
// Passes every request on to the service lin-kv, and its answer back, errors included.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
node.on('read', ({ type, key }) => node.rpc('lin-kv', { type, key }))
node.on('write', ({ type, key, value }) => node.rpc('lin-kv', { type, key, value }))
node.on('cas', ({ type, key, from, to }) => node.rpc('lin-kv', { type, key, from, to }))
node.run()

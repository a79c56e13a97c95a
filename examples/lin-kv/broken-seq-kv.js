#!/usr/bin/env node
// Uses seq-kv, which is sequentially consistent: a node may be shown the past, long after another one was answered
// from the present.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
node.on('read', ({ type, key }) => node.rpc('seq-kv', { type, key }))
node.on('write', ({ type, key, value }) => node.rpc('seq-kv', { type, key, value }))
node.on('cas', ({ type, key, from, to }) => node.rpc('seq-kv', { type, key, from, to }))
node.run()

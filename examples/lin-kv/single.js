#!/usr/bin/env node
// A store in the memory of one node. Linearizable without an effort, since there is nobody to agree with; and useless
// with a second node.
import { KEY_DOES_NOT_EXIST, Node, PRECONDITION_FAILED, RpcError } from '../lib/maelstrom.js'

const node = new Node()
const store = new Map()

node.on('read', ({ key }) => ({ type: 'read_ok', value: existing(key) }))

node.on('write', ({ key, value }) => {
  store.set(key, value)
  return { type: 'write_ok' }
})

node.on('cas', ({ key, from, to }) => {
  const value = existing(key)
  if (value !== from) throw new RpcError(PRECONDITION_FAILED, `${key} is ${value}, not ${from}`)
  store.set(key, to)
  return { type: 'cas_ok' }
})
node.run()

function existing(key) {
  if (!store.has(key)) throw new RpcError(KEY_DOES_NOT_EXIST, `there is no ${key}`)
  return store.get(key)
}

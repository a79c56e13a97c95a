#!/usr/bin/env node
// A counter on the service seq-kv. Every node keeps its own count under its own key, so no two of them ever write the
// same one. A read adds them all up.
//
// Sequentially consistent means that a client may be shown the past, although never a past before what it has seen. A
// write brings it up to date; so a read begins with one, of something that was not there before.
import { type Body, KEY_DOES_NOT_EXIST, Node, RpcError } from '../lib/maelstrom.js'

const node = new Node()
let count = 0
let reads = 0
let writing = Promise.resolve()

node.on<Body & { delta: number }>('add', async ({ delta }) => {
  count += delta
  await write(node.id, () => count)
  return { type: 'add_ok' }
})

node.on('read', async () => {
  await write(`${node.id} reads`, () => ++reads)
  const counts = await Promise.all(node.ids.map(read))
  return { type: 'read_ok', value: counts.reduce((sum, n) => sum + n, 0) }
})
node.run()

/** One write at a time, so that they arrive in order, and each with the value of when it is sent. */
function write(key: string, value: () => number): Promise<void> {
  const write = writing.then(async () => {
    await node.rpc('seq-kv', { type: 'write', key, value: value() })
  })
  writing = write.catch(() => {})
  return write
}

async function read(key: string): Promise<number> {
  try {
    const { value } = await node.rpc<Body & { value: number }>('seq-kv', { type: 'read', key })
    return value
  } catch (error) {
    if (error instanceof RpcError && error.code === KEY_DOES_NOT_EXIST) return 0
    throw error
  }
}

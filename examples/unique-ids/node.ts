#!/usr/bin/env node
// Asks the service lin-tso, which hands out 0, 1, 2, …. The shortest ids there are, at the price of a round trip; and
// without the service there are none at all.
import { type Body, Node } from '../lib/maelstrom.js'

interface Timestamp extends Body {
  ts: number
}

const node = new Node()

node.on('generate', async () => {
  const { ts } = await node.rpc<Timestamp>('lin-tso', { type: 'ts' })
  return { type: 'generate_ok', id: ts }
})
node.run()

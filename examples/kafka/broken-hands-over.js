#!/usr/bin/env node
// Logs that all nodes share, in the service lin-kv: a counter for each key gives out the offsets, and message n of a key
// is stored under key/n, by the first node alone.
//
// The bug: the others hand it their messages, and acknowledge them without asking whether they have arrived. In a
// partition they do not.
import { Node } from '../lib/maelstrom.js'
import { serve } from './log.js'
import { SharedLog } from './shared-log.js'

const node = new Node()

class HandingOver extends SharedLog {
  async append(key, msg) {
    const offset = await this.increment(`next/${key}`)
    const slot = `${key}/${offset}`
    const [first] = node.ids
    if (node.id === first) await this.store(slot, msg)
    else node.send(first, { type: 'store', slot, msg })
    return offset
  }

  async store(slot, msg) {
    await this.kv({ type: 'write', key: slot, value: msg })
  }

  async read(key, from) {
    const end = (await this.get(`next/${key}`)) ?? 0
    const offsets = Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i)
    const found = await Promise.all(offsets.map(async offset => [offset, await this.get(`${key}/${offset}`)]))
    return found.filter(([, msg]) => msg !== undefined)
  }
}

const log = new HandingOver(node)
node.on('store', async ({ slot, msg }) => {
  await log.store(slot, msg)
})
serve(node, log)

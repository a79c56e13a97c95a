#!/usr/bin/env node
// Sends `count` small messages around among its peers for each request: a flood of traffic between nodes for little work of clients.
import { createInterface } from 'node:readline'

let id = ''
let peers = []
const send = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`)
createInterface({ input: process.stdin }).on('line', line => {
  const { src, body } = JSON.parse(line)
  if (body.type === 'init') {
    id = body.node_id
    peers = body.node_ids.filter(peer => peer !== id)
    send(src, { type: 'init_ok', in_reply_to: body.msg_id })
  } else if (body.type === 'burst') {
    for (let i = 0; i < body.count; i++) send(peers[i % peers.length], { type: 'gossip', number: i })
    send(src, { type: 'burst_ok', in_reply_to: body.msg_id })
  }
})

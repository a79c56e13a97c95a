#!/usr/bin/env node
// The whole protocol in one page: a line of JSON in, a line of JSON out.
import { createInterface } from 'node:readline'

let id

for await (const line of createInterface({ input: process.stdin })) {
  const { src, body } = JSON.parse(line)
  if (body.type === 'init') {
    id = body.node_id
    reply(src, body, { type: 'init_ok' })
  } else if (body.type === 'echo') {
    reply(src, body, { type: 'echo_ok', echo: body.echo })
  }
}

function reply(dest, request, body) {
  console.log(JSON.stringify({ src: id, dest, body: { ...body, in_reply_to: request.msg_id } }))
}

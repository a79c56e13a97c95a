#!/usr/bin/env node
// Answers every request with its own body.
require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', line => {
    const { src, dest, body } = JSON.parse(line)
    const reply = { ...body, type: `${body.type}_ok`, in_reply_to: body.msg_id }
    console.log(JSON.stringify({ src: dest, dest: src, body: reply }))
  })

#!/usr/bin/env node
// Does some work before it answers, and keeps the request in a variable of the module meanwhile. When the next request
// comes in before that is done, both are answered with the second one's text.
import { Node } from '../lib/maelstrom.js'

const node = new Node()
let current

node.on('echo', async body => {
  current = body
  await new Promise(resolve => setTimeout(resolve, 20))
  return { type: 'echo_ok', echo: current.echo }
})
node.run()

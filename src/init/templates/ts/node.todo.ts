#!/usr/bin/env node
// __title__. __doc__

import { NOT_SUPPORTED, Node, RpcError } from './maelstrom.ts'

const node = new Node()

// [[each request]]
// __what__
//   request  __request__
//   reply    __reply__
node.on('__type__', body => {
  throw new RpcError(NOT_SUPPORTED, `${body.type} is still to be written, in __file__`)
})

// [[end]]
node.run()

#!/usr/bin/env ruby
require_relative 'maelstrom'

node = Node.new

# A message {"type": "echo", "echo": …} comes in; what this returns goes back, with the right "in_reply_to".
node.on('echo') { |body| { type: 'echo_ok', echo: body[:echo] } }

node.run

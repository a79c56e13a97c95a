#!/usr/bin/env ruby
# __title__. __doc__

require_relative 'maelstrom'

node = Node.new

# [[each request]]
# __what__
#   request  __request__
#   reply    __reply__
node.on('__type__') do |body, src|
  raise RpcError.new(NOT_SUPPORTED, "#{body[:type]} is still to be written, in __file__")
end

# [[end]]
node.run

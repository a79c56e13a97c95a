# All that a node in Ruby needs: it reads messages from stdin, calls the handler of their type, and writes what the handler
# returns to stdout as the reply. Each handler runs in a thread of its own, so that it may wait for replies of others; state
# that handlers share needs a Mutex. The keys of bodies are symbols.

require 'json'

# The error codes of the protocol that a node has a use for.
TIMEOUT = 0
NOT_SUPPORTED = 10
TEMPORARILY_UNAVAILABLE = 11
CRASH = 13
ABORT = 14
KEY_DOES_NOT_EXIST = 20
PRECONDITION_FAILED = 22
TXN_CONFLICT = 30

# Raise it in a handler to answer with an error body; `rpc` raises it when an error body is what comes back.
class RpcError < StandardError
  attr_reader :code

  def initialize(code, text)
    super(text)
    @code = code
  end
end

class Node
  attr_reader :id, :ids # of this node, and of all nodes; known from init on

  def initialize
    @ids = []
    @handlers = {}
    @waiting = {}
    @lock = Mutex.new # guards @waiting, @next_msg_id and stdout
    @replied = ConditionVariable.new
    # Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
    @next_msg_id = rand(2**40)
    $stdout.sync = true
  end

  # All other nodes.
  def peers
    @ids - [@id]
  end

  # Registers the handler of a type of message: a block that is given the body and the sender, and returns the body of the reply, or
  # nil. One for 'init' is called when the ids are known.
  def on(type, &handler)
    @handlers[type] = handler
  end

  # Sends a body and forgets about it.
  def send_message(dest, body)
    line = JSON.generate({ src: @id, dest: dest, body: body })
    @lock.synchronize { $stdout.write("#{line}\n") }
  end

  # Sends a request and waits for the body of the reply. Raises RpcError, after `timeout` seconds with code 0.
  def rpc(dest, body, timeout: 1)
    msg_id = @lock.synchronize do
      @waiting[@next_msg_id += 1] = nil
      @next_msg_id
    end
    send_message(dest, body.merge(msg_id: msg_id))
    reply = wait_for(msg_id, timeout)
    raise RpcError.new(TIMEOUT, "#{dest} did not answer #{body[:type]} within #{timeout} s") if reply.nil?
    raise RpcError.new(reply[:code], reply[:text]) if reply[:type] == 'error'

    reply
  end

  # Serves messages until stdin ends.
  def run
    $stdin.each_line { |line| receive(JSON.parse(line, symbolize_names: true)) }
  end

  private

  def wait_for(msg_id, timeout)
    deadline = now + timeout
    @lock.synchronize do
      @replied.wait(@lock, deadline - now) while @waiting[msg_id].nil? && now < deadline
      @waiting.delete(msg_id)
    end
  end

  def now
    Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end

  def receive(message)
    body = message[:body]
    if body.key?(:in_reply_to)
      @lock.synchronize do
        # Unless whoever asked has given up.
        @waiting[body[:in_reply_to]] = body if @waiting.key?(body[:in_reply_to])
        @replied.broadcast
      end
    elsif body[:type] == 'init'
      @id, @ids = body.values_at(:node_id, :node_ids)
      handle(message)
    else
      Thread.new { handle(message) }
    end
  end

  def handle(message)
    body = message[:body]
    answer = answer_to(body, message[:src])
    send_message(message[:src], answer.merge(in_reply_to: body[:msg_id])) unless answer.nil?
  rescue StandardError => e
    warn e.full_message unless e.is_a?(RpcError)
    code = e.is_a?(RpcError) ? e.code : CRASH
    send_message(message[:src], { type: 'error', code: code, text: e.message, in_reply_to: body[:msg_id] })
  end

  def answer_to(body, src)
    handler = @handlers[body[:type]]
    if body[:type] == 'init'
      handler&.call(body, src)
      return { type: 'init_ok' }
    end
    raise RpcError.new(NOT_SUPPORTED, "#{@id} does not know #{body[:type]}") if handler.nil?

    handler.call(body, src)
  end
end

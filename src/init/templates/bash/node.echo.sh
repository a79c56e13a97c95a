#!/usr/bin/env bash
source "$(dirname "$0")/maelstrom.sh"

# A message {"type": "echo", "echo": …} comes in; the fields of the reply go back, with the right "in_reply_to".
handle_echo() {
  field echo "$body"
  reply "\"type\":\"echo_ok\",\"echo\":$REPLY"
}

on echo handle_echo
run

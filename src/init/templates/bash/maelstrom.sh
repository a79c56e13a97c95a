# All that a node in Bash (5 or newer) needs: it reads messages from stdin, calls the function that handles their type,
# and writes replies to stdout. Everything runs one after the other, so a function is interrupted by nothing.
#
# JSON stays text here. `field` finds numbers, strings without escapes, and flat lists: enough for echo, unique-ids, broadcast,
# g-set and the counters. For values within values (transactions, kafka) use jq: value=$(jq -c .txn <<<"$body"). It starts a
# process for each message, which is slow, as Bash is: ask for a rate of 10 or so.

# The error codes of the protocol that a node has a use for.
TIMEOUT=0 NOT_SUPPORTED=10 TEMPORARILY_UNAVAILABLE=11 CRASH=13 ABORT=14
KEY_DOES_NOT_EXIST=20 PRECONDITION_FAILED=22 TXN_CONFLICT=30

node_id=''   # this node's id, and those of all nodes; known from init on
node_ids=()
declare -A handlers callbacks deadlines
# Not from 1: a node that was killed and restarted must not take a late reply to its former self for its own.
next_msg_id=${EPOCHREALTIME/[.,]/}
timer_interval='' timer_action='' timer_due=0

# field NAME JSON: the value of a field as JSON text, in $REPLY. Fails when there is none.
field() {
  REPLY=''
  [[ $2 =~ \"$1\"[[:space:]]*:[[:space:]]*(\"[^\"]*\"|\[[^]]*\]|-?[0-9][0-9.eE+-]*|true|false|null) ]] && REPLY=${BASH_REMATCH[1]}
}

# unquote JSON: the elements of a string, or of a flat list, as words, in the array $words.
unquote() {
  local text=${1//[\"\[\],]/ }
  read -ra words <<<"$text"
}

# on TYPE FUNCTION: the function is called with $src, $msg_id and $body set.
on() { handlers[$1]=$2; }

# send DEST FIELDS: sends a body and forgets about it. FIELDS are those of the body, without the braces: '"type":"read"'.
send() { printf '{"src":"%s","dest":"%s","body":{%s}}\n' "$node_id" "$1" "$2"; }

# reply FIELDS: answers the request that is being handled.
reply() { send "$src" "${msg_id:+\"in_reply_to\":$msg_id,}$1"; }

# reply_error CODE TEXT
reply_error() { reply "\"type\":\"error\",\"code\":$1,\"text\":\"$2\""; }

# rpc DEST FIELDS FUNCTION [WORD…]: sends a request. The function is called once, with the words and the body of the reply: one of the
# type "error" when an error came back, or, with code 0, when nothing came within a second.
rpc() {
  local id=$((next_msg_id++))
  callbacks[$id]=${*:3}
  deadlines[$id]=$(($(now) + 1000))
  send "$1" "\"msg_id\":$id,$2"
}

# every MILLISECONDS FUNCTION: calls the function again and again. There is one such timer.
every() { timer_interval=$1 timer_action=$2 timer_due=$(($(now) + $1)); }

now() { local us=${EPOCHREALTIME/[.,]/}; echo "${us%???}"; }

# Serves messages until stdin ends.
run() {
  local line='' part
  while true; do
    # With a time limit, so that what is due is done while nobody says anything.
    if IFS= read -r -t 0.05 part; then
      receive "$line$part"
      line=''
    elif (($? > 128)); then
      line+=$part # the beginning of a line may have come already
    else
      return 0
    fi
    do_what_is_due
  done
}

receive() {
  local src msg_id type body=${1#*\"body\":}
  field src "$1" && src=${REPLY//\"/}
  field msg_id "$body" && msg_id=$REPLY
  field type "$body" && type=${REPLY//\"/}
  if field in_reply_to "$body"; then
    finish "$REPLY" "$body"
  elif [[ $type == init ]]; then
    field node_id "$body" && node_id=${REPLY//\"/}
    local words
    field node_ids "$body" && unquote "$REPLY" && node_ids=("${words[@]}")
    [[ -n ${handlers[init]} ]] && "${handlers[init]}"
    reply '"type":"init_ok"'
  elif [[ -n ${handlers[$type]} ]]; then
    "${handlers[$type]}"
  else
    reply_error $NOT_SUPPORTED "$node_id does not know $type"
  fi
}

# Calls back whoever waits for a reply, unless nobody does any more.
finish() {
  local call
  read -ra call <<<"${callbacks[$1]}"
  unset "callbacks[$1]" "deadlines[$1]"
  ((${#call[@]} > 0)) && "${call[@]}" "$2"
}

do_what_is_due() {
  ((${#deadlines[@]} == 0)) && [[ -z $timer_interval ]] && return
  local id time
  time=$(now)
  for id in "${!deadlines[@]}"; do
    ((deadlines[$id] <= time)) && finish "$id" '{"type":"error","code":0,"text":"no answer in time"}'
  done
  [[ -n $timer_interval ]] && ((timer_due <= time)) && timer_due=$((time + timer_interval)) && "$timer_action"
}

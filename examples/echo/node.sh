#!/usr/bin/env bash
# Echo in Bash: enough of JSON to find a field whose value is a number or a plain string.
field() { [[ $2 =~ \"$1\":\ *(\"[^\"]*\"|[0-9]+) ]] && printf -v "$1" '%s' "${BASH_REMATCH[1]}"; }

while IFS= read -r line; do
  field src "$line"
  field dest "$line"
  field type "$line"
  field msg_id "$line"
  case $type in
    '"init"') answer='"type":"init_ok"' ;;
    '"echo"') field echo "$line" && answer="\"type\":\"echo_ok\",\"echo\":$echo" ;;
    *) continue ;;
  esac
  printf '{"src":%s,"dest":%s,"body":{"in_reply_to":%s,%s}}\n' "$dest" "$src" "$msg_id" "$answer"
done

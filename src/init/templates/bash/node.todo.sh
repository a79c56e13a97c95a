#!/usr/bin/env bash
# __title__. __doc__

source "$(dirname "$0")/maelstrom.sh"

# [[each request]]
# __what__
#   request  __request__
#   reply    __reply__
handle___type__() {
  reply_error $NOT_SUPPORTED '__todo__'
}
on __type__ handle___type__

# [[end]]
run

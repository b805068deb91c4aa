#!/bin/bash
# Whether this container's server answers a hello. mongosh would take half a second of processor time
# and 100 MB for it, every ten seconds, in each of twelve containers; so the one message that is needed
# is written out here: OP_MSG with {hello: 1, $db: "admin"}.
set -euo pipefail

readonly ANSWER_SECONDS=3

exec 3<>/dev/tcp/127.0.0.1/27017
# Header: length 52, request 1, answer to none, OP_MSG (2013); no flags; a section of kind 0.
printf '\x34\0\0\0\x01\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0' >&3
# The document: 31 bytes, two fields.
# shellcheck disable=SC2016 # $db is the name of a field
printf '\x1f\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0' >&3
timeout "$ANSWER_SECONDS" dd bs=65536 count=1 status=none <&3 | grep -aq maxWireVersion

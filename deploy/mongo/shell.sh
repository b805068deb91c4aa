#!/bin/bash
# Becomes mongosh, in the container of a server. It takes up to 160 MB there, beside a server that may have
# come near the container's limit: should that be reached, mongosh is who is killed, and not the database.
set -euo pipefail

readonly FIRST_TO_GO=1000

printf '%s\n' "$FIRST_TO_GO" >/proc/self/oom_score_adj || true
exec mongosh --quiet --norc "$@"

#!/usr/bin/env bash
# Tests of demo-nodes.sh with the real program. The last line reads "N passed, N failed".
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PASSED=0 FAILED=0

# expect NAME STATUS WORDS COMMAND…: the command ends so and says these words.
expect() {
  local name=$1 wanted=$2 words=$3 status=0 said
  shift 3
  said=$(cd "$REPOSITORY" && "$@" 2>&1) || status=$?
  case "$said" in
    *"$words"*)
      if [ "$status" -eq "$wanted" ]; then
        PASSED=$((PASSED + 1))
        printf 'ok      %s\n' "$name"
        return
      fi
      ;;
  esac
  FAILED=$((FAILED + 1))
  printf 'FAILED  %s: status %s; it said: %s\n' "$name" "$status" "$said"
}

expect explainsItself 0 'Usage: ./scripts/demo-nodes.sh' ./scripts/demo-nodes.sh --help
expect refusesUnknownOptions 2 "no option '--nodes'" ./scripts/demo-nodes.sh --nodes 7
expect playsTheStoryToItsEnd 0 'All nodes ended equal.' ./scripts/demo-nodes.sh
expect namesTheMissingVariable 2 'NODE_NAME must be set' \
  env REDIS_URL=redis://127.0.0.1:1 ./scripts/run.sh --role node --port 29999
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

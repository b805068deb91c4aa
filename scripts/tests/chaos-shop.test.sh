#!/usr/bin/env bash
# Tests of the command lines of chaos-shop.sh and bench.sh, with the real program. The last line
# reads "N passed, N failed".
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

expect chaosExplainsItself 0 '--report FILE' ./scripts/chaos-shop.sh --help
expect chaosRefusesUnknownOptions 2 "no option '--minutes'" ./scripts/chaos-shop.sh --minutes 1
expect chaosRefusesTooShortARun 2 '--seconds must be' ./scripts/chaos-shop.sh --seconds 1
expect benchExplainsItself 0 '--repetitions N' ./scripts/bench.sh --help
expect sessionProofExplainsItself 0 'OPERATIONS' ./scripts/prove-sessions.sh --help
expect sessionProofRefusesWords 2 "not 'many'" ./scripts/prove-sessions.sh many
expect benchRefusesUnknownOptions 2 "no option '--row'" ./scripts/bench.sh --row 7
expect benchRefusesAnUnknownRow 2 "not '99'" ./scripts/bench.sh --rows 99
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

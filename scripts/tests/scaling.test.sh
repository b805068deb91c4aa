#!/usr/bin/env bash
# Tests of the command line of prove-scaling.sh, which itself is run by hand: it takes minutes and
# programs that few machines have. The last line reads "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

PLACE=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-scaling.XXXXXX")
trap 'rm -rf "$PLACE"' EXIT
printf '#!/bin/sh\nexit 0\n' >"$PLACE/there"
chmod +x "$PLACE/there"
ALL=(env CONSUL_BIN="$PLACE/there" HAPROXY_BIN="$PLACE/there" REDIS_SERVER="$PLACE/there")

proof() {
  expect "$1" "$2" "$3" ./scripts/prove-scaling.sh "${@:4}"
}

proof explainsItself 0 'CONSUL_BIN' --help
proof refusesUnknownOptions 2 "no option '--seconds'" --seconds 1
proof refusesAnOptionWithoutItsValue 2 '--visits needs a value' --visits
proof refusesNoVisits 2 '--visits must be a number from 1 to 200' --visits 0
proof refusesTooManyVisits 2 '--visits must be a number from 1 to 200' --visits=201
proof refusesWordsForMinutes 2 '--minutes must be a number from 1 to 60' --minutes soon
proof refusesNoMinutes 2 '--minutes must be a number from 1 to 60' --minutes 0
proof refusesStagesThatThereAreNot 2 "knows no 'rush'" --stages normal,rush
if [ -r /proc/self/status ] && command -v openssl >/dev/null 2>&1; then
  expect saysThatConsulIsMissing 1 'CONSUL_BIN names no program' \
    env CONSUL_BIN=/nonexistent/consul ./scripts/prove-scaling.sh
  expect saysThatK6IsMissing 1 'K6_BIN names no program' \
    "${ALL[@]}" K6_BIN="$PLACE" ./scripts/prove-scaling.sh --stages none
  expect saysThatPrometheusIsMissing 1 'PROMETHEUS names no program' \
    "${ALL[@]}" K6_BIN="$PLACE/there" PROMETHEUS=/nonexistent/prometheus \
    ./scripts/prove-scaling.sh --dashboard "$PLACE/kept.json"
fi
expected

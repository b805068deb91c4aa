#!/usr/bin/env bash
# Proves promise 18 over real processes. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove-nodes.sh [ROUNDS] [SEED]

Starts five key-value nodes of the packaged program, each with a Redis of its own, with clocks up to
twenty minutes apart. In each round (20 by default, about 15 s each) clients update and remove pairs
while the network is cut and a node and a Redis are killed; then all is healed, and within 10 s all
nodes must show the same pairs, and of each client's own exactly what it was told. The last lines
have the figures.
TEXT
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
esac
ROUNDS=${1:-20}
SEED=${2:-20260101}
STAGE_WRITES=1500
EQUAL_SECONDS=10
number='^[1-9][0-9]{0,8}$'
if ! [[ "$ROUNDS" =~ $number && "$SEED" =~ $number ]]; then
  misuse "ROUNDS and SEED must be numbers from 1, not '$ROUNDS' and '$SEED'."
fi

find_jdk
ensure_built
need_maven
# The program stays in place while it runs, whatever is built meanwhile.
: >"$APP/running/$$"
lock_build
trap unlock_build EXIT
rm -f "$ROOT/target/proof/nodes.txt"
result=held
maven -ntp -q -Dquick -Dspotless.check.skip=true test -Dtest=NodeProcessesTest \
  -Dnodes.jar="$APP/quarkus-run.jar" -Dnodes.count=5 -Dnodes.rounds="$ROUNDS" \
  -Dnodes.stageWrites="$STAGE_WRITES" -Dnodes.seed="$SEED" \
  -Dnodes.equalSeconds="$EQUAL_SECONDS" || result=broken
cat "$ROOT/target/proof/nodes.txt" 2>/dev/null || true
printf 'Promise 18 %s, %s s in all\n' "$result" "$SECONDS"
[ "$result" = held ]

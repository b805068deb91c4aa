#!/usr/bin/env bash
# Proves the guarantees of sessions at full size. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove-sessions.sh [OPERATIONS] [SEED]

Proves what docs/promises.md says of sessions: 16 clients do OPERATIONS (default: 200000) reads and
writes from SEED (default: 20260101), each at another of three instances, on a simulated cluster
whose members are up to 5 s late, frozen, deposed with writes that are lost, killed and cut off,
while the keys of tokens change. Then it shows that the same clients without tokens do see
anomalies. Takes about a quarter of an hour on two quiet cores; the last lines have the figures.
Needs no database.
TEXT
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
esac
OPERATIONS=${1:-200000}
SEED=${2:-20260101}
for number in "$OPERATIONS" "$SEED"; do
  if ! [[ "$number" =~ ^[1-9][0-9]{0,8}$ ]]; then
    misuse "prove-sessions.sh takes numbers from 1 to 999999999, not '$number'."
  fi
done

find_jdk
need_maven
lock_build
trap unlock_build EXIT
rm -f "$ROOT"/target/proof/sessions*.txt
result=held
maven -ntp -q -Dquick test \
  -Dtest='io.saleproof.sessions.*Test' \
  -Dsessions.operations="$OPERATIONS" -Dsessions.seed="$SEED" || result=broken
for file in "$ROOT"/target/proof/sessions*.txt; do
  name=${file##*/}
  [ -f "$file" ] && printf '%s: %s\n' "${name%.txt}" "$(cat "$file")"
done
printf 'All guarantees %s, %s s in all\n' "$result" "$SECONDS"
[ "$result" = held ]

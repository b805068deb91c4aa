#!/usr/bin/env bash
# Proves what docs/promises.md says of orders, stock and carts: cuts every flow at every call of the
# database, checks histories of concurrent clients, and lets 32 clients do 100,000 operations on four
# instances that die. Takes some minutes; the last lines have the figures.
#   ./scripts/prove.sh [operations] [seed]
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

OPERATIONS=${1:-100000}
SEED=${2:-20260101}
HISTORIES=100

find_jdk
need_maven
lock_build
trap unlock_build EXIT
rm -rf "$ROOT/target/proof"
result=held
maven -ntp -q -Dquick test \
  -Dtest='io.saleproof.proof.*Test' \
  -Dproof.operations="$OPERATIONS" -Dproof.seed="$SEED" -Dproof.seeds="$HISTORIES" || result=broken
for file in "$ROOT"/target/proof/*.txt; do
  name=${file##*/}
  printf '%s: %s\n' "${name%.txt}" "$(cat "$file")"
done
printf 'All promises %s, %s s in all\n' "$result" "$SECONDS"
[ "$result" = held ]

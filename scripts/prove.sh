#!/usr/bin/env bash
# Proves orders, stock and carts at full size. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove.sh [OPERATIONS] [SEED]

Proves what docs/promises.md says of orders, stock and carts: cuts every flow at every call of the
database, checks histories of concurrent clients, and lets 32 clients do OPERATIONS (default:
100000) random operations from SEED (default: 20260101) on four instances that die. Takes a
quarter of an hour on two quiet cores; the last lines have the figures.
TEXT
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
esac
OPERATIONS=${1:-100000}
SEED=${2:-20260101}
HISTORIES=100
for number in "$OPERATIONS" "$SEED"; do
  if ! [[ "$number" =~ ^[1-9][0-9]{0,8}$ ]]; then
    misuse "prove.sh takes numbers from 1 to 999999999, not '$number'."
  fi
done

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

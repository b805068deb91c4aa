#!/usr/bin/env bash
# Tests of the visitors in deploy/load/sale.js, at a made-up shop, by node in place of k6. The last line
# reads "N passed, N failed".
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if ! command -v node >/dev/null 2>&1; then
  printf 'left out, all of them: there is no node\n0 passed, 0 failed\n'
  exit 0
fi
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-load.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
cp "$REPOSITORY"/scripts/tests/load/*.mjs "$WORK/"
sed "s#from 'k6[a-z/]*'#from './k6.mjs'#" "$REPOSITORY/deploy/load/sale.js" >"$WORK/sale.mjs"
node "$WORK/visits.mjs" | tee "$WORK/said"
grep -q ' passed, 0 failed$' "$WORK/said"

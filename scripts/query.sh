#!/usr/bin/env bash
# Asks the cluster's Prometheus. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./scripts/query.sh 'PROMQL'

Asks the Prometheus of the running cluster and prints a line for each series: its labels, its value.
The runbooks' queries are meant for it:

  ./scripts/query.sh 'up == 0'

An answer without a line is an answer too: nothing matches now.
TEXT
}

case "${1-}" in
  --help | -h) usage; exit 0 ;;
  '') printf 'query.sh needs a query. (--help shows one.)\n' >&2; exit 2 ;;
  -*) printf "query.sh knows no option '%s'. (--help shows its use.)\n" "$1" >&2; exit 2 ;;
esac
if [ $# -gt 1 ]; then
  printf 'query.sh takes one query: put it in single quotes.\n' >&2
  exit 2
fi

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The Prometheus image brings promtool along, so that nothing need be installed.
exec docker compose exec -T prometheus promtool query instant http://localhost:9090 "$1"

#!/usr/bin/env bash
# Sends a file of past orders, or of products, to a running shop. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/import.sh FILE [--products] [--url URL] [--token T] [--answer FILE]

Sends FILE (.csv or .ndjson, with or without .gz) to a running shop and shows the lines that
it refused, by reason, and the revenue by month. Doing it again changes nothing.

  --products     the file holds products, not past orders
  --url URL      where the shop is (default: http://localhost:8080)
  --token T      an admin's token, where the shop wants one (or in SALEPROOF_TOKEN)
  --answer FILE  keeps the shop's answer as it came
  --help         this text
TEXT
}

for argument in "$@"; do
  case "$argument" in
    --help | -h) usage; exit 0 ;;
  esac
done

run_client Import "$@"

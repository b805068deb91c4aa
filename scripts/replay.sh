#!/usr/bin/env bash
# Plays a file's invoices as live orders of a running shop and checks the outcome. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/replay.sh FILE [--month YYYY-MM] [--clients N] [--limit INVOICES] [--seed S]
                           [--create-products] [--json FILE] [--url URL] [--token T]

Plays the invoices of FILE (CSV with the columns of Online Retail, with or without .gz) as
live orders of a running shop, receives stock for 95 % of them beforehand, and checks every
order and every SKU afterwards. Nobody else should move these goods meanwhile.

  --month YYYY-MM    only the invoices of this month
  --clients N        how many clients side by side, 1 to 512 (default: 8)
  --limit INVOICES   only the first so many
  --seed S           another choice of what is sent twice, paid and cancelled (default: 1)
  --create-products  adds goods that the catalogue lacks; else their lines are left out
  --json FILE        writes the report as JSON too
  --url URL          where the shop is (default: http://localhost:8080)
  --token T          an admin's token, where the shop wants one (or in SALEPROOF_TOKEN)
  --help             this text
TEXT
}

for argument in "$@"; do
  case "$argument" in
    --help | -h) usage; exit 0 ;;
  esac
done

run_client Replay "$@"

#!/usr/bin/env bash
# Plays a file's invoices as live orders of a running shop and checks the outcome. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

run_client Replay "$@"

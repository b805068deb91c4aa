#!/usr/bin/env bash
# Sends a file of past orders, or of products, to a running shop. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

run_client Import "$@"

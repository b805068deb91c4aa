#!/usr/bin/env bash
# Tests of demo-nodes.sh with the real program. The last line reads "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

expect explainsItself 0 'Usage: ./scripts/demo-nodes.sh' ./scripts/demo-nodes.sh --help
expect refusesUnknownOptions 2 "no option '--nodes'" ./scripts/demo-nodes.sh --nodes 7
expect playsTheStoryToItsEnd 0 'All nodes ended equal.' ./scripts/demo-nodes.sh
expect namesTheMissingVariable 2 'NODE_NAME must be set' \
  env REDIS_URL=redis://127.0.0.1:1 ./scripts/run.sh --role node --port 29999
expected

#!/usr/bin/env bash
# Tests of evaluate-recommendations.sh with the real program. The last line reads "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

expect explainsItself 0 'Usage: ./scripts/evaluate-recommendations.sh' \
  ./scripts/evaluate-recommendations.sh --help
expect needsAFile 2 'takes a file' ./scripts/evaluate-recommendations.sh
expect namesAFileThatIsNotThere 1 'no file /nowhere.csv' \
  ./scripts/evaluate-recommendations.sh /nowhere.csv
expect refusesWhatIsNoMonth 2 "not 'July'" ./scripts/evaluate-recommendations.sh README.md July
expected

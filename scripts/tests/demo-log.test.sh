#!/usr/bin/env bash
# Tests of demo-log.sh and prove-log.sh, with the real program. The last line reads
# "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

expect demoExplainsItself 0 '--faults FAULTS' ./scripts/demo-log.sh --help
expect demoRefusesUnknownOptions 2 "no option '--fault'" ./scripts/demo-log.sh --fault x
expect demoRefusesUnknownFaults 1 "not 'fire:1'" ./scripts/demo-log.sh --faults fire:1
expect demoPlaysTheTwelveSteps 0 'All twelve steps hold.' ./scripts/demo-log.sh
expect demoPlaysThemWithFaults 0 'All twelve steps hold.' \
  ./scripts/demo-log.sh --faults=error-after-store:0.3,delay:0..200ms
expect proofExplainsItself 0 '--minutes N' ./scripts/prove-log.sh --help
expect proofRefusesUnknownOptions 2 "no option '--minute'" ./scripts/prove-log.sh --minute 1
expect proofRefusesNoTime 2 '--minutes must be' ./scripts/prove-log.sh --minutes 0
expect faultsAreRefusedForAnotherRole 2 'for the role log-secondary' \
  ./scripts/run.sh --role log-master --faults delay:1ms
expect aSecondaryNeedsItsMaster 2 'LOG_MASTER_URL must be set' \
  env -u LOG_MASTER_URL ./scripts/run.sh --role log-secondary --port 20001
expected

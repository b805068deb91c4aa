#!/usr/bin/env bash
# Tests of the command lines of chaos-shop.sh, chaos-cache.sh, prove-sessions.sh, bench.sh, test.sh and
# fuzz-api.sh, with the real program. The last line reads "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

expect chaosExplainsItself 0 '--report FILE' ./scripts/chaos-shop.sh --help
expect chaosRefusesUnknownOptions 2 "no option '--minutes'" ./scripts/chaos-shop.sh --minutes 1
expect chaosRefusesTooShortARun 2 '--seconds must be' ./scripts/chaos-shop.sh --seconds 1
expect cacheChaosExplainsItself 0 '--picture FILE' ./scripts/chaos-cache.sh --help
expect cacheChaosRefusesUnknownOptions 2 "no option '--nodes'" ./scripts/chaos-cache.sh --nodes 3
expect cacheChaosRefusesTooShortARun 2 '--seconds must be' ./scripts/chaos-cache.sh --seconds 5
expect cacheChaosRefusesWords 2 "not 'many'" ./scripts/chaos-cache.sh --shops=many
expect cacheChaosRefusesUnknownFaults 2 "knows no 'fire'" ./scripts/chaos-cache.sh --faults kill,fire
expect cacheChaosRefusesAMissingValue 2 '--faults needs a value' ./scripts/chaos-cache.sh --faults
expect benchExplainsItself 0 '--repetitions N' ./scripts/bench.sh --help
expect sessionProofExplainsItself 0 'OPERATIONS' ./scripts/prove-sessions.sh --help
expect sessionProofRefusesWords 2 "not 'many'" ./scripts/prove-sessions.sh many
expect benchRefusesUnknownOptions 2 "no option '--row'" ./scripts/bench.sh --row 7
expect benchRefusesNoTime 2 '--seconds must be' ./scripts/bench.sh --seconds 0
expect benchRefusesAnUnknownRow 2 "not '99'" ./scripts/bench.sh --rows 99
expect testExplainsItself 0 'Usage: ./scripts/test.sh' ./scripts/test.sh -o --help
expect testRefusesUnknownOptions 2 "no option '--fast'" ./scripts/test.sh -o --fast
expect testRefusesWords 2 "no option 'MoneyTest'" ./scripts/test.sh MoneyTest
expect fuzzExplainsItself 0 '[-- SCHEMATHESIS OPTIONS]' ./scripts/fuzz-api.sh --help
expect fuzzRefusesUnknownOptions 2 "no option '--example'" ./scripts/fuzz-api.sh --example 5
expect fuzzRefusesAMissingValue 2 '--seed needs a value' ./scripts/fuzz-api.sh --seed
expect fuzzRefusesWords 2 "not 'many'" ./scripts/fuzz-api.sh --examples=many
expected

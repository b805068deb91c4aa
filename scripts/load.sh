#!/usr/bin/env bash
# Sends a sale's visitors to the shop and reports how it bore them. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/load.sh [STAGE] [--visits N] [--minutes N] [--url URL] [--report FILE.md]

Visitors browse, search, look, fill carts, order and pay, in the proportions of a sale, keeping their
sessions' tokens as good clients do; at the end the books of what was on sale are checked.

  STAGE           normal (default), sale (four times as many, growing), spike (eight times as many at
                  once) or soak (twice as many, for long)
  --visits N      visits begun a second in the normal stage, 1 to 1000 (default: 20); a visit is about
                  seven requests
  --minutes N     how long its longest part goes on, 1 to 1440 (default: 2; soak: 60)
  --url URL       a shop elsewhere, with k6 from K6_BIN or the PATH; without it the cluster's gateway
                  is meant, with k6 from its image
  --report FILE   writes the report as Markdown, and its figures beside it as JSON
                  (default: target/load/STAGE.md)
  --help          this text

Run it before and after every change of size, and compare. Exit status: 0 every promise held and less
than one answer in a thousand was an error, 1 not so, 2 the command line makes no sense.
TEXT
}

# Partners' servers that the visitors come through: each has a budget of its own at the gateway.
readonly STOREFRONTS=4
readonly THRESHOLDS_CROSSED=99

# whole NAME VALUE MOST: the value is a number from 1 to MOST.
whole() {
  local number='^[1-9][0-9]{0,4}$'
  if ! [[ "$2" =~ $number ]] || [ "$2" -gt "$3" ]; then
    misuse "$1 must be a number from 1 to $3, not '$2'."
  fi
}

stage='' visits=20 minutes='' url='' report=''
while [ $# -gt 0 ]; do
  case "$1" in
    --visits=* | --minutes=* | --url=* | --report=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --visits) visits=$(option_value "$1" $# "${2-}") || exit $?; whole "$1" "$visits" 1000; shift 2 ;;
    --minutes) minutes=$(option_value "$1" $# "${2-}") || exit $?; whole "$1" "$minutes" 1440; shift 2 ;;
    --url) url=$(option_value "$1" $# "${2-}") || exit $?; url=${url%/}; shift 2 ;;
    --report) report=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    normal | sale | spike | soak)
      if [ -n "$stage" ]; then misuse "load.sh runs one stage: $stage or $1?"; fi
      stage=$1
      shift
      ;;
    *) misuse "load.sh knows no option '$1'." ;;
  esac
done
stage=${stage:-normal}
if [ -z "$minutes" ]; then
  if [ "$stage" = soak ]; then minutes=60; else minutes=2; fi
fi
report=$(absolute_path "${report:-$ROOT/target/load/$stage.md}")

# The tokens must outlive the longest run.
service_tokens() {
  local number=0 all=''
  while [ "$number" -lt "$STOREFRONTS" ]; do
    number=$((number + 1))
    all="$all,$(make_token service "storefront-$number" $((60 * minutes + 7200)))"
  done
  printf '%s\n' "${all#,}"
}

command -v openssl >/dev/null 2>&1 || fail "load.sh needs openssl: install it."
if [ ! -f "$KEYS_DIR/jwt-private.pem" ]; then
  fail "There is no key in $KEYS_DIR to sign tokens with: run ./scripts/secrets.sh once."
fi
mkdir -p "$(dirname "$report")"
SERVICE_TOKENS=$(service_tokens)
ADMIN_TOKEN=$(make_token admin load $((60 * minutes + 7200)))
export SERVICE_TOKENS ADMIN_TOKEN STAGE="$stage" VISITS="$visits" MINUTES="$minutes"

# With tokens that the shop doesn't take, every answer of the run would be a refusal.
takes_tokens() {
  [ "$(printf 'header = "Authorization: Bearer %s"\n' "$ADMIN_TOKEN" \
    | curl -s -o /dev/null -m 10 -w '%{http_code}' -K - "${url:-http://localhost:8080}/v1/stock/none" || true)" != 401 ]
}
takes_tokens || fail "The shop doesn't take tokens signed with $KEYS_DIR/jwt-private.pem: it was started with other keys."

result=0
if [ -n "$url" ]; then
  K6=${K6_BIN:-k6}
  command -v "$K6" >/dev/null 2>&1 || fail "k6 is needed for a shop elsewhere: see https://grafana.com/docs/k6."
  TARGET=$url REPORT=$report "$K6" run --quiet "$ROOT/deploy/load/sale.js" || result=$?
else
  need_cluster
  LOAD_REPORTS=$(dirname "$report") LOAD_USER="$(id -u):$(id -g)"
  REPORT=/reports/$(basename "$report")
  export LOAD_REPORTS LOAD_USER REPORT
  compose --profile load run --rm -T -e SERVICE_TOKENS -e ADMIN_TOKEN -e STAGE -e VISITS -e MINUTES -e REPORT \
    k6 run --quiet /load/sale.js || result=$?
fi
if [ "$result" -eq "$THRESHOLDS_CROSSED" ]; then
  fail "Not all of it held: the report in $report says what."
elif [ "$result" -ne 0 ]; then
  fail "The run did not come to its end (k6 ended with $result)."
fi
printf 'Every promise held; the report is in %s\n' "$report"

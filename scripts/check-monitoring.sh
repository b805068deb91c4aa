#!/usr/bin/env bash
# Checks everything that watches the cluster, without the cluster. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./scripts/check-monitoring.sh [--list] [--only WORDS] [--replay] [--strict]

Checks prometheus/, alertmanager/, grafana/ and docs/runbooks/, and says in a sentence what is wrong:

  promtool   configuration, rules, every alert's tests, every query of a panel or a runbook
  amtool     configuration, and who gets which alert
  our own    severity, summary, description and runbook of each alert, its tests; that each metric and
             label asked for is in a recorded scrape (prometheus/scrapes); units, descriptions and
             variables of dashboards, no two with one uid or title; what is held back when something
             worse fires; that the dashboards, and the picture of them, are as their scripts make them

  --list         lists every metric that a rule, a panel or a runbook names, and whether it is recorded
  --only WORDS   only the checks whose name has these words, such as "tests of alerts"
  --replay       takes half a minute more: every panel's query is put to a real Prometheus, which asks
                 the recorded scrapes through prometheus.yml's own relabelling; none may be empty
  --strict       what is left out counts as a mistake
  --help         this text

Needs Python 3.10 or newer. promtool and amtool (PROMTOOL and AMTOOL name them, else the PATH does), and
prometheus for --replay (PROMETHEUS), come with Prometheus and Alertmanager; a check whose program isn't
there is left out, and said to be.
Ends with 1 if something is wrong, with 2 if it can't check.
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit 2
}

ROOT=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
list='' only='' replay='' strict=''
while [ $# -gt 0 ]; do
  case "$1" in
    --list) list=yes; shift ;;
    --replay) replay=yes; shift ;;
    --strict) strict=yes; shift ;;
    --only)
      [ -n "${2-}" ] || fail '--only needs words of a check'"'"'s name. (--help lists the options.)'
      only=$2
      shift 2
      ;;
    --help | -h) usage; exit 0 ;;
    *) fail "check-monitoring.sh knows no option '$1'. (--help lists the options.)" ;;
  esac
done

# --- What is needed ------------------------------------------------------------------------------

PYTHON=''
for name in ${PYTHON3:-} python3 python; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    PYTHON=$name
    break
  fi
done
[ -n "$PYTHON" ] || fail 'check-monitoring.sh needs Python 3.10 or newer: install it.'

lint() {
  "$PYTHON" -B "$ROOT/scripts/monitoring/lint.py" "$ROOT" "$@"
}

if [ -n "$list" ]; then
  lint --metrics
  exit
fi

PROMTOOL=${PROMTOOL:-promtool}
AMTOOL=${AMTOOL:-amtool}
export PROMETHEUS=${PROMETHEUS:-prometheus}

WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-monitoring.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
RIGHT=0 WRONG=0 LEFT_OUT=0

# What the files are for: an older promtool doesn't know all of their keys.
readonly MAJOR=3

major_of_promtool() {
  local major
  major=$("$PROMTOOL" --version 2>&1 | sed -n 's/^promtool, version v\{0,1\}\([0-9]*\)\..*/\1/p')
  # Built from source it doesn't say.
  printf '%s' "${major:-$MAJOR}"
}

# step NAME COMMAND…: what the command says is shown only if it fails.
step() {
  local name=$1
  shift
  case "$name" in *"$only"*) ;; *) return 0 ;; esac
  local program=''
  case "$name" in
    Prometheus:*) program=$PROMTOOL ;;
    Alertmanager:*) program=$AMTOOL ;;
    Replay:*) program=$PROMETHEUS ;;
  esac
  if [ -n "$program" ] && ! command -v "$program" >/dev/null 2>&1; then
    LEFT_OUT=$((LEFT_OUT + 1))
    printf 'left out  %s: there is no %s\n' "$name" "$program"
    return 0
  fi
  if [ "$program" = "$PROMTOOL" ] && [ "$(major_of_promtool)" -lt "$MAJOR" ]; then
    LEFT_OUT=$((LEFT_OUT + 1))
    printf 'left out  %s: %s is older than Prometheus %s, which the files are for\n' "$name" "$program" "$MAJOR"
    return 0
  fi
  if "$@" >"$WORK/said" 2>&1; then
    RIGHT=$((RIGHT + 1))
    printf 'ok        %s\n' "$name"
  else
    printf 'WRONG     %s\n' "$name"
    sed 's/^/          /' "$WORK/said"
    WRONG=$((WRONG + 1))
  fi
}

# --- Checks --------------------------------------------------------------------------------------

# Debian builds promtool without Consul. It then gets the configuration without that part, the keys
# of which nobody else checks here.
knows_consul() {
  printf '%s\n' 'scrape_configs: [{job_name: a, consul_sd_configs: [{server: "b:1"}]}]' >"$WORK/consul.yml"
  "$PROMTOOL" check config --syntax-only "$WORK/consul.yml" >/dev/null 2>&1
}

check_config() {
  if knows_consul; then
    "$PROMTOOL" check config "$ROOT/prometheus/prometheus.yml"
  else
    cp -R "$ROOT/prometheus" "$WORK/prometheus"
    lint --static >"$WORK/prometheus/prometheus.yml"
    "$PROMTOOL" check config "$WORK/prometheus/prometheus.yml"
  fi
}

# promtool takes a folder without tests for one whose tests all pass.
check_tests() {
  local tests=("$ROOT"/prometheus/tests/*.yml)
  if [ ! -e "${tests[0]}" ]; then
    printf 'prometheus/tests has no tests.\n'
    return 1
  fi
  "$PROMTOOL" test rules "${tests[@]}"
}

check_queries() {
  lint --panels >"$WORK/panels.yml" || return 1
  "$PROMTOOL" check rules --lint=none "$WORK/panels.yml"
}

check_routes() {
  local receiver labels lines=0
  lint --routes >"$WORK/routes" || return 1
  while read -r receiver labels; do
    lines=$((lines + 1))
    # shellcheck disable=SC2086 # one argument a label
    if ! "$AMTOOL" config routes test --config.file="$ROOT/alertmanager/alertmanager.yml" \
      --verify.receivers="$receiver" $labels >"$WORK/route" 2>&1; then
      printf 'alertmanager/alertmanager.yml: an alert with %s must go to %s. ' "$labels" "$receiver"
      tr '\n' ' ' <"$WORK/route"
      printf '\n'
      return 1
    fi
  done <"$WORK/routes"
  if [ "$lines" -eq 0 ]; then
    printf 'alertmanager/tests/routes.yml has no cases.\n'
    return 1
  fi
}

# What was recorded can still be drawn by the dashboards as they are now, and is.
check_picture() {
  "$PYTHON" -B "$ROOT/scripts/monitoring/picture.py" "$ROOT/docs/pictures/dashboard.json" "$WORK/dashboard.svg" || return 1
  if ! cmp -s "$WORK/dashboard.svg" "$ROOT/docs/pictures/dashboard.svg"; then
    printf 'docs/pictures/dashboard.svg is not what is drawn of dashboard.json: run scripts/monitoring/picture.py.\n'
    return 1
  fi
}

step 'Prometheus: configuration' check_config
step 'Prometheus: rules' "$PROMTOOL" check rules "$ROOT"/prometheus/rules/*.yml
step 'Prometheus: tests of alerts' check_tests
step 'Prometheus: queries of panels and runbooks' check_queries
step 'Alertmanager: configuration' "$AMTOOL" check-config "$ROOT/alertmanager/alertmanager.yml"
step 'Alertmanager: who gets what' check_routes
step 'Ours: alerts, runbooks, metrics, dashboards, inhibition' lint
step 'Ours: planted mistakes are found' "$PYTHON" -B -m unittest discover -q -s "$ROOT/scripts/monitoring/tests"
step 'Ours: dashboards as made' "$PYTHON" -B "$ROOT/scripts/monitoring/dashboards.py" --check
step 'Ours: picture as drawn' check_picture
if [ -n "$replay" ]; then
  step 'Replay: every panel has data' "$PYTHON" -B "$ROOT/scripts/monitoring/replay.py" "$ROOT"
fi

if [ $((RIGHT + WRONG + LEFT_OUT)) -eq 0 ]; then
  fail "check-monitoring.sh has no check '$only'."
fi
printf '%s right, %s wrong, %s left out\n' "$RIGHT" "$WRONG" "$LEFT_OUT"
[ "$WRONG" -eq 0 ] && { [ -z "$strict" ] || [ "$LEFT_OUT" -eq 0 ]; }

#!/usr/bin/env bash
# Tries every operation of the API with generated requests. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# How long the service may take to start, and one answer to come, in seconds.
START_SECONDS=120
REQUEST_SECONDS=20
# Bounds the whole run, in seconds.
RUN_SECONDS=900

usage() {
  cat <<'TEXT'
Usage: ./scripts/fuzz-api.sh [--examples N] [--seed N] [-- SCHEMATHESIS OPTIONS]

Tries every operation of /openapi with generated requests, right and wrong ones: no 5xx, no status,
media type or body that the description does not name. Needs Python 3.10 or newer.

  --examples N   requests made up for an operation (default: 25)
  --seed N       the same seed makes the same requests (default: 20101201)
  --help         this text

Exit codes: 0 nothing was found, 2 the command line makes no sense, others something was
found or nothing could be tried.
TEXT
}

# check_number OPTION VALUE SMALLEST
check_number() {
  local number='^(0|[1-9][0-9]{0,8})$'
  if ! [[ "$2" =~ $number ]] || [ "$2" -lt "$3" ]; then
    misuse "$1 must be a number from $3 to 999999999, not '$2'."
  fi
}

examples=25
seed=20101201
while [ $# -gt 0 ]; do
  case "$1" in
    --examples=* | --seed=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --examples) examples=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --seed) seed=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    --) shift; break ;;
    *) misuse "fuzz-api.sh knows no option '$1'." ;;
  esac
done
check_number --examples "$examples" 1
check_number --seed "$seed" 0

install_schemathesis() {
  local venv="$ROOT/.venv/fuzz" wanted="$ROOT/scripts/fuzz/requirements.txt"
  ST="$venv/bin/st"
  if [ -x "$ST" ] && cmp -s "$wanted" "$venv/installed.txt"; then
    return
  fi
  command -v python3 >/dev/null || fail "Python 3.10 or newer is needed to try the API; please install it."
  python3 -m venv "$venv"
  "$venv/bin/pip" -q --disable-pip-version-check install -r "$wanted"
  cp "$wanted" "$venv/installed.txt"
}

# shellcheck disable=SC2317 # the trap calls it
stop_shop() {
  kill "$SHOP_PID" 2>/dev/null || true
  wait "$SHOP_PID" 2>/dev/null || true
  rm -rf "$WORK"
}

start_shop() {
  WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-fuzz.XXXXXX")
  PORT=$(free_port)
  SALEPROOF_DATA_DIR="$WORK/data" HTTP_PORT="$PORT" \
    "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar" >"$WORK/log" 2>&1 &
  SHOP_PID=$!
  trap stop_shop EXIT
  local end=$((SECONDS + START_SECONDS))
  until answers "$PORT" /q/health/ready; do
    if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$SHOP_PID" 2>/dev/null; then
      tail -n 40 "$WORK/log" >&2
      fail "The shop did not start within $START_SECONDS s."
    fi
    sleep 0.3
  done
}

find_jdk
ensure_built
jvm_options
install_schemathesis
start_shop
printf 'Trying the API with seed %s, %s examples an operation\n' "$seed" "$examples"
result=0
(
  cd "$WORK"
  export SCHEMATHESIS_HOOKS="$ROOT/scripts/fuzz/hooks.py"
  timeout "$RUN_SECONDS" "$ST" run "http://127.0.0.1:$PORT/openapi" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --phases examples,coverage,fuzzing --max-examples "$examples" --seed "$seed" --workers 2 \
    --request-timeout "$REQUEST_SECONDS" --continue-on-failure --no-color "$@"
) || result=$?
if grep -n -E 'fault requestId|Exception' "$WORK/log"; then
  printf 'The log above has faults of ours.\n' >&2
  result=1
fi
if [ "$result" -eq 0 ]; then
  printf '1 passed, 0 failed\n'
else
  printf '0 passed, 1 failed\n'
fi
exit "$result"

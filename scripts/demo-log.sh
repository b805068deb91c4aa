#!/usr/bin/env bash
# Plays the replicated log's story in twelve steps on processes of this machine. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A member starts within this, and a message is everywhere within this.
readonly PATIENCE_SECONDS=60

usage() {
  cat <<'TEXT'
Usage: ./scripts/demo-log.sh [--faults FAULTS]

Starts a log master and two secondaries on free ports of this machine, with their data in a
folder of their own, sends four messages with different write concerns, and prints each of
twelve steps: who shows what, and which client waits. Everything is stopped and removed at the
end.

  --faults FAULTS  what the secondaries do wrong on purpose, such as
                   error-after-store:0.3,delay:0..500ms: retries and deduplication hide it
  --help           this text

Exit status: 0 every step is as it should be, 1 one is not, 2 the command line makes no sense.
TEXT
}

FAULTS=''
while [ $# -gt 0 ]; do
  case "$1" in
    --faults=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --faults) FAULTS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "demo-log.sh knows no option '$1'." ;;
  esac
done

if ! command -v curl >/dev/null 2>&1; then
  fail "demo-log.sh needs curl: install it with your package manager."
fi
find_jdk
ensure_built
SALEPROOF_JAVA_OPTS="-Xmx128m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options
DEMO=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-log.XXXXXX")
MEMBERS=() CLIENT=''
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop_all() {
  local pid
  for pid in ${CLIENT:+"$CLIENT"} ${MEMBERS[@]+"${MEMBERS[@]}"}; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in ${MEMBERS[@]+"${MEMBERS[@]}"}; do
    wait "$pid" 2>/dev/null || true
    rm -f "$APP/running/$pid"
  done
  rm -rf "$DEMO"
}

# start_member NAME ROLE PORT [VARIABLE=VALUE…]: returns when it answers.
start_member() {
  local name=$1 role=$2 port=$3
  shift 3
  env SALEPROOF_ROLE="$role" HTTP_PORT="$port" LOG_DATA_DIR="$DEMO/$name" "$@" \
    "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar" >"$DEMO/$name.out" 2>&1 &
  MEMBERS+=($!)
  : >"$APP/running/$!"
  if ! eventually '' answers "$port" /q/health/live; then
    cat "$DEMO/$name.out" >&2
    fail "$name did not start within $PATIENCE_SECONDS s; what it said is above."
  fi
}

start_secondary() {
  start_member "$1" log-secondary "$2" LOG_MASTER_URL="http://127.0.0.1:$MASTER" \
    ${FAULTS:+"LOG_FAULTS=$FAULTS"}
}

# send MESSAGE W: prints the answer's status.
send() {
  curl -s -o "$DEMO/answer" -w '%{http_code}\n' "http://127.0.0.1:$MASTER/log/messages" \
    -H 'Content-Type: application/json' -d "{\"message\": \"$1\", \"w\": $2}"
}

# shown PORT: the messages that this member shows, with blanks between.
shown() {
  curl -s "http://127.0.0.1:$1/log/messages" | grep -o '"message":"[^"]*"' \
    | sed 's/^"message":"//; s/"$//' | tr '\n' ' ' | sed 's/ $//' || true
}

# eventually WANTED COMMAND…: until the command says this (or, with '', succeeds); false if never.
eventually() {
  local wanted=$1 end=$((SECONDS + PATIENCE_SECONDS))
  shift
  while [ "$SECONDS" -lt "$end" ]; do
    if [ -z "$wanted" ]; then
      if "$@"; then return 0; fi
    elif [ "$("$@")" = "$wanted" ]; then
      return 0
    fi
    sleep 0.1
  done
  return 1
}

STEP=0
step() {
  STEP=$((STEP + 1))
  printf '%2d. %s\n' "$STEP" "$1"
}

not_so() {
  fail "Step $STEP does not hold: $1"
}

expect_created() {
  local status
  status=$(send "$1" "$2")
  [ "$status" = 201 ] || not_so "the answer is $status $(cat "$DEMO/answer")"
}

expect_shown() {
  eventually "$3" shown "$2" || not_so "$1 shows '$(shown "$2")'"
  printf '    %s shows: %s\n' "$1" "$3"
}

# How far the one secondary is behind, as the master's list of members has it.
members_behind() {
  curl -s "http://127.0.0.1:$MASTER/log/members" | grep -o '"behind":[0-9]*' || true
}

client_waits() {
  kill -0 "$CLIENT" 2>/dev/null
}

MASTER=$(free_port)
FIRST=$(free_port)
while [ "$FIRST" = "$MASTER" ]; do FIRST=$(free_port); done
SECOND=$(free_port)
while [ "$SECOND" = "$MASTER" ] || [ "$SECOND" = "$FIRST" ]; do SECOND=$(free_port); done

step "Start the master (port $MASTER) and S1 (port $FIRST)."
start_member master log-master "$MASTER"
start_secondary S1 "$FIRST"
step 'Send Msg1 with w=1: ok.'
expect_created Msg1 1
step 'Send Msg2 with w=2: ok.'
expect_created Msg2 2
step 'Send Msg3 with w=3: its client waits.'
send Msg3 3 >"$DEMO/third" &
CLIENT=$!
step 'The master shows Msg1, Msg2, Msg3.'
expect_shown 'The master' "$MASTER" 'Msg1 Msg2 Msg3'
step 'S1 shows Msg1, Msg2.'
expect_shown S1 "$FIRST" 'Msg1 Msg2'
step 'Send Msg4 with w=1: ok at once.'
expect_created Msg4 1
client_waits || not_so 'the client of Msg3 waits no more'
step 'The master shows all four.'
expect_shown 'The master' "$MASTER" 'Msg1 Msg2 Msg3 Msg4'
step 'S1 shows Msg1, Msg2, though it holds all four.'
eventually '"behind":0' members_behind || not_so "S1 is behind: $(members_behind)"
expect_shown S1 "$FIRST" 'Msg1 Msg2'
client_waits || not_so 'the client of Msg3 waits no more'
step "Start S2 (port $SECOND)."
start_secondary S2 "$SECOND"
step 'S1 shows all four; the client of Msg3 is answered.'
wait "$CLIENT" || not_so 'the client of Msg3 got no answer'
CLIENT=''
[ "$(cat "$DEMO/third")" = 201 ] || not_so "the answer is $(cat "$DEMO/third")"
expect_shown S1 "$FIRST" 'Msg1 Msg2 Msg3 Msg4'
step 'S2 shows all four.'
expect_shown S2 "$SECOND" 'Msg1 Msg2 Msg3 Msg4'
printf 'All twelve steps hold.\n'

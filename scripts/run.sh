#!/usr/bin/env bash
# Starts Saleproof on this machine: no Docker, no database, nothing to set up. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/run.sh [--role ROLE] [--port PORT] [--data DIR] [--faults FAULTS]

Builds what is missing or stale, then starts Saleproof; Ctrl-C stops it.

  --role ROLE      what it is: shop (default), node, log-master or log-secondary
  --port PORT      where it listens, 1 to 65535 (default: 8080; log-master: 30000)
  --data DIR       where the data are kept (default: .data)
  --faults FAULTS  for log-secondary: what it does wrong on purpose, such as
                   error-after-store:0.3,delay:0..500ms
  --help           this text

The environment variables of the documentation are handed on (MONGODB_URL, ACCESS, …).
SALEPROOF_JAVA_OPTS is added to the JVM's options, for example "-Xmx1g".
TEXT
}

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --role=* | --port=* | --data=* | --faults=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case "$1" in
      --role) SALEPROOF_ROLE=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --port) HTTP_PORT=$(option_value "$1" $# "${2-}") || exit $?; check_port; shift 2 ;;
      --data) SALEPROOF_DATA_DIR=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --faults) LOG_FAULTS=$(option_value "$1" $# "${2-}") || exit $?; FAULTS_GIVEN=yes; shift 2 ;;
      --help | -h) usage; exit 0 ;;
      *) misuse "run.sh knows no option '$1'." ;;
    esac
  done
}

check_port() {
  local number='^[1-9][0-9]{0,4}$'
  if ! [[ "$HTTP_PORT" =~ $number ]] || [ "$HTTP_PORT" -gt 65535 ]; then
    misuse "--port must be a number from 1 to 65535, not '$HTTP_PORT'."
  fi
}

check_role() {
  case "$SALEPROOF_ROLE" in
    shop | node | log-master | log-secondary) ;;
    *) misuse "The role must be shop, node, log-master or log-secondary, not '$SALEPROOF_ROLE'." ;;
  esac
}

# What the faults may be is told by the program itself.
check_faults() {
  if [ -n "$FAULTS_GIVEN" ]; then
    if [ "$SALEPROOF_ROLE" != log-secondary ]; then
      misuse "--faults is for the role log-secondary, not $SALEPROOF_ROLE."
    fi
    export LOG_FAULTS
  fi
}

SALEPROOF_ROLE=${SALEPROOF_ROLE:-shop}
SALEPROOF_DATA_DIR=${SALEPROOF_DATA_DIR:-$ROOT/.data}
FAULTS_GIVEN=''
read_options "$@"
check_role
check_faults
SALEPROOF_DATA_DIR=$(absolute_path "$SALEPROOF_DATA_DIR")
export SALEPROOF_ROLE SALEPROOF_DATA_DIR
if [ -n "${HTTP_PORT:-}" ]; then
  export HTTP_PORT
fi

# Only the shell can tell every JDK's program whether a progress bar can be drawn.
if [ -t 1 ]; then
  export SALEPROOF_TERMINAL=true
fi

find_jdk
ensure_built
jvm_options

# Java takes over this very process, so that Ctrl-C and kill reach it; its id under running/ keeps
# the program's files in place for as long as it lives.
: >"$APP/running/$$"
cd "$ROOT"
echo "Starting…"
exec "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar"

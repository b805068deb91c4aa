#!/usr/bin/env bash
# Kills, stops and disturbs members of the replicated log under load and checks what is left. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove-log.sh [--minutes N] [--seed S]

Starts a log master and two secondaries as processes of this machine and has 64 clients append
with write concerns of 1 to 3. Meanwhile members are killed (kill -9), stopped and continued
(SIGSTOP), find half-written records at the end of their files, answer errors before and after
storing, and up to five come late. Then it compares the members' files with each other and with
what every client was told.

  --minutes N  how long it goes on, 1 to 600 (default: 10)
  --seed S     another choice of what happens to whom (default: 1)
  --help       this text

Exit status: 0 every promise holds, 1 one does not, 2 the command line makes no sense.
TEXT
}

MINUTES=10 SEED=1

check_number() {
  local number='^[1-9][0-9]{0,8}$'
  if ! [[ "$2" =~ $number ]] || [ "$2" -gt "$3" ]; then
    misuse "$1 must be a number from 1 to $3, not '$2'."
  fi
}

while [ $# -gt 0 ]; do
  case "$1" in
    --minutes=* | --seed=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --minutes) MINUTES=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --seed) SEED=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "prove-log.sh knows no option '$1'." ;;
  esac
done
check_number --minutes "$MINUTES" 600
check_number --seed "$SEED" 999999999

find_jdk
ensure_built
# Members that die after seconds gain nothing from the optimising compiler.
SALEPROOF_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx192m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options

# The proof is no part of the product: it is compiled from the test tree each time.
PROOF=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-prove-log.XXXXXX")
: >"$APP/running/$$"
trap 'rm -rf "$PROOF"; rm -f "$APP/running/$$"' EXIT
mkdir "$PROOF/classes" "$PROOF/members"
test_libraries "$PROOF/libraries" awaitility,hamcrest
CLASSES="$PROOF/classes:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*:$(cat "$PROOF/libraries")"
"$JDK_HOME/bin/javac" -nowarn -proc:none -d "$PROOF/classes" -cp "$CLASSES" \
  "$ROOT"/src/test/java/io/saleproof/log/{ProveLog,ProcessMember,LogHistory,StoredMessages,CachedDisk,CachedMember}.java
"$JDK_HOME/bin/java" -Xmx2g -XX:+UseSerialGC \
  -cp "$CLASSES" io.saleproof.log.ProveLog \
  $((MINUTES * 60)) "$SEED" "$PROOF/members" \
  "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar"

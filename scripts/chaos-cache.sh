#!/usr/bin/env bash
# Takes the shop's Redis cluster to pieces under load and checks every answer. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/chaos-cache.sh [--seconds N] [--shops N] [--clients N] [--seed S]
                                [--faults LIST] [--picture FILE]

Starts a Redis cluster of three masters and three replicas on this machine and some processes of
the shop on it and on one database, has clients read and write products at all of them, and does
one thing after another to Redis, each for half of its share of the time:

  kill       kills a master            full       leaves the masters no memory for anything new
  pause      stops a master            slow       lets the masters answer 0.6 s of each second
  third      kills a master and its    pause-all  stops all nodes
             replica                   kill-all   kills all nodes
  flush      empties all, each second

Checks of every answer that no shop shows an older version after a newer one, that none is older
than the stated bound, that a client with its token sees what it saw and wrote, and that each is a
200 and comes within 5 s; that no shop has more reads of products under way at the database at once
than it may, counted on the way there, where each is held back 100 ms; and that after each fault
everything is as it was, by itself.

  --seconds N     how long it goes on once all is warm, 40 to 3600 (default: 120;
                  below 100 Redis has hardly time to get over a fault)
  --shops N       how many processes of the shop, 1 to 5 (default: 2)
  --clients N     how many clients, 4 to 80 (default: 64)
  --seed S        another choice of what is read and written (default: 1)
  --faults LIST   which of the above, with commas between (default: all)
  --picture FILE  where the course of it is drawn (default: target/chaos-cache.svg)
  --help          this text

The nodes run the binary named by REDIS_SERVER, else redis-server of this machine, else the one
that comes with the program; the database is the embedded one, as a process of its own. Exit
status: 0 every check holds, 1 one does not, 2 the command line makes no sense.
TEXT
}

readonly FAULTS='kill pause third flush full slow pause-all kill-all'
SECONDS_LONG=120 SHOPS=2 CLIENTS=64 SEED=1 PICTURE="$ROOT/target/chaos-cache.svg" WANTED=all

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --seconds=* | --shops=* | --clients=* | --seed=* | --faults=* | --picture=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case "$1" in
      --seconds) SECONDS_LONG=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --shops) SHOPS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --clients) CLIENTS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --seed) SEED=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --faults) WANTED=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --picture) PICTURE=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
      --help | -h) usage; exit 0 ;;
      *) misuse "chaos-cache.sh knows no option '$1'." ;;
    esac
  done
}

check_number() {
  if ! [[ "$2" =~ ^[0-9]{1,9}$ ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    misuse "$1 must be a number from $3 to $4, not '$2'."
  fi
}

check_faults() {
  local fault
  [ "$WANTED" != all ] || return 0
  for fault in ${WANTED//,/ }; do
    case " $FAULTS " in
      *" $fault "*) ;;
      *) misuse "--faults knows no '$fault'." ;;
    esac
  done
}

# The program that disturbs and checks is no part of the product: it is compiled each time.
compile_chaos() {
  local chaos="$ROOT/target/chaos"
  rm -rf "$chaos"
  mkdir -p "$chaos"
  test_libraries "$chaos/libraries" awaitility,hamcrest
  CLASSES="$chaos:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*:$(cat "$chaos/libraries")"
  "$JDK_HOME/bin/javac" -nowarn -proc:none -d "$chaos" -cp "$CLASSES" \
    "$ROOT"/src/test/java/io/saleproof/chaos/*.java \
    "$ROOT"/src/test/java/io/saleproof/http/KeptConnection.java \
    "$ROOT"/src/test/java/io/saleproof/simulated/ReadsRelay.java \
    "$ROOT"/src/test/java/io/saleproof/redis/Redis{Server,Cluster}ForTests.java
}

read_options "$@"
check_number --seconds "$SECONDS_LONG" 40 3600
check_number --shops "$SHOPS" 1 5
check_number --clients "$CLIENTS" 4 80
check_number --seed "$SEED" 0 999999999
check_faults
find_jdk
ensure_built
compile_chaos
if [ -z "${REDIS_SERVER:-}" ] && command -v redis-server >/dev/null 2>&1; then
  REDIS_SERVER=$(command -v redis-server)
  export REDIS_SERVER
fi
mkdir -p "$(dirname "$PICTURE")"
: >"$APP/running/$$"
exec "$JDK_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -Dchaos.program="$APP/quarkus-run.jar" \
  -cp "$CLASSES" io.saleproof.chaos.ChaosCache "$SHOPS" "$SECONDS_LONG" "$CLIENTS" "$SEED" "$PICTURE" "$WANTED"

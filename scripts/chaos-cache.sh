#!/usr/bin/env bash
# Takes the shop's Redis cluster to pieces under load and checks every answer. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/chaos-cache.sh [--seconds N] [--shops N] [--clients N] [--seed S] [--picture FILE]

Starts a Redis cluster of three masters and three replicas on this machine and some processes of
the shop on it and on one database, has clients read and write products at all of them, and kills
masters, pauses them, flushes them, fills them to their limit, and does so to all nodes at once.
Checks of every answer that no shop shows an older version after a newer one, that none is older
than the stated bound, that a client with its token sees what it saw and wrote, and that none is a
5xx; that no shop loads more from the database at once than it may; and that in the end everything
is as it was, by itself.

  --seconds N     how long it goes on, 40 to 3600 (default: 120)
  --shops N       how many processes of the shop, 1 to 5 (default: 2)
  --clients N     how many clients, 4 to 80 (default: 16)
  --seed S        another choice of what is read and written (default: 1)
  --picture FILE  where the course of it is drawn (default: target/chaos-cache.svg)
  --help          this text

The nodes run the binary named by REDIS_SERVER, else redis-server of this machine, else the one
that comes with the program; the database is the embedded one, as a process of its own, or the one
named by TEST_MONGODB_URL. Exit status: 0 every check holds, 1 one does not, 2 the command line makes
no sense.
TEXT
}

DEPENDENCIES=org.apache.maven.plugins:maven-dependency-plugin:2.8
SECONDS_LONG=120 SHOPS=2 CLIENTS=16 SEED=1 PICTURE="$ROOT/target/chaos-cache.svg"

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --seconds=* | --shops=* | --clients=* | --seed=* | --picture=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case "$1" in
      --seconds) SECONDS_LONG=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --shops) SHOPS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --clients) CLIENTS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --seed) SEED=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
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

# The program that disturbs and checks is no part of the product: it is compiled each time.
compile_chaos() {
  local chaos="$ROOT/target/chaos"
  rm -rf "$chaos"
  mkdir -p "$chaos"
  maven -q "$DEPENDENCIES:build-classpath" -Dmdep.outputFile="$chaos/libraries" \
    -DincludeArtifactIds=awaitility,hamcrest
  CLASSES="$chaos:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*:$(cat "$chaos/libraries")"
  "$JDK_HOME/bin/javac" -nowarn -proc:none -d "$chaos" -cp "$CLASSES" \
    "$ROOT"/src/test/java/io/saleproof/chaos/*.java \
    "$ROOT"/src/test/java/io/saleproof/redis/Redis{Server,Cluster}ForTests.java
}

read_options "$@"
check_number --seconds "$SECONDS_LONG" 40 3600
check_number --shops "$SHOPS" 1 5
check_number --clients "$CLIENTS" 4 80
check_number --seed "$SEED" 0 999999999
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
  -cp "$CLASSES" io.saleproof.chaos.ChaosCache "$SHOPS" "$SECONDS_LONG" "$CLIENTS" "$SEED" "$PICTURE"

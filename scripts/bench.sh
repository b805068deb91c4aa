#!/usr/bin/env bash
# Measures the figures that the product is held to, side by side. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/bench.sh [--rows 7,13] [--operations N] [--seconds N] [--repetitions N]
                         [--out DIR]
       ./scripts/bench.sh --flame-graph RECORDING

Measures rows of the table in docs/bench/README.md: contestants in palindromic order, in one
run, on one machine. Prints medians with their spread and CPU time, and keeps each row as JSON
and as a picture. Close other programs first.

  --rows LIST       which rows, with commas between (default: all there are)
  --operations N    operations in one repetition of rows 7, 13 and 14 (default: 2000)
  --seconds N       how long one repetition of the other rows is (default: 5)
  --repetitions N   rounds after those that warm up; each contestant is measured twice in
                    each (default: 5)
  --out DIR         where results go (default: docs/bench)
  --flame-graph F   draws where a recording of the Flight Recorder found the processor, beside it
  --help            this text

The database is the embedded one, as a process of its own and, where there is taskset and more
than one processor, on a processor of its own; or the cluster named by TEST_MONGODB_URL, in
which a database of a new name is made, and dropped at the end. Redis, where a row wants it, is
that of TEST_REDIS_URL, or redis-server of the PATH, or the embedded one. What the program is
measured beside is under bench/, and built for the rows that need it: with Maven, and for row 3
with python3 and what it downloads from PyPI. A row whose peer can't be built is left out, with
the reason. BENCH_JAVA_OPTS are further options for the JVMs that are measured, for a profile:
'-Xlog:disable -XX:FlightRecorderOptions=stackdepth=256
-XX:StartFlightRecording=settings=profile,filename=/tmp/%p.jfr'.

Exit status: 0 every target is met, 1 one is missed, 2 the command line makes no sense, 3 none is
missed but a row could not be measured.
TEXT
}

PEERS="$ROOT/target/peers"
ROWS=all OPERATIONS=2000 SECONDS_EACH=5 REPETITIONS=5 OUT="$ROOT/docs/bench" RECORDING=

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --rows=* | --flame-graph=* | --operations=* | --seconds=* | --repetitions=* | --out=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case "$1" in
      --rows) ROWS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --operations) OPERATIONS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --seconds) SECONDS_EACH=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --repetitions) REPETITIONS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --out) OUT=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
      --flame-graph) RECORDING=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
      --help | -h) usage; exit 0 ;;
      *) misuse "bench.sh knows no option '$1'." ;;
    esac
  done
}

check_number() {
  local number='^[1-9][0-9]{0,6}$'
  if ! [[ "$2" =~ $number ]]; then
    misuse "$1 must be a number from 1 to 9999999, not '$2'."
  fi
}

# The measuring program is no part of the product: it is compiled from the test tree each time,
# with the simulated cluster and the few libraries that tests have and the product hasn't.
compile_bench() {
  local bench="$ROOT/target/bench" source sources=()
  rm -rf "$bench"
  mkdir -p "$bench"
  test_libraries "$bench/libraries" mongo-java-server-memory-backend,awaitility,hamcrest
  CLASSES="$bench:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*:$(cat "$bench/libraries")"
  for source in "$ROOT"/src/test/java/io/saleproof/{bench,simulated}/*.java; do
    case $source in *Test.java) ;; *) sources+=("$source") ;; esac
  done
  "$JDK_HOME/bin/javac" -nowarn -proc:none -d "$bench" -cp "$CLASSES" "${sources[@]}" \
    "$ROOT"/src/test/java/io/saleproof/http/KeptConnection.java \
    "$ROOT"/src/test/java/io/saleproof/stock/Stock{Instance,Settings}.java
}

wants_row() {
  local row
  for row in "$@"; do
    case ",$ROWS," in *",$row,"* | ,all,) return 0 ;; esac
  done
  return 1
}

# --- Peers ---------------------------------------------------------------------------------------

# peer NAME COMMAND…: builds a peer, unless that was done from the same files with the same tools.
# What can't be built leaves a sentence, which the row is reported with.
peer() {
  local name=$1 from log="$PEERS/$1.log" sha
  shift
  if command -v sha256sum >/dev/null 2>&1; then sha=(sha256sum); else sha=(shasum -a 256); fi
  from="$ROOT $JDK_VERSION $(cd "$ROOT/bench/$name" \
    && find . -type f ! -name '*.pyc' -print0 | xargs -0 "${sha[@]}" | LC_ALL=C sort)"
  if [ "$(cat "$PEERS/$name.from" 2>/dev/null)" = "$from" ]; then
    return 0
  fi
  rm -rf "${PEERS:?}/$name" "$PEERS/$name".*
  mkdir -p "$PEERS"
  printf 'Building what is measured beside: %s…\n' "$name" >&2
  if "$@" >"$log" 2>&1; then
    printf '%s\n' "$from" >"$PEERS/$name.from"
  elif [ ! -f "$PEERS/$name.missing" ]; then
    printf 'bench/%s could not be built: %s says why\n' "$name" "$log" >"$PEERS/$name.missing"
  fi
}

maven_peer() {
  if [ "$1" = spring ] && [ "$JDK_MAJOR" -lt 25 ]; then
    printf 'bench/spring is built with JDK 25; found only %s\n' "$JDK_VERSION" \
      >"$PEERS/$1.missing"
    return 1
  elif ! command -v mvn >/dev/null 2>&1; then
    printf 'bench/%s is built with Maven, and there is no mvn on the PATH\n' "$1" \
      >"$PEERS/$1.missing"
    return 1
  fi
  maven -q -f "bench/$1/pom.xml" package
}

python_peer() {
  if ! command -v python3 >/dev/null 2>&1; then
    printf 'bench/%s wants python3, and there is none on the PATH\n' "$1" >"$PEERS/$1.missing"
    return 1
  fi
  python3 -m venv "$PEERS/$1/venv" \
    && "$PEERS/$1/venv/bin/pip" install --quiet --no-deps -r "$ROOT/bench/$1/requirements.txt"
}

build_peers() {
  if wants_row 1 2 10; then peer vertx maven_peer vertx; fi
  if wants_row 3; then peer fastapi python_peer fastapi; fi
  if wants_row 5; then peer driver maven_peer driver; fi
  if wants_row 6; then peer spring maven_peer spring; fi
}

read_options "$@"
check_number --operations "$OPERATIONS"
check_number --seconds "$SECONDS_EACH"
check_number --repetitions "$REPETITIONS"
find_jdk
if [ -n "$RECORDING" ]; then
  [ -r "$RECORDING" ] || misuse "--flame-graph wants a recording, and $RECORDING can't be read."
  exec "$JDK_HOME/bin/java" "$ROOT/src/test/java/io/saleproof/bench/FlameGraph.java" \
    "$RECORDING" "${RECORDING%.jfr}.svg" "$(basename "${RECORDING%.jfr}")"
fi
ensure_built
compile_bench
build_peers

OURS=() THEIRS=()
if command -v taskset >/dev/null 2>&1 && taskset -c 0,1 true 2>/dev/null; then
  OURS=(taskset -c 1) THEIRS=(taskset -c 0)
fi
: >"$APP/running/$$"
exec ${OURS[@]+"${OURS[@]}"} "$JDK_HOME/bin/java" -Xmx1g -XX:+UseSerialGC \
  -Dbench.program="$APP/quarkus-run.jar" -Dbench.peers="$PEERS" -Dbench.sources="$ROOT/bench" \
  -cp "$CLASSES" io.saleproof.bench.Bench \
  "$ROWS" "$OPERATIONS" "$SECONDS_EACH" "$REPETITIONS" "$OUT" ${THEIRS[@]+"${THEIRS[@]}"}

#!/usr/bin/env bash
# Measures the figures that the product is held to, side by side. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/bench.sh [--rows 7,13] [--operations N] [--repetitions N] [--out DIR]

Measures rows of the table in docs/bench/README.md: contestants in palindromic order, in one
run, on one machine. Prints medians with their spread and CPU time, and keeps each row as JSON
and as a picture. Close other programs first.

  --rows LIST       which rows, with commas between (default: all there are)
  --operations N    operations in one repetition (default: 2000)
  --repetitions N   rounds after the one that warms up; each contestant is measured twice in
                    each (default: 5)
  --out DIR         where results go (default: docs/bench)
  --help            this text

The database is the embedded one, as a process of its own and, where there is taskset and more
than one processor, on a processor of its own; or the cluster named by TEST_MONGODB_URL, in
which a database of a new name is made, and dropped at the end. Exit status: 0 every target is
met, 1 one is missed, 2 the command line makes no sense.
TEXT
}

ROWS=all OPERATIONS=2000 REPETITIONS=5 OUT="$ROOT/docs/bench"

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --rows=* | --operations=* | --repetitions=* | --out=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    esac
    case "$1" in
      --rows) ROWS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --operations) OPERATIONS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --repetitions) REPETITIONS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
      --out) OUT=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
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
    "$ROOT"/src/test/java/io/saleproof/stock/Stock{Instance,Settings}.java
}

read_options "$@"
check_number --operations "$OPERATIONS"
check_number --repetitions "$REPETITIONS"
find_jdk
ensure_built
compile_bench

OURS=() THEIRS=()
if command -v taskset >/dev/null 2>&1 && taskset -c 0,1 true 2>/dev/null; then
  OURS=(taskset -c 1) THEIRS=(taskset -c 0)
fi
: >"$APP/running/$$"
exec ${OURS[@]+"${OURS[@]}"} "$JDK_HOME/bin/java" -Xmx1g -XX:+UseSerialGC \
  -Dbench.program="$APP/quarkus-run.jar" -cp "$CLASSES" io.saleproof.bench.Bench \
  "$ROWS" "$OPERATIONS" "$REPETITIONS" "$OUT" ${THEIRS[@]+"${THEIRS[@]}"}

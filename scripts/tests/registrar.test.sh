#!/usr/bin/env bash
# Tests of the registrar with the real program as a process, and of the command line of
# prove-registrar.sh. The last line reads "N passed, N failed".
set -euo pipefail

# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"
# shellcheck source=scripts/lib.sh
. "$REPOSITORY/scripts/lib.sh"

expect proofExplainsItself 0 'CONSUL_BIN' ./scripts/prove-registrar.sh --help
expect proofRefusesUnknownOptions 2 "no option '--minutes'" ./scripts/prove-registrar.sh --minutes 1
expect proofSaysThatConsulIsMissing 1 'CONSUL_BIN names no program' \
  env CONSUL_BIN=/nonexistent/consul ./scripts/prove-registrar.sh

find_jdk
ensure_built
SALEPROOF_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx256m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options
PLACE=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-registrar.XXXXXX")
: >"$APP/running/$$"
trap 'rm -rf "$PLACE"; rm -f "$APP/running/$$"' EXIT
CLASSES="$PLACE/classes:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*"
mkdir "$PLACE/classes" "$PLACE/shop"
"$JDK_HOME/bin/javac" -nowarn -proc:none -d "$PLACE/classes" -cp "$CLASSES" \
  "$REPOSITORY"/src/test/java/io/saleproof/cluster/{RegistrarProcesses,ProvedProcess,FakeConsul}.java
"$JDK_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$CLASSES" \
  io.saleproof.cluster.RegistrarProcesses "$PLACE/shop" \
  "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar" >"$PLACE/said" ||
  sed 's/^/  /' "$PLACE/shop/shop.log"
grep -v ' passed, ' "$PLACE/said"
PASSED=$((PASSED + $(grep -c '^ok ' "$PLACE/said" || true)))
FAILED=$((FAILED + $(grep -c '^FAILED ' "$PLACE/said" || true)))
grep -q ' passed, ' "$PLACE/said" || FAILED=$((FAILED + 1))
expected

#!/usr/bin/env bash
# Proves the registrar with a real agent of Consul and a real reverse proxy. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove-registrar.sh [--keep DIR]

Starts three processes of the shop, a real agent of Consul and HAProxy, which finds the shop's
instances by Consul's DNS alone, checks nothing and repeats nothing. Under fifty writes a second that
nobody may repeat, the agent is killed and started empty, stops for a minute and goes on, every
instance gets SIGTERM and is started again, a fourth one comes and goes, one hangs (SIGSTOP) and
goes on, and one is killed (kill -9). What is measured is printed with its bound. It takes about seven minutes, and ports of loopback only.

  --keep DIR  an empty or new folder for logs, which is kept; else it is removed if all holds
  --help      this text

Consul is taken from CONSUL_BIN or the PATH, HAProxy (2.4 or newer) from HAPROXY_BIN or the PATH. Exit
status: 0 all holds, 1 something does not or a program is missing, 2 the command line makes no sense.
TEXT
}

KEEP=''
while [ $# -gt 0 ]; do
  case "$1" in
    --keep=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --keep) KEEP=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "prove-registrar.sh knows no option '$1'." ;;
  esac
done
CONSUL=$(program CONSUL_BIN consul)
HAPROXY=$(program HAPROXY_BIN haproxy)

find_jdk
ensure_built
SALEPROOF_JAVA_OPTS="-Xmx256m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options

# The proof is no part of the product: it is compiled from the test tree each time.
PROOF=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-prove-registrar.XXXXXX")
: >"$APP/running/$$"
trap 'rm -rf "$PROOF"; rm -f "$APP/running/$$"' EXIT
mkdir "$PROOF/classes"
if [ -n "$KEEP" ]; then
  LOGS=$(absolute_path "$KEEP")
  mkdir -p "$LOGS"
else
  LOGS=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-registrar-logs.XXXXXX")
fi
CLASSES="$PROOF/classes:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*"
"$JDK_HOME/bin/javac" -nowarn -proc:none -d "$PROOF/classes" -cp "$CLASSES" \
  "$ROOT"/src/test/java/io/saleproof/cluster/{ProveRegistrar,SteadyWrites}.java \
  "$ROOT"/src/test/java/io/saleproof/cluster/{ConsulProxy,ConsulAgent,ProvedProcess,Patience}.java
status=0
"$JDK_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -Djdk.httpclient.keepalive.timeout=10 \
  -cp "$CLASSES" io.saleproof.cluster.ProveRegistrar "$CONSUL" "$HAPROXY" "$LOGS" \
  "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar" || status=$?
if [ "$status" -eq 0 ] && [ -z "$KEEP" ]; then
  rm -rf "$LOGS"
fi
exit "$status"

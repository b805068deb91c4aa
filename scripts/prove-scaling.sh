#!/usr/bin/env bash
# Sends a sale's visitors to instances that come and go, and counts what got lost. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/prove-scaling.sh [--visits N] [--minutes N] [--stages LIST] [--report FILE.md]
                                  [--dashboard FILE.json] [--keep DIR]

Starts three processes of the shop, a real agent of Consul, HAProxy, which finds the shop's instances
by Consul's DNS alone, checks nothing and repeats nothing, a real Redis, and the embedded database as a
process of its own; loads the demo shop; and sends load.sh's visitors through the proxy: first the
stages that are asked for, measuring what each tier takes, then once more while two instances are
added and the two oldest get SIGTERM. No request may be lost, by the visitors' count and by HAProxy's.

  --visits N        visits begun a second in the normal stage, 1 to 200 (default: 8)
  --minutes N       how long a stage goes on, 1 to 60 (default: 3); the last run takes four at least
  --stages LIST     of normal, sale, spike and soak, with commas between, or none (default: none)
  --report FILE     where the figures are written (default: target/load/scaling.md)
  --dashboard FILE  has Prometheus scrape the last run, and writes what the dashboards' panels show
                    of it, of which scripts/monitoring/picture.py draws a picture (needs Python)
  --keep DIR        an empty or new folder for logs, which is kept; else it is removed if all holds
  --help            this text

Without stages it takes about six minutes; a stage takes up to twice its minutes and two more. Needs
Linux, openssl, and these programs from the PATH or where a variable says: consul (CONSUL_BIN), haproxy
2.4 or newer (HAPROXY_BIN), redis-server (REDIS_SERVER), k6 (K6_BIN), prometheus (PROMETHEUS). Ports are
of loopback, but the instances listen as in a cluster: who asks them needs a token of this run's key.
Exit status: 0 all holds, 1 something does not or a program is missing, 2 the command line makes no sense.
TEXT
}

# whole NAME VALUE LEAST MOST
whole() {
  if ! [[ "$2" =~ ^[1-9][0-9]{0,2}$ ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    misuse "$1 must be a number from $3 to $4, not '$2'."
  fi
}

known_stages() {
  local stage
  for stage in ${1//,/ }; do
    case "$stage" in
      normal | sale | spike | soak) ;;
      *) misuse "--stages knows no '$stage'." ;;
    esac
  done
}

VISITS=8 MINUTES=3 STAGES='' REPORT="$ROOT/target/load/scaling.md" DASHBOARD='' KEEP=''
while [ $# -gt 0 ]; do
  case "$1" in
    --visits=* | --minutes=* | --stages=* | --report=* | --dashboard=* | --keep=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --visits) VISITS=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --minutes) MINUTES=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --stages) STAGES=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --report) REPORT=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
    --dashboard) DASHBOARD=$(absolute_path "$(option_value "$1" $# "${2-}")") || exit $?; shift 2 ;;
    --keep) KEEP=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "prove-scaling.sh knows no option '$1'." ;;
  esac
done
whole --visits "$VISITS" 1 200
whole --minutes "$MINUTES" 1 60
if [ "$STAGES" = none ]; then STAGES=''; fi
known_stages "$STAGES"
[ -r /proc/self/status ] || fail "prove-scaling.sh reads figures of processes in /proc, which is Linux'."
command -v openssl >/dev/null 2>&1 || fail "prove-scaling.sh needs openssl: install it."
CONSUL=$(program CONSUL_BIN consul)
HAPROXY=$(program HAPROXY_BIN haproxy)
REDIS=$(program REDIS_SERVER redis-server)
K6_BIN=$(program K6_BIN k6)
export K6_BIN
RECORDER='' PICTURE=''
if [ -n "$DASHBOARD" ]; then
  RECORDER=$(program PROMETHEUS prometheus)
  PICTURE="$(program PYTHON3 python3)"$'\n-B\n'"$ROOT/scripts/monitoring/picture.py"$'\n--record'
fi

find_jdk
ensure_built
# As much heap as in a container of the cluster: 55 % of 768 MB.
SALEPROOF_JAVA_OPTS="-Xmx422m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options

# The proof is no part of the product: it is compiled from the test tree each time.
PROOF=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-prove-scaling.XXXXXX")
: >"$APP/running/$$"
trap 'rm -rf "$PROOF"; rm -f "$APP/running/$$"' EXIT
mkdir "$PROOF/classes"
if [ -n "$KEEP" ]; then
  LOGS=$(absolute_path "$KEEP")
  mkdir -p "$LOGS"
else
  LOGS=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-scaling-logs.XXXXXX")
fi
mkdir -p "$(dirname "$REPORT")" "$LOGS/keys"
export KEYS_DIR="$LOGS/keys"
# shellcheck source=scripts/lib-cluster.sh
. "$ROOT/scripts/lib-cluster.sh"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$KEYS_DIR/jwt-private.pem" 2>/dev/null
openssl pkey -in "$KEYS_DIR/jwt-private.pem" -pubout -out "$KEYS_DIR/jwt-public.pem"
SCALING_ADMIN=$(make_token admin prove-scaling 7200)
export SCALING_ADMIN

CLASSES="$PROOF/classes:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*"
"$JDK_HOME/bin/javac" -nowarn -proc:none -d "$PROOF/classes" -cp "$CLASSES" \
  "$ROOT"/src/test/java/io/saleproof/cluster/{ProveScaling,ScaledShop,ScalingReport,ScaleRecorder}.java \
  "$ROOT"/src/test/java/io/saleproof/cluster/{ShopFigures,DemoFill,Usage}.java \
  "$ROOT"/src/test/java/io/saleproof/cluster/{ConsulProxy,ConsulAgent,ProvedProcess,Patience}.java
SHOP=$(printf '%s\n' "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar")
status=0
"$JDK_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "$CLASSES" \
  "-Dscaling.consul=$CONSUL" "-Dscaling.haproxy=$HAPROXY" "-Dscaling.redis=$REDIS" "-Dscaling.shop=$SHOP" \
  "-Dscaling.prometheus=$RECORDER" "-Dscaling.rules=$ROOT/prometheus/rules" "-Dscaling.keep=$PICTURE" \
  "-Dscaling.dashboard=$DASHBOARD" "-Dscaling.folder=$LOGS" "-Dscaling.demo=$ROOT/src/main/resources/demo" \
  "-Dscaling.load=$ROOT/scripts/load.sh" "-Dscaling.visits=$VISITS" "-Dscaling.minutes=$MINUTES" \
  "-Dscaling.stages=$STAGES" "-Dscaling.report=$REPORT" \
  io.saleproof.cluster.ProveScaling || status=$?
rm -rf "$KEYS_DIR"
if [ "$status" -eq 0 ] && [ -z "$KEEP" ]; then
  rm -rf "$LOGS"
fi
exit "$status"

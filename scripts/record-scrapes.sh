#!/usr/bin/env bash
# Records what the running cluster's components say of themselves. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./scripts/record-scrapes.sh [NAME…]

Scrapes the components of the running cluster, as Prometheus does, and writes prometheus/scrapes/*.txt,
by which ./scripts/check-monitoring.sh knows the names of metrics and labels. To be run after a
component's version was changed, with some traffic before it; the difference is then to be read.

NAME is one of app, apisix, redis, redis-exporter, mongodb, node, prometheus, alertmanager; without
any all of them are recorded. app-events.txt stays as it is: it has what the shop only counts once
something went wrong.
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

readonly ALL='app apisix redis redis-exporter mongodb node prometheus alertmanager'
names=()
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    -*) fail "record-scrapes.sh knows no option '$1'. (--help shows its use.)" 2 ;;
  esac
  case " $ALL " in
    *" $1 "*) names+=("$1") ;;
    *) fail "record-scrapes.sh knows no '$1'; it records $ALL." 2 ;;
  esac
  shift
done
if [ ${#names[@]} -eq 0 ]; then
  read -r -a names <<<"$ALL"
fi

cd "$(dirname "${BASH_SOURCE[0]}")/.."
docker compose ps --status running --services 2>/dev/null | grep -qx prometheus \
  || fail 'record-scrapes.sh needs the running cluster: docker compose up -d.'

# From inside, by a program that the Prometheus image brings along.
get() {
  docker compose exec -T prometheus wget -q -O - "$1"
}

# write NAME WHAT KEEP DROP URL…
write() {
  local name=$1 what=$2 keep=$3 drop=$4 file url
  shift 4
  file="prometheus/scrapes/$name.txt"
  for url in "$@"; do
    get "$url" || fail "$url did not answer: is $name running?"
  done | python3 -B scripts/monitoring/record.py "$what: GET $*" "$keep" "$drop" >"$file.new" \
    || fail "$name was not recorded; $file is as it was."
  mv "$file.new" "$file"
  printf '%s\n' "$file"
}

# An instance's name is saleproof-ADDRESS-PORT, with dashes in place of dots.
address_of_an_instance() {
  ./scripts/query.sh 'up{job="saleproof"} == 1' \
    | sed -n 's/.*instance="saleproof-\([0-9-]*\)-\([0-9]*\)".*/\1:\2/p' | head -n 1 | tr - .
}

for name in "${names[@]}"; do
  case "$name" in
    app)
      instance=$(address_of_an_instance)
      [ -n "$instance" ] || fail 'No app instance answers Prometheus.'
      write app 'Saleproof, the shop' 20 'saleproof_(orders_recovered|stock_drift_found|consistency_tokens_ignored)' "http://$instance/q/metrics"
      ;;
    apisix) write apisix APISIX 16 '' http://apisix:9091/apisix/prometheus/metrics ;;
    redis)
      write redis 'Redis by redis_exporter, two nodes' 6 'redis_latency_percentiles|redis_config_client_output' \
        'http://redis-exporter:9121/scrape?target=redis://redis-1:6379' \
        'http://redis-exporter:9121/scrape?target=redis://redis-4:6379'
      ;;
    redis-exporter) write redis-exporter 'redis_exporter, of itself' 6 '' http://redis-exporter:9121/metrics ;;
    mongodb)
      write mongodb 'MongoDB by mongodb_exporter, a member and a router' 12 \
        '(go|process|promhttp)_|mongodb_(ss_metrics_commands|ss_wt_(perf|data_handle|LSM|cursor|reconciliation)|ss_locks|sys_(netstat|vmstat)|oplog_stats_wt|config_)' \
        'http://mongodb-exporter-shard1:9216/scrape?target=shard1-a:27017' \
        'http://mongodb-exporter-cluster:9216/scrape?target=mongos-a:27017'
      ;;
    node) write node node_exporter 12 'go_|node_(dmi|os|netstat|sockstat|softnet|schedstat|timex)_' http://node-exporter:9100/metrics ;;
    prometheus) write prometheus Prometheus 6 'go_|net_conntrack' http://localhost:9090/metrics ;;
    alertmanager) write alertmanager Alertmanager 6 'go_|net_conntrack' http://alertmanager:9093/metrics ;;
  esac
done
printf 'Now read the difference, and run ./scripts/check-monitoring.sh.\n'

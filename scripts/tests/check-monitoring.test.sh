#!/usr/bin/env bash
# Tests of check-monitoring.sh: it passes as things are, and finds each mistake that is planted in a
# copy. Those that need promtool or amtool are left out where they are not; with --replay some more
# run, against a real Prometheus. The last line reads "N passed, N failed".
# shellcheck disable=SC2016 # what is planted is not for the shell to expand
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PASSED=0 FAILED=0 SKIPPED=0 REPLAY=''
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-monitoring-test.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

passed() {
  PASSED=$((PASSED + 1))
  printf 'ok      %s\n' "$1"
}

failed() {
  FAILED=$((FAILED + 1))
  printf 'FAILED  %s: %s\n' "$1" "$2"
}

# expect NAME STATUS WORDS COMMAND…: the command ends so and says these words.
expect() {
  local name=$1 wanted=$2 words=$3 status=0 said
  shift 3
  said=$("$@" 2>&1) || status=$?
  case "$said" in
    *"$words"*)
      if [ "$status" -eq "$wanted" ]; then
        passed "$name"
        return
      fi
      ;;
  esac
  failed "$name" "status $status; it said: $said"
}

# Not where there is no promtool, nor one for these files; the script knows.
PROMETHEUS_CHECKED=yes
case "$("$REPOSITORY/scripts/check-monitoring.sh" --only 'Prometheus: rules')" in 'left out'*) PROMETHEUS_CHECKED=no ;; esac

# has_tool CHECK: whether what that check needs is on this machine.
has_tool() {
  case "$1" in
    'Prometheus:'* | 'tests of alerts' | 'queries of panels') [ "$PROMETHEUS_CHECKED" = yes ] ;;
    'Alertmanager:'* | 'who gets what') command -v "${AMTOOL:-amtool}" >/dev/null 2>&1 ;;
    *) return 0 ;;
  esac
}

fresh_copy() {
  rm -rf "$WORK/copy"
  mkdir -p "$WORK/copy/docs" "$WORK/copy/scripts"
  cp -R "$REPOSITORY/prometheus" "$REPOSITORY/alertmanager" "$REPOSITORY/grafana" "$WORK/copy/"
  cp -R "$REPOSITORY/docs/." "$WORK/copy/docs/"
  cp -R "$REPOSITORY/scripts/check-monitoring.sh" "$REPOSITORY/scripts/monitoring" "$REPOSITORY/scripts/formats" \
    "$WORK/copy/scripts/"
}

# planted NAME CHECK WORDS FILE SED: with the edit made, that check fails and says these words.
planted() {
  local name=$1 check=$2 words=$3 file=$4 edit=$5
  if ! has_tool "$check"; then
    SKIPPED=$((SKIPPED + 1))
    return 0
  fi
  fresh_copy
  sed "$edit" "$WORK/copy/$file" >"$WORK/edited"
  if cmp -s "$WORK/edited" "$WORK/copy/$file"; then
    failed "$name" "the mistake was not planted: $file has no such place"
    return
  fi
  cp "$WORK/edited" "$WORK/copy/$file"
  expect "$name" 1 "$words" "$WORK/copy/scripts/check-monitoring.sh" ${REPLAY:+--replay} --only "$check"
}

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  printf 'All left out: there is no Python 3.10 or newer.\n0 passed, 0 failed\n'
  exit 0
fi
lint='alerts, runbooks'

expect explainsItself 0 '--only WORDS' "$REPOSITORY/scripts/check-monitoring.sh" --help
expect refusesUnknownOptions 2 "no option '--lists'" "$REPOSITORY/scripts/check-monitoring.sh" --lists
expect refusesUnknownChecks 2 "no check 'grafana?'" "$REPOSITORY/scripts/check-monitoring.sh" --only 'grafana?'
expect leavesOutWhatNeedsMoreThanPython 0 'left out  Prometheus: rules: there is no no-promtool' \
  env PROMTOOL=no-promtool AMTOOL=no-amtool "$REPOSITORY/scripts/check-monitoring.sh" --only Prometheus
printf '#!/bin/sh\necho "promtool, version 2.42.0+ds (branch: debian/sid)"\n' >"$WORK/old-promtool"
chmod +x "$WORK/old-promtool"
expect leavesOutAnOldPromtool 0 'is older than Prometheus 3' \
  env "PROMTOOL=$WORK/old-promtool" "$REPOSITORY/scripts/check-monitoring.sh" --only 'Prometheus: rules'
expect failsForWhatIsLeftOutIfAskedTo 1 '0 wrong, 2 left out' \
  env PROMTOOL=no-promtool AMTOOL=no-amtool "$REPOSITORY/scripts/check-monitoring.sh" --strict --only Alertmanager
expect listsMetricsAndWhereTheyAre 0 'recorded redis_up' "$REPOSITORY/scripts/check-monitoring.sh" --list
expect passesAsThingsAre 0 '0 wrong' "$REPOSITORY/scripts/check-monitoring.sh" --only Ours
if has_tool 'tests of alerts' && has_tool 'who gets what'; then
  expect passesAllChecks 0 '0 wrong' "$REPOSITORY/scripts/check-monitoring.sh"
fi

# Alerts
planted findsAMisspeltSeverity "$lint" "AppErrors: needs a label severity" \
  prometheus/rules/app.yml '/alert: AppErrors/,/labels:/s/critical/critcal/'
planted findsAMissingTier "$lint" 'RedisNodeDown: needs a label tier' \
  prometheus/rules/redis.yml '/alert: RedisNodeDown/,/labels:/s/, tier: redis//'
planted findsASummaryThatAsksForNothing "$lint" 'HostDown: needs a summary' \
  prometheus/rules/hosts.yml "/alert: HostDown/,/description/s/summary: .*/summary: 'Host is down'/"
planted findsADescriptionWithoutItsValue "$lint" 'RedisCpuHigh: needs a description with its $value' \
  prometheus/rules/redis.yml "/alert: RedisCpuHigh/,/runbook/s/description: .*/description: '{{ \$labels.instance }} is busy'/"
planted findsALinkToAnotherRunbook "$lint" 'GatewayDown: needs the runbook_url' \
  prometheus/rules/gateway.yml 's#/GatewayDown.md#/GatewayGone.md#'
planted findsAnAlertWithoutRunbook "$lint" 'has no runbook: write docs/runbooks/HostGone.md' \
  prometheus/rules/hosts.yml 's/HostDown/HostGone/'
planted findsAnAlertNeverTestedSilent "$lint" 'RedisOpsHigh: needs a test in prometheus/tests in which it is silent' \
  prometheus/tests/redis.yml '/RedisOpsHigh is silent/,/exp_alerts/s/alertname: RedisOpsHigh/alertname: RedisCpuHigh/'
planted findsATestOfNoAlert "$lint" "tests 'RedisOpsHgh', which is no alert" \
  prometheus/tests/redis.yml 's/alertname: RedisOpsHigh/alertname: RedisOpsHgh/'
planted findsAWrongLabelInAnAlert "$lint" 'asks up for the label jobb' \
  prometheus/rules/redis.yml 's/expr: up{job="redis-exporter"}/expr: up{jobb="redis-exporter"}/'
planted findsAJobThatIsNot "$lint" 'asks for the job redis_exporter' \
  prometheus/rules/redis.yml 's/expr: up{job="redis-exporter"}/expr: up{job="redis_exporter"}/'
planted findsAMetricThatIsNot "$lint" 'asks for saleproof_order_overdue, which is in no recorded scrape' \
  prometheus/rules/app.yml 's/saleproof_orders_overdue/saleproof_order_overdue/'
planted findsARuleThatNobodyAsksFor "$lint" 'is recorded, and nothing asks for it' \
  prometheus/rules/redis.yml 's/record: redis:up/record: redis:alive/'
planted findsAKeyThatStandsTwice "$lint" "has the key 'for' a second time" \
  prometheus/rules/redis.yml '/alert: RedisNodeDown/s/$/\n        for: 2m/'
planted findsABrokenExpression 'Prometheus: rules' 'parse error' \
  prometheus/rules/redis.yml 's/expr: redis:up == 0/expr: redis:up == (0/'
planted findsAThresholdThatMoved 'tests of alerts' 'RedisMemoryHigh fires' \
  prometheus/rules/redis.yml 's/memory_used:ratio > 0.9 /memory_used:ratio > 0.99 /'
planted findsAnAlertThatFiresTooEarly 'tests of alerts' 'AppInstanceDown is silent' \
  prometheus/rules/app.yml '/alert: AppInstanceDown/,/labels:/s/for: 30s/for: 0s/'
planted findsNoiseTakenForErrors 'tests of alerts' 'AppErrors is silent' \
  prometheus/rules/app.yml 's/answers:rate5m{outcome="error"}) or/answers:rate5m{outcome=~"error|noise"}) or/'

# Scraping
planted findsAnUnknownKey 'Prometheus: configuration' 'scrape_intervall' \
  prometheus/prometheus.yml 's/  scrape_interval: 15s/  scrape_intervall: 15s/'
planted findsAMissingRedisNode "$lint" 'must name the six nodes' \
  prometheus/prometheus.yml '/- redis-6:6379/d'
planted findsAlertsWithoutLinks "$lint" 'needs the external label runbooks' \
  prometheus/prometheus.yml '/^    runbooks:/d'

# Who is told
planted findsARouteToNobody 'Alertmanager: configuration' 'undefined receiver' \
  alertmanager/alertmanager.yml 's/receiver: night/receiver: nigth/'
planted findsAPageThatWakesNobody 'who gets what' 'must go to night' \
  alertmanager/alertmanager.yml 's/receiver: night/receiver: desk/'
planted findsAnInhibitionOfNoAlert "$lint" 'MongodbShardUnreachble, which is no alert' \
  alertmanager/alertmanager.yml 's/MongodbShardUnreachable/MongodbShardUnreachble/'
planted findsThatADeadShardPagesManyTimes "$lint" 'a dead shard is one page: would tell' \
  alertmanager/alertmanager.yml 's/tier = "mongodb", alertname/tier = "mongo", alertname/'
planted findsThatADeadShardHidesAnother "$lint" 'a dead shard says nothing of the other' \
  alertmanager/alertmanager.yml '/Unreachable"\]$/,/equal/s/equal: \[replica_set\]/equal: [tier]/'

# Dashboards
planted findsAPanelWithAMisspeltMetric "$lint" "panel 'Bandwidth': asks for apisix_bandwith" \
  grafana/dashboards/gateway.json 's/apisix_bandwidth/apisix_bandwith/'
planted findsAPanelWithAMisspeltRule "$lint" 'asks for redis:ops:rate, which no rule records' \
  grafana/dashboards/redis.json 's/redis:ops:rate2m/redis:ops:rate/'
planted findsAPanelWithoutUnit "$lint" "needs a unit" \
  grafana/dashboards/redis.json 's/"unit": "percentunit"/"unit": ""/'
planted findsAPanelWithoutDescription "$lint" "panel 'Entries': needs a description" \
  grafana/dashboards/redis.json 's/"description": "Keys of each node."/"description": ""/'
planted findsAPanelWithADataSourceOfItsOwn "$lint" 'must use the variable ${datasource}' \
  grafana/dashboards/app.json 's/"uid": "${datasource}"/"uid": "prometheus"/'
planted findsARateThatFitsOneZoom "$lint" 'has a rate over [5m]' \
  grafana/dashboards/hosts.json 's/\[$__rate_interval\]/[5m]/'
planted findsAVariableThatIsNot "$lint" 'uses the variable $node' \
  grafana/dashboards/redis.json 's/=~\\"$instance\\"/=~\\"$node\\"/'
planted findsTwoDashboardsOfOneUid "$lint" "has the uid 'saleproof-redis' of" \
  grafana/dashboards/sale.json 's/"uid": "saleproof-sale"/"uid": "saleproof-redis"/'
planted findsTwoDashboardsOfOneTitle "$lint" "has the title 'Redis' of" \
  grafana/dashboards/sale.json 's/"title": "Sale at a glance"/"title": "Redis"/'
planted findsPanelsOnOneAnother "$lint" "lies on the panel" \
  grafana/dashboards/sale.json 's/"x": 4,/"x": 3,/'
planted findsAPanelWithABrokenQuery 'queries of panels' 'parse error' \
  grafana/dashboards/redis.json 's/"sum by (instance) (redis_db_keys/"sum by (instance) ((redis_db_keys/'
planted findsADashboardEditedByHand 'dashboards as made' 'grafana/dashboards/redis.json: is not as' \
  grafana/dashboards/redis.json 's/"title": "Entries"/"title": "Keys"/'
planted findsABrokenFile "$lint" 'is no JSON' grafana/dashboards/redis.json '1d'

# Runbooks
planted findsARunbookWithoutAPart "$lint" 'needs these parts in this order' \
  docs/runbooks/RedisNodeDown.md '/^## Wake others when/d'
planted findsARunbookThatAsksForNoMetric "$lint" 'asks for redis_cluster_slot_ok' \
  docs/runbooks/RedisTooFewMasters.md 's/redis_cluster_slots_ok/redis_cluster_slot_ok/'
planted findsABrokenLink "$lint" 'links to HostDiskFull.md, which is not there' \
  docs/runbooks/MongodbShardUnreachable.md 's/HostDiskLow.md/HostDiskFull.md/'
planted findsAPictureThatWasNotDrawnAnew 'picture as drawn' 'is not what is drawn' \
  docs/pictures/dashboard.json 's/"recorded": "20/"recorded": "21/'
planted findsAPanelOfThePictureThatIsGone 'picture as drawn' "has no panel 'Orders a minute'" \
  grafana/dashboards/sale.json 's/"title": "Orders a minute"/"title": "Orders"/'
planted findsARunbookThatTheIndexForgot "$lint" 'does not list GatewayDown' \
  docs/runbooks/README.md '/GatewayDown.md/d'
planted findsARunbookOfNoAlert "$lint" 'names the alert RedisNodeGone' \
  docs/runbooks/RedisExporterDown.md 's/^Nothing of this itself\./See `RedisNodeGone`./'

# Against a real Prometheus: up to a minute each.
if [ "${1-}" = --replay ]; then
  REPLAY=yes
  expect everyPanelHasData 0 '0 wrong' "$REPOSITORY/scripts/check-monitoring.sh" --replay --only Replay
  planted findsAPanelWithoutData Replay "panel 'Replicas linked': has no data" \
    prometheus/scrapes/redis.txt '/^redis_master_link_up/d'
  planted findsAnInstanceByAnotherNameThanConsuls Replay 'as which Consul' \
    prometheus/prometheus.yml 's/\[__meta_consul_service_id\]/[__meta_consul_service_address]/'
  planted findsATargetThatNobodyAsks Replay 'for the target redis-1:6379' \
    prometheus/prometheus.yml 's#redis://$1#$1#'
fi
if [ "$SKIPPED" -gt 0 ]; then
  printf '%s left out, for want of promtool or amtool\n' "$SKIPPED"
fi

printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

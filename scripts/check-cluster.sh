#!/usr/bin/env bash
# Walks every component and endpoint of the cluster and prints what holds. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/check-cluster.sh [--url URL] [--only PART]

Looks at every container, at the gateway's open and closed addresses, at an order from placing to
cancelling, at registry, database, cache, and at what watches them; prints a table.

  --url URL    where the gateway is (default: http://localhost:8080)
  --only PART  one of containers, gateway, order, registry, database, cache, eyes
  --help       this text

Exit status: 0 everything holds, 1 something does not, 2 the command line makes no sense.
TEXT
}

readonly REQUEST_SECONDS=15
readonly PARTS='containers gateway order registry database cache eyes'
readonly ONE_SHOTS='redis-cluster tools'
# A good of the demo shop that is always on the shelf.
readonly SKU=85123A

url=http://localhost:8080 only=''
while [ $# -gt 0 ]; do
  case "$1" in
    --url=* | --only=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --url) url=$(option_value "$1" $# "${2-}") || exit $?; url=${url%/}; shift 2 ;;
    --only)
      only=$(option_value "$1" $# "${2-}") || exit $?
      case " $PARTS " in *" $only "*) ;; *) misuse "--only must be one of $PARTS, not '$only'." ;; esac
      shift 2
      ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "check-cluster.sh knows no option '$1'." ;;
  esac
done

HOLDS=0 BREAKS=0 PART=''

# row RESULT WHAT: RESULT is ok or NO.
row() {
  if [ "$1" = ok ]; then HOLDS=$((HOLDS + 1)); else BREAKS=$((BREAKS + 1)); fi
  printf '%-4s%-12s%s\n' "$1" "$PART" "$2"
}

# that WHAT COMMAND…: a row by whether the command succeeds.
that() {
  local what=$1
  shift
  if "$@" >/dev/null 2>&1; then row ok "$what"; else row NO "$what"; fi
}

# equal WHAT EXPECTED ACTUAL
equal() {
  if [ "$2" = "$3" ]; then row ok "$1: $3"; else row NO "$1: $3 in place of $2"; fi
}

# --- Requests ------------------------------------------------------------------------------------

# ask METHOD PATH [CURL OPTIONS]: sets STATUS; the answer is in $WORK/head and $WORK/body.
ask() {
  local method=$1 path=$2
  shift 2
  : >"$WORK/head"
  : >"$WORK/body"
  STATUS=$(curl -s -m "$REQUEST_SECONDS" -o "$WORK/body" -D "$WORK/head" -w '%{http_code}' -X "$method" \
    "$@" "$url$path" || true)
}

# answered STATUS METHOD PATH [CURL OPTIONS]
answered() {
  local wanted=$1
  shift
  ask "$@"
  equal "$1 $2" "$wanted" "$STATUS"
}

# raw STATUS TARGET: GET of a request target that curl would tidy if it stood in the URL. Who refuses it
# with 400 has not let it in either.
raw() {
  ask GET / --request-target "$2"
  if [ "$STATUS" = 400 ]; then set -- 400 "$2"; fi
  equal "GET $2, as it stands" "$1" "$STATUS"
}

# header NAME: its value in the last answer.
header() {
  sed -n "s/^$1: *//Ip" "$WORK/head" | tr -d '\r' | tail -n 1
}

has_header() {
  [ -n "$(header "$1")" ]
}

body_has() {
  grep -q -- "$1" "$WORK/body"
}

# json_text NAME: the first member of that name in the last answer, if it is a text.
json_text() {
  grep -o "\"$1\":\"[^\"]*\"" "$WORK/body" | head -n 1 | sed "s/^\"$1\":\"\(.*\)\"\$/\1/"
}

# --- The parts -----------------------------------------------------------------------------------

check_containers() {
  local service container names wrong
  for service in $(compose config --services | sort); do
    case " $ONE_SHOTS " in *" $service "*) continue ;; esac
    names=$(containers_of "$service") wrong=''
    for container in $names; do
      if [ "$(state "$container")" != healthy ]; then
        wrong="$wrong $container is $(state "$container")"
      fi
    done
    if [ -z "$names" ]; then
      row NO "$service: there is none"
    elif [ -n "$wrong" ]; then
      row NO "$service:$wrong"
    else
      row ok "$service: $(printf '%s\n' "$names" | wc -l | tr -d ' ') healthy"
    fi
  done
}

# What the gateway has said since its start of entries and plugins that it drops. Fails if Docker has no
# such log.
dropped() {
  local container since
  container=$(containers_of apisix)
  since=$(docker inspect --format '{{.State.StartedAt}}' "$container") || return 1
  docker logs --since "$since" "$container" >"$WORK/log" 2>&1 || return 1
  grep -E 'failed to check item data|invalid item data|failed to load plugin|invalid plugin \[' "$WORK/log" \
    | cut -c 1-300 || true
}

# The routes that it has, by its control interface; nothing if that can't be reached.
running_routes() {
  # shellcheck disable=SC2016 # bash in the container opens the connection: the image has no curl
  compose exec -T apisix timeout "$REQUEST_SECONDS" bash -c \
    'exec 3<>/dev/tcp/127.0.0.1/9090 && printf "GET /v1/routes HTTP/1.0\r\n\r\n" >&3 && cat <&3' \
    </dev/null 2>/dev/null | grep -o '"id":"[^"]*"' || true
}

look_for_dropped() {
  local said running route
  if ! said=$(dropped); then
    row NO "the gateway's log can't be read"
  elif [ -n "$said" ]; then
    row NO "the gateway drops something: $(printf '%s\n' "$said" | head -n 1)"
  else
    row ok "the gateway's log tells of nothing dropped"
  fi
  # Its log may have been turned over since; what runs is surer, but for routes alone.
  running=$(running_routes)
  [ -n "$running" ] || return 0
  while read -r route; do
    that "the gateway runs the route $route" grep -qxF "\"id\":\"$route\"" <<<"$running"
  done < <(awk '/^[a-z_]+:/ { part = $1 } part == "routes:" && /^  - id: / { print $3 }' "$ROOT/apisix/apisix.yaml")
}

check_gateway() {
  look_for_dropped
  answered 200 GET /
  answered 200 GET '/v1/products?limit=1'
  that 'an answer says whether it was cached' has_header Cache-Status
  that 'an answer carries a session token' has_header Session-Token
  that 'an answer carries the session cookie' grep -qi '^set-cookie: SESSION=' "$WORK/head"
  that 'an answer has a request id' has_header X-Request-Id
  that 'an answer tells the budget' has_header RateLimit-Remaining
  answered 200 GET /v1/categories
  answered 200 GET /openapi
  ask GET /docs -L
  equal 'GET /docs' 200 "$STATUS"
  answered 200 GET /helloDoc/count
  answered 200 GET /helloDoc/users/ly7
  ask GET '/v1/products?limit=100' -H 'Accept-Encoding: gzip'
  equal 'a long answer is compressed' gzip "$(header Content-Encoding)"
  ask GET '/v1/products?limit=1' -H 'X-Request-Id: check-cluster-1'
  equal 'a request id is kept' check-cluster-1 "$(header X-Request-Id)"
  ask OPTIONS /v1/products -H 'Origin: https://shop.example' -H 'Access-Control-Request-Method: GET'
  equal 'a page of another origin may ask' '*' "$(header Access-Control-Allow-Origin)"
  answered 401 PUT /v1/products/nothing -H 'Content-Type: application/json' -d '{}'
  local path
  for path in /q/metrics /q/health/ready /console /nodes/dump /log/messages /apisix/admin/routes; do
    answered 404 GET "$path"
  done
  that 'a refusal of the gateway is a problem' body_has '"code":"not-found"'
  # As they stand, without what curl would make of them. nginx and the shop each have their own reading.
  local target
  for target in '/docs/../q/metrics' '/docs/%2e%2e/q/metrics' '/docs/..%2fq/metrics' '//q/metrics' \
    '/%71/metrics' '/v1/../console' '/helloDoc/../nodes/dump'; do
    raw 404 "$target"
  done
  for target in '/docs#/../q/metrics' '/v1/#/../../q/metrics' '/#/../console' '/docs?#/../q/metrics' \
    'http://localhost/docs#/../q/metrics'; do
    raw 400 "$target"
  done
  that 'that refusal is a problem as well' body_has '"code":"invalid-request"'
  head -c 1100000 /dev/zero | tr '\0' ' ' >"$WORK/large"
  answered 413 POST /v1/orders -H 'Content-Type: application/json' -H 'Idempotency-Key: large' \
    -H 'Expect:' --data-binary "@$WORK/large"
}

check_order() {
  local key first id
  key="check-cluster-$(openssl rand -hex 8)"
  place() {
    ask POST /v1/orders "${SHOPPER[@]}" -H 'Content-Type: application/json' -H "Idempotency-Key: $key" \
      -d "{\"customerId\":\"check-cluster\",\"lines\":[{\"sku\":\"$SKU\",\"quantity\":1}]}"
  }
  SHOPPER=(-H "Authorization: Bearer $(make_token shopper check-cluster 600)")
  answered 200 GET "/v1/stock/$SKU" "${SHOPPER[@]}"
  place
  equal 'POST /v1/orders' 201 "$STATUS"
  [ "$STATUS" = 201 ] || return 0
  first=$(cksum <"$WORK/body") id=$(json_text id)
  place
  equal 'the same key again' 201 "$STATUS"
  equal 'says that it is a replay' true "$(header Idempotency-Replayed)"
  equal 'is the same answer, byte for byte' "$first" "$(cksum <"$WORK/body")"
  answered 200 GET "/v1/orders/$id" "${SHOPPER[@]}"
  answered 200 GET '/v1/customers/check-cluster/orders?status=ongoing' "${SHOPPER[@]}"
  that 'the list has the order' body_has "\"$id\""
  ask GET "/v1/orders/$id"
  equal 'GET of the order without a token' 401 "$STATUS"
  ask POST "/v1/orders/$id/cancel" "${SHOPPER[@]}" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $key-cancel" -d '{}'
  equal 'POST /v1/orders/…/cancel' 200 "$STATUS"
}

check_registry() {
  local wanted passing
  wanted=$(containers_of app | wc -l | tr -d ' ')
  passing=$(curl -s -m "$REQUEST_SECONDS" 'http://localhost:8500/v1/health/service/saleproof?passing=1' \
    | grep -o '"ServiceID":"saleproof-[^"]*"' | sort -u | wc -l | tr -d ' ')
  equal 'instances that are registered and ready' "$wanted" "$passing"
}

check_database() {
  local result what
  while read -r result what; do
    row "$result" "$what"
  done < <(
    compose exec -T \
      -e 'SETS=config/config-a:27017,config-b:27017,config-c:27017 shard1/shard1-a:27017,shard1-b:27017,shard1-c:27017 shard2/shard2-a:27017,shard2-b:27017,shard2-c:27017' \
      -e 'ROUTERS=mongos-a:27017,mongos-b:27017,mongos-c:27017' \
      config-a bash /deploy/shell.sh --nodb /deploy/status.js </dev/null 2>&1 | grep -E '^(ok|NO) ' \
      || printf 'NO config-a does not say\n'
  )
}

check_cache() {
  local number info
  for number in 1 2 3 4 5 6; do
    info=$(compose exec -T "redis-$number" redis-cli cluster info </dev/null 2>/dev/null | tr -d '\r')
    equal "redis-$number" 'ok, 16384 slots, 3 masters' "$(printf '%s\n' "$info" | awk -F: '
      $1 == "cluster_state" { state = $2 }
      $1 == "cluster_slots_ok" { slots = $2 }
      $1 == "cluster_size" { size = $2 }
      END { printf "%s, %s slots, %s masters", state, slots, size }')"
  done
}

# figure QUERY: Prometheus' answer, if it is one number.
figure() {
  curl -s -m "$REQUEST_SECONDS" -G http://localhost:9090/api/v1/query --data-urlencode "query=$1" \
    | grep -o '"value":\[[^]]*\]' | head -n 1 | sed 's/.*,"\([^"]*\)".*/\1/'
}

check_eyes() {
  that 'Prometheus is ready' curl -sf -m "$REQUEST_SECONDS" http://localhost:9090/-/ready
  that 'Alertmanager is ready' curl -sf -m "$REQUEST_SECONDS" http://localhost:9093/-/ready
  that 'Grafana is ready' curl -sf -m "$REQUEST_SECONDS" http://localhost:3000/api/health
  that 'the page of alerts is there' curl -sf -m "$REQUEST_SECONDS" http://localhost:9094/health
  equal 'targets that are down' 0 "$(figure 'sum(up == bool 0)')"
  equal 'instances of the shop that are watched' "$(containers_of app | wc -l | tr -d ' ')" \
    "$(figure 'count(up{job="saleproof"})')"
  equal 'instances that each of them knows' "$(containers_of app | wc -l | tr -d ' ')" \
    "$(figure 'min(saleproof_registry_instances)')"
  local dashboards
  dashboards=$(curl -s -m "$REQUEST_SECONDS" 'http://localhost:3000/api/search?type=dash-db' \
    | grep -o '"uid":"' | wc -l | tr -d ' ')
  equal 'dashboards' "$(find "$ROOT/grafana/dashboards" -name '*.json' | wc -l | tr -d ' ')" "$dashboards"
}

need_cluster
for tool in curl openssl; do
  command -v "$tool" >/dev/null 2>&1 || fail "check-cluster.sh needs $tool: install it."
done
umask 077
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-check.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

for PART in ${only:-$PARTS}; do
  "check_$PART"
done
printf '%s hold, %s do not\n' "$HOLDS" "$BREAKS"
[ "$BREAKS" -eq 0 ]

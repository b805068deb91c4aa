#!/usr/bin/env bash
# Takes one container of a tier away under load and checks what is left. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/chaos-cluster.sh [TIER…] [--pause] [--clients N] [--away SECONDS] [--url URL]

For each tier: clients place orders through the gateway, one container of the tier is killed, stays away
for a while and comes back. Then every order that was acknowledged must be there, once; the stock's
account must hold; and answers that were errors must have ended within the tier's bound.

  TIER            app, primary (of a shard), secondary, router, config, redis, registry or gateway;
                  all of them if none is named (with --pause, all but the gateway)
  --pause         freezes the container in place of killing it: it doesn't even hang up. Not the gateway,
                  of which there is one: frozen it answers nobody until it goes on
  --clients N     how many clients, 1 to 64 (default: 8)
  --away SECONDS  how long it stays away, 5 to 300 (default: 25); a killed gateway is started again at once
  --url URL       where the gateway is (default: http://localhost:8080)
  --help          this text

Exit status: 0 everything held, 1 something did not, 2 the command line makes no sense.
TEXT
}

readonly TIERS='app primary secondary router config redis registry gateway'
readonly SKU=85123A
readonly UNITS=100000
# How long before and after the container is away the clients go on, in seconds.
readonly BEFORE_SECONDS=5 AFTER_SECONDS=10
readonly REQUEST_SECONDS=30
# An order whose outcome is open is asked about for so long.
readonly SETTLE_SECONDS=90
readonly HEALTHY_SECONDS=180
# Promise 19: within these bounds errors have ended, in seconds.
readonly DATABASE_BOUND=15 OTHER_BOUND=5

number_from() {
  local number='^[1-9][0-9]{0,3}$'
  if ! [[ "$2" =~ $number ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    misuse "$1 must be a number from $3 to $4, not '$2'."
  fi
}

tiers='' how=kill clients=8 away=25 url=http://localhost:8080
while [ $# -gt 0 ]; do
  case "$1" in
    --clients=* | --away=* | --url=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --pause) how=pause; shift ;;
    --clients) clients=$(option_value "$1" $# "${2-}") || exit $?; number_from "$1" "$clients" 1 64; shift 2 ;;
    --away) away=$(option_value "$1" $# "${2-}") || exit $?; number_from "$1" "$away" 5 300; shift 2 ;;
    --url) url=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    -*) misuse "chaos-cluster.sh knows no option '$1'." ;;
    *)
      case " $TIERS " in *" $1 "*) ;; *) misuse "A tier is one of $TIERS, not '$1'." ;; esac
      tiers="$tiers $1"
      shift
      ;;
  esac
done

# All of them, but for what can't be.
if [ -z "$tiers" ]; then
  tiers=$TIERS
  if [ "$how" = pause ]; then tiers=${TIERS% gateway}; fi
fi
case "$how $tiers " in
  pause*' gateway '*)
    misuse "The gateway can't be frozen: there is one, and nobody would be answered for all of --away. Kill it."
    ;;
esac

need_cluster
for tool in curl openssl; do
  command -v "$tool" >/dev/null 2>&1 || fail "chaos-cluster.sh needs $tool: install it."
done
umask 077
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-chaos.XXXXXX")
RUN=$(openssl rand -hex 4)
WORKERS=() VICTIM='' FAILED=0

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  local pid
  for pid in ${WORKERS[@]+"${WORKERS[@]}"}; do
    kill "$pid" 2>/dev/null || true
  done
  bring_back
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- Whom ----------------------------------------------------------------------------------------

primary_of_shard1() {
  compose exec -T -e SET=shard1 -e MEMBERS=shard1-a:27017,shard1-b:27017,shard1-c:27017 shard1-a \
    bash /deploy/shell.sh --nodb /deploy/set.js </dev/null | sed -n 's/^primary \(.*\):.*$/\1/p'
}

a_secondary_of_shard1() {
  local primary member
  primary=$(primary_of_shard1)
  for member in shard1-b shard1-c shard1-a; do
    if [ "$member" != "$primary" ]; then
      printf '%s\n' "$member"
      return
    fi
  done
}

a_redis_master() {
  local number
  for number in 1 2 3 4 5 6; do
    if [ "$(compose exec -T "redis-$number" redis-cli role </dev/null | head -n 1 | tr -d '\r')" = master ]; then
      printf 'redis-%s\n' "$number"
      return
    fi
  done
}

service_of() {
  case "$1" in
    app) printf 'app\n' ;;
    primary) primary_of_shard1 ;;
    secondary) a_secondary_of_shard1 ;;
    router) printf 'mongos-a\n' ;;
    config) printf 'config-b\n' ;;
    redis) a_redis_master ;;
    registry) printf 'consul\n' ;;
    gateway) printf 'apisix\n' ;;
  esac
}

bound_of() {
  case "$1" in
    primary) printf '%s\n' "$DATABASE_BOUND" ;;
    *) printf '%s\n' "$OTHER_BOUND" ;;
  esac
}

take_away() {
  if [ "$how" = pause ]; then
    docker pause "$VICTIM" >/dev/null
  else
    docker kill "$VICTIM" >/dev/null
  fi
}

bring_back() {
  if [ -n "$VICTIM" ]; then
    docker unpause "$VICTIM" >/dev/null 2>&1 || true
    docker start "$VICTIM" >/dev/null 2>&1 || true
  fi
}

victim_is_healthy() {
  [ "$(state "$VICTIM")" = healthy ]
}

# --- Clients -------------------------------------------------------------------------------------

# ask KEY METHOD PATH [CURL OPTIONS]: prints the status; the body is in $WORK/KEY.body.
ask() {
  local key=$1 method=$2 path=$3
  shift 3
  curl -s -m "$REQUEST_SECONDS" -o "$WORK/$key.body" -w '%{http_code}' -X "$method" -H "@$WORK/token" \
    "$@" "$url$path" || true
}

is_error() {
  case "$1" in 000 | 5??) return 0 ;; *) return 1 ;; esac
}

# Whether this answer says that what became of the request is yet to be asked for.
is_open() {
  is_error "$2" || [ "$2" = 429 ] || { [ "$2" = 409 ] && grep -q 'request-in-progress' "$WORK/$1.body"; }
}

# One client: order after order, each asked for under its key until its outcome is known. A line for each
# answer in TIER.answers ("TIME STATUS"), one for each order in TIER.orders ("CUSTOMER STATUS ID").
client() {
  local tier=$1 me=$2 number=0 customer status end id
  while [ ! -e "$WORK/stop" ]; do
    number=$((number + 1)) customer="chaos-$RUN-$tier-$me-$number" end=$((SECONDS + SETTLE_SECONDS))
    while :; do
      status=$(ask "$tier-$me" POST /v1/orders -H 'Content-Type: application/json' \
        -H "Idempotency-Key: $customer" \
        -d "{\"customerId\":\"$customer\",\"lines\":[{\"sku\":\"$SKU\",\"quantity\":1}]}")
      printf '%s %s\n' "$(date +%s)" "$status" >>"$WORK/$tier-$me.answers"
      if ! is_open "$tier-$me" "$status" || [ "$SECONDS" -ge "$end" ]; then break; fi
      sleep 0.5
    done
    id=$(grep -o '"id":"[^"]*"' "$WORK/$tier-$me.body" 2>/dev/null | head -n 1 | cut -d '"' -f 4 || true)
    printf '%s %s %s\n' "$customer" "$status" "${id:--}" >>"$WORK/$tier-$me.orders"
  done
}

start_clients() {
  local number=0
  WORKERS=()
  rm -f "$WORK/stop"
  while [ "$number" -lt "$clients" ]; do
    number=$((number + 1))
    client "$1" "$number" &
    WORKERS+=("$!")
  done
}

stop_clients() {
  : >"$WORK/stop"
  wait "${WORKERS[@]}" || true
  WORKERS=()
}

# --- Checks --------------------------------------------------------------------------------------

# claim RESULT WHAT
claim() {
  if [ "$1" = 0 ]; then
    printf '    holds   %s\n' "$2"
  else
    printf '    BROKEN  %s\n' "$2"
    FAILED=1
  fi
}

check_orders() {
  local tier=$1 customer status id total=0 lost=0 twice=0 open=0 found
  while read -r customer status id; do
    total=$((total + 1))
    if [ "$status" != 201 ]; then
      open=$((open + 1))
      continue
    fi
    [ "$(ask check GET "/v1/orders/$id")" = 200 ] || lost=$((lost + 1))
    [ "$(ask check GET "/v1/customers/$customer/orders")" = 200 ] || lost=$((lost + 1))
    found=$(grep -o '"seq":' "$WORK/check.body" | wc -l | tr -d ' ')
    [ "$found" -le 1 ] || twice=$((twice + 1))
  done < <(cat "$WORK/$tier"-*.orders)
  claim "$lost" "no acknowledged order is lost ($total orders, $lost lost)"
  claim "$twice" "no key made two orders ($twice did)"
  claim "$open" "every order came to an outcome ($open did not)"
}

# Between the fault and the last error answer.
check_errors() {
  local tier=$1 since=$2 bound last count
  bound=$(bound_of "$tier")
  last=$(cat "$WORK/$tier"-*.answers | awk -v since="$since" \
    '$1 >= since && ($2 == "000" || $2 >= 500) && $1 > last { last = $1 } END { print last ? last - since : 0 }')
  count=$(cat "$WORK/$tier"-*.answers | awk '$2 == "000" || $2 >= 500 { n++ } END { print n + 0 }')
  [ "$last" -le "$bound" ]
  claim $? "errors ended within $bound s ($count of $(cat "$WORK/$tier"-*.answers | wc -l | tr -d ' ') answers, the last after $last s)"
}

check_stock() {
  local status
  status=$(ask check GET "/v1/stock/$SKU/explain?limit=1")
  [ "$status" = 200 ] && grep -q '"drift":0[,}]' "$WORK/check.body" && ! grep -q '"available":-' "$WORK/check.body"
  claim $? "the stock's account holds"
}

# --- The run -------------------------------------------------------------------------------------

prepare() {
  printf 'Authorization: Bearer %s\n' "$(make_token admin chaos 7200)" >"$WORK/token"
  local status
  status=$(ask check POST "/v1/stock/$SKU/movements" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: chaos-$RUN" \
    -d "{\"id\":\"chaos-$RUN\",\"type\":\"receive\",\"quantity\":$UNITS,\"expectedVersion\":null,\"reason\":\"chaos\"}")
  case "$status" in 200 | 201) ;; *) fail "The shop at $url is not there to begin with (answered $status)." ;; esac
}

try_tier() {
  local tier=$1 service since
  service=$(service_of "$tier")
  VICTIM=$(containers_of "$service" | head -n 1)
  if [ -z "$VICTIM" ]; then
    fail "There is no container of the tier $tier."
  fi
  printf '%s: %s %s\n' "$tier" "$([ "$how" = pause ] && echo freezing || echo killing)" "$VICTIM"
  start_clients "$tier"
  sleep "$BEFORE_SECONDS"
  since=$(date +%s)
  take_away
  if [ "$tier" = gateway ]; then bring_back; fi
  sleep "$away"
  bring_back
  await "$HEALTHY_SECONDS" "$VICTIM did not come back" victim_is_healthy
  sleep "$AFTER_SECONDS"
  stop_clients
  # What the victim's return costs is no error of its absence, but counts all the same.
  set +e
  check_errors "$tier" "$since"
  check_orders "$tier"
  check_stock
  set -e
  VICTIM=''
}

prepare
for tier in $tiers; do
  try_tier "$tier"
done
if [ "$FAILED" -ne 0 ]; then
  fail 'Something did not hold.'
fi
printf 'Everything held.\n'

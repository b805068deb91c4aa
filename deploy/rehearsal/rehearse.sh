#!/usr/bin/env bash
# Brings the cluster up and down and takes each part of it away once. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: deploy/rehearsal/rehearse.sh [STEP…]

Rehearses docker-compose.yml with whatever images of its names are there, and prints how long each step
took. Forgets what the cluster's volumes hold. Needs root, as it kills processes of containers.

  STEP    start (from nothing), again (a second up), scale, keep (down and up), return (each part is
          killed and comes back by itself); all of them in this order if none is named
  --help  this text

COMPOSE_FILE may name further files, such as docker-compose.yml:deploy/rehearsal/limits.yml.
Exit status: 0 everything held, 1 something did not, 2 the command line makes no sense.
TEXT
}

readonly STEPS='start again scale keep return'
# Bounds, in seconds.
readonly UP_SECONDS=600 LISTED_SECONDS=120 BACK_SECONDS=180
readonly URL=http://localhost:8080 CONSUL=http://localhost:8500
# One of each tier, in the order of their taking away.
readonly PARTS='app mongos-a config-b shard2-a shard1-a redis-1 consul apisix prometheus alertmanager webhook
  grafana node-exporter redis-exporter mongodb-exporter-shard1'

steps=''
for step in "$@"; do
  case "$step" in
    --help | -h) usage; exit 0 ;;
    start | again | scale | keep | return) steps="$steps $step" ;;
    *) misuse "A step is one of $STEPS, not '$step'." ;;
  esac
done

cd "$ROOT"
# compose ARGS: unlike the scripts' own, with the further files of COMPOSE_FILE.
compose() {
  docker compose "$@"
}
need_cluster

quietly() {
  "$@" >"$WORK/said" 2>&1 || { cat "$WORK/said" >&2; fail "This failed: $*"; }
}

# row WHAT SECONDS [MORE]
row() {
  printf '%-46s %5s s  %s\n' "$1" "$2" "${3:-}"
}

up() {
  quietly compose up -d --pull never --no-build "$@"
}

# Nobody but one-shots that ended well is without health.
all_healthy() {
  local states
  states=$(compose ps --all --format '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}')
  [ -n "$states" ] && ! printf '%s\n' "$states" | grep -qvE ' running healthy 0$|^(redis-cluster|tools) exited +0$'
}

listed() {
  [ "$(curl -s -m 5 "$CONSUL/v1/health/service/saleproof?passing=1" | grep -o '"ServiceID":"saleproof-[^"]*"' \
    | sort -u | wc -l)" -eq "$1" ]
}

# What stays as it is: each container, and since when it runs.
lives() {
  compose ps --format '{{.Name}}' | xargs docker inspect --format '{{.Name}} {{.Id}} {{.State.StartedAt}}' | sort
}

answers() {
  [ "$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$URL/v1/products?limit=1")" = 200 ]
}

# What a visitor would count.
kept() {
  printf '%s products on a page, ' "$(curl -s -m 20 "$URL/v1/products?limit=100" | grep -o '"sku":"' | wc -l)"
  printf '%s of helloDoc\n' "$(curl -s -m 20 "$URL/helloDoc/count")"
  curl -s -m 20 -H "Authorization: Bearer $(make_token shopper rehearsal 600)" \
    "$URL/v1/customers/rehearsal/orders" | grep -o '"id":"[^"]*"' | sed 's/^/order /' | sort
}

place_order() {
  curl -sf -m 20 -o /dev/null -X POST "$URL/v1/orders" -H "Idempotency-Key: $(openssl rand -hex 8)" \
    -H 'Content-Type: application/json' -H "Authorization: Bearer $(make_token shopper rehearsal 600)" \
    -d '{"customerId":"rehearsal","lines":[{"sku":"85123A","quantity":1}]}'
}

try_start() {
  quietly compose down --volumes --timeout 60
  SECONDS=0
  up
  row 'up -d from nothing returns' "$SECONDS"
  ./scripts/mongo-init.sh >"$WORK/init" 2>&1 || { cat "$WORK/init"; fail 'mongo-init.sh failed.'; }
  row '… and mongo-init.sh has ended' "$SECONDS" "$(tail -n 1 "$WORK/init")"
  await "$UP_SECONDS" 'Not everything became healthy' all_healthy
  row '… and all are healthy' "$SECONDS" "$(compose ps --format '{{.Name}}' | wc -l) containers"
  listed 3 || await "$LISTED_SECONDS" 'Not all instances are listed' listed 3
  row '… and three instances are listed as ready' "$SECONDS"
}

try_again() {
  local before
  before=$(lives)
  SECONDS=0
  up
  [ "$before" = "$(lives)" ] || fail 'A second up -d changed a container.'
  row 'a second up -d' "$SECONDS" 'no container was changed or started anew'
  SECONDS=0
  ./scripts/mongo-init.sh --no-demo >"$WORK/init" 2>&1 || { cat "$WORK/init"; fail 'mongo-init.sh failed.'; }
  row 'a second mongo-init.sh --no-demo' "$SECONDS" "$(grep -cE 'made|added|sharded by' "$WORK/init" || true) things made"
}

try_scale() {
  local before
  before=$(lives)
  SECONDS=0
  up --scale app=5 --no-recreate
  await "$LISTED_SECONDS" 'Five instances were not listed' listed 5
  row '--scale app=5: five are listed as ready' "$SECONDS"
  [ "$(comm -23 <(printf '%s\n' "$before") <(lives) | wc -l)" -eq 0 ] || fail 'The scaling changed a container.'
  SECONDS=0
  up --scale app=3 --no-recreate
  await "$LISTED_SECONDS" 'Two instances did not leave the list' listed 3
  row '--scale app=3: two have left the list, and ended' "$SECONDS"
}

try_keep() {
  local before
  place_order || fail 'No order could be placed.'
  before=$(kept)
  SECONDS=0
  quietly compose down --timeout 60
  row 'down' "$SECONDS"
  SECONDS=0
  up
  await "$UP_SECONDS" 'Not everything became healthy' all_healthy
  row 'up -d: all are healthy, without mongo-init.sh' "$SECONDS"
  await "$LISTED_SECONDS" 'The shop did not answer' answers
  [ "$before" = "$(kept)" ] || fail "What was there is not there: $before"
  row '… the shop answers, and has what it had' "$SECONDS" "$(printf '%s\n' "$before" | tr '\n' ' ')"
}

is_back() {
  [ "$(docker inspect --format '{{.State.StartedAt}}' "$1")" != "$2" ] && [ "$(state "$1")" = healthy ]
}

visit() {
  local status
  while [ ! -e "$WORK/stop" ]; do
    status=$(curl -s -o /dev/null -m 10 -w '%{http_code}' "$URL/v1/products?limit=1" || true)
    printf '%s\n' "$status" >>"$WORK/visits"
    sleep 0.2
  done
}

try_return() {
  local part container pid since visitor
  for part in $PARTS; do
    container=$(containers_of "$part" | head -n 1)
    pid=$(docker inspect --format '{{.State.Pid}}' "$container")
    since=$(docker inspect --format '{{.State.StartedAt}}' "$container")
    rm -f "$WORK/stop" "$WORK/visits"
    visit &
    visitor=$!
    sleep 2
    SECONDS=0
    # Of the whole container: docker kill would count as a wish that it stay away.
    kill -9 "$pid"
    await "$BACK_SECONDS" "$part did not come back" is_back "$container" "$since"
    row "$part killed, back and healthy" "$SECONDS" ''
    sleep 2
    : >"$WORK/stop"
    wait "$visitor"
    printf '    visits meanwhile: %s\n' "$(sort "$WORK/visits" | uniq -c | awk '{ printf "%s%s × %s", s, $1, $2; s = ", " }')"
  done
  await "$UP_SECONDS" 'Not everything became healthy' all_healthy
}

WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-rehearsal.XXXXXX")
trap ': >"$WORK/stop"; sleep 0.5; rm -rf "$WORK"' EXIT
for step in ${steps:-$STEPS}; do
  "try_$step"
done

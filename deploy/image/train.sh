#!/usr/bin/env bash
# Trains the JVM: train.sh SHOP EMBEDDED starts the shop on an embedded database, brings one order from
# the shelf to the payment, and stops it, whereupon the JVM writes SHOP/saleproof.aot. Part of the image's
# build, which fails if there is no cache in the end.
set -euo pipefail

readonly SHOP=$1 EMBEDDED=$2
readonly START_SECONDS=180 STOP_SECONDS=300
readonly PORT=8080
export SALEPROOF_TRAINING="$SHOP/saleproof.aot"

work=$(mktemp -d)
pids=()

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  local pid
  for pid in ${pids[@]+"${pids[@]}"}; do
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT

give_up() {
  printf 'The training failed: %s\n' "$1" >&2
  cat "$work"/*.log >&2
  exit 1
}

# await SECONDS WHAT COMMAND…: until the command succeeds.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || give_up "$what"
    sleep 0.2
  done
}

database_url() {
  URL=$(sed -n 's/^\(mongodb:.*\)$/\1/p' "$work/database.log" | head -n 1)
  [ -n "$URL" ]
}

# ask METHOD PATH [BODY [HEADER]]: prints the status.
ask() (
  local body=${3:-} header=${4:-X-Nothing: 1}
  exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$PORT" || exit 1
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: */*\r\nContent-Type: application/json\r\n%s\r\nContent-Length: %s\r\n\r\n%s' \
    "$1" "$2" "$header" "${#body}" "$body" >&3
  read -r -t 20 _ status _ <&3
  cat <&3 >/dev/null
  printf '%s\n' "$status"
)

is_ready() {
  kill -0 "$shop" 2>/dev/null || give_up 'the shop ended'
  [ "$(ask GET /q/health/ready)" = 200 ]
}

# want STATUS as ask: the request is answered so.
want() {
  local wanted=$1 status
  shift
  status=$(ask "$@")
  [ "$status" = "$wanted" ] || give_up "$1 $2 was answered ${status:-nothing}, not $wanted"
}

is_gone() {
  ! kill -0 "$shop" 2>/dev/null
}

java -cp "$EMBEDDED/app/*:$EMBEDDED/lib/main/*:$EMBEDDED/lib/boot/*" io.saleproof.embedded.MongoProcess \
  "$work/database" >"$work/database.log" 2>&1 &
pids+=("$!")
await "$START_SECONDS" 'the database did not start' database_url

MONGODB_URL=$URL ACCESS=open HTTP_PORT=$PORT COLLECTIONS_API=true \
  SESSION_KEYS="training:$(head -c 32 /dev/zero | base64)" \
  "$SHOP/start.sh" >"$work/shop.log" 2>&1 &
shop=$!
pids+=("$shop")
await "$START_SECONDS" 'the shop did not become ready' is_ready

want 201 PUT /v1/products/training '{"name":"A lamp","description":"It trains","categories":["Light"],"price":{"amount":255,"currency":"GBP"},"attributes":{},"media":[]}' 'If-None-Match: *'
want 201 POST /v1/stock/training/movements '{"id":"training-1","type":"receive","quantity":40,"expectedVersion":null,"reason":"training"}'
want 200 GET '/v1/products?q=lamp&limit=5'
want 200 GET /v1/products/training
want 200 GET /v1/categories
want 200 GET /v1/stock/training
want 201 POST /v1/orders '{"customerId":"training","lines":[{"sku":"training","quantity":2}]}' 'Idempotency-Key: training-1'
want 200 GET /v1/customers/training/orders
# An order's id is its customer's, in base64url, and its number.
want 200 POST "/v1/orders/$(printf training | base64 | tr -d '=' | tr '+/' '-_').1/pay" '{}' 'Idempotency-Key: training-2'
want 404 GET /v1/products/nothing
want 200 GET /
want 200 GET /openapi
want 200 GET /q/metrics

# On its way out the JVM writes the cache, which takes a while.
kill -TERM "$shop"
await "$STOP_SECONDS" 'the shop did not stop' is_gone
[ -s "$SALEPROOF_TRAINING" ] || give_up 'no cache was written'
ls -l "$SALEPROOF_TRAINING"

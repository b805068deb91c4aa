#!/usr/bin/env bash
# Makes the cluster's database and fills it. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/mongo-init.sh [--no-demo] [--url URL]

Makes a sharded database of the containers that docker compose up -d has started: initiates the three
replica sets, makes users with no more rights than each needs, adds the shards, shards the collections,
and lets the shop in, which makes its indexes at its start. Then loads the demo shop through the shop's
own API, and somedb.helloDoc. Ends with the number of documents per shard and per member.

Run it again whenever you like, also after it was cut short: it looks at what is there and does the rest.

  --no-demo   leaves the shop empty
  --url URL   where the gateway is (default: http://localhost:8080)
  --help      this text
TEXT
}

# Bounds of what is waited for, in seconds.
readonly CONTAINER_SECONDS=180
readonly SHOP_SECONDS=240
readonly IMPORT_SECONDS=3600
readonly REQUEST_SECONDS=30
# How often the many small requests of the demo data are gone over, until each has been done.
readonly ROUNDS=5
readonly SIDE_BY_SIDE=16

readonly SHARD1=shard1-a:27017,shard1-b:27017,shard1-c:27017
readonly SHARD2=shard2-a:27017,shard2-b:27017,shard2-c:27017
readonly CONFIG=config-a:27017,config-b:27017,config-c:27017
readonly SHARDS="shard1/$SHARD1 shard2/$SHARD2"
readonly ROUTERS=mongos-a:27017,mongos-b:27017,mongos-c:27017
readonly DEMO="$ROOT/src/main/resources/demo"

demo=yes url=http://localhost:8080
while [ $# -gt 0 ]; do
  case "$1" in
    --url=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --no-demo) demo=no; shift ;;
    --url) url=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "mongo-init.sh knows no option '$1'." ;;
  esac
done

step() {
  printf '%s\n' "$1"
}

# --- The database --------------------------------------------------------------------------------

# in_member SERVICE SCRIPT [NAME=VALUE…]: runs a script of deploy/mongo in a member's container.
in_member() {
  local service=$1 script=$2 variables=() variable
  shift 2
  for variable in "$@"; do
    variables+=(-e "$variable")
  done
  compose exec -T ${variables[@]+"${variables[@]}"} "$service" \
    bash /deploy/shell.sh --nodb "/deploy/$script.js" </dev/null
}

runs() {
  compose exec -T "$1" true </dev/null >/dev/null 2>&1
}

# make_set NAME MEMBERS [NAME=VALUE]: and its first users, at whoever is its primary.
make_set() {
  local name=$1 members=$2 first said primary member
  shift 2
  for member in ${members//,/ }; do
    await "$CONTAINER_SECONDS" "The container ${member%:*} does not run: docker compose up -d starts it" \
      runs "${member%:*}"
  done
  first=${members%%:*}
  said=$(in_member "$first" set "SET=$name" "MEMBERS=$members" "$@") \
    || fail "${said:-$first did not answer}"
  printf '%s\n' "$said" | sed '/^primary /d'
  primary=$(printf '%s\n' "$said" | sed -n 's/^primary \(.*\):.*$/\1/p')
  in_member "$primary" users || fail "The users of $name were not made."
}

make_database() {
  step 'Replica sets and their users:'
  make_set config "$CONFIG" CONFIG_SERVERS=true
  make_set shard1 "$SHARD1"
  make_set shard2 "$SHARD2"
  step 'Shards and collections:'
  in_member config-a shards "ROUTERS=$ROUTERS" "SHARDS=$SHARDS" || fail 'The collections were not sharded.'
  # Last, so that no instance writes into a collection before it is sharded.
  step 'The shop:'
  in_member config-a shop-user "ROUTERS=$ROUTERS" || fail "The shop's user was not made."
}

# --- The shop ------------------------------------------------------------------------------------

# status METHOD PATH: what the gateway answers; 000 if it doesn't.
status() {
  curl -s -o /dev/null -m "$REQUEST_SECONDS" -w '%{http_code}' -X "$1" "$url$2" || true
}

shop_answers() {
  [ "$(status GET '/v1/products?limit=1')" = 200 ]
}

# An instance waits for its database for two minutes; one whose start has ended since then is started again
# by Docker, but after up to a minute.
wake_shop() {
  local container waiting=()
  for container in $(containers_of app); do
    if [ "$(docker inspect --format '{{.State.Status}}' "$container")" = restarting ]; then
      waiting+=("$container")
    fi
  done
  if [ "${#waiting[@]}" -gt 0 ]; then
    docker restart "${waiting[@]}" >/dev/null
  fi
}

await_shop() {
  wake_shop
  await "$SHOP_SECONDS" "The shop did not answer at $url: docker compose logs app apisix tells more" \
    shop_answers
  printf '  answers at %s\n' "$url"
}

# --- Demo data -----------------------------------------------------------------------------------

# import WHAT FILE TYPE: one of the shop's imports; its summary stands in the last line.
import() {
  local answer="$WORK/answer"
  if ! curl -sS -m "$IMPORT_SECONDS" -o "$answer" -X POST "$url/v1/$1/import" -K "$WORK/token" \
    -H "Content-Type: $3" -H 'Content-Encoding: gzip' --data-binary "@$2"; then
    fail "The import of $1 was cut short: run mongo-init.sh again."
  fi
  case "$(tail -n 1 "$answer")" in
    *'"type":"summary"'*) printf '  %s: %s\n' "$1" "$(tail -n 1 "$answer" | sed 's/"type":"summary",//')" ;;
    *) fail "The import of $1 was refused: $(head -c 500 "$answer")" ;;
  esac
}

# Each writes its requests as a configuration of curl; every one may be repeated.
customer_requests() {
  gzip -dc "$DEMO/customers.ndjson.gz" | sed -n 's/^{"id":"\([^"]*\)",\(.*\)$/\1 {\2/p' \
    | while read -r id body; do
      request PUT "/v1/customers/$id" 'If-None-Match: *' "$body"
    done
}

stock_requests() {
  gzip -dc "$DEMO/stock.csv.gz" | tr -d '\r' | while IFS=, read -r sku quantity; do
    case "$quantity" in
      '' | 0 | *[!0-9]*) ;;
      *)
        request POST "/v1/stock/$sku/movements" "Idempotency-Key: opening-$sku" \
          "{\"id\":\"opening-$sku\",\"type\":\"receive\",\"quantity\":$quantity,\"expectedVersion\":null,\"reason\":\"opening stock\"}"
        ;;
    esac
  done
}

# request METHOD PATH HEADER BODY
request() {
  local body=${4//\\/\\\\}
  printf 'next\nurl = "%s%s"\nrequest = "%s"\nheader = "%s"\nheader = "Content-Type: application/json"\n' \
    "$url" "$2" "$1" "$3"
  printf 'data-binary = "%s"\noutput = "/dev/null"\nwrite-out = "%%{http_code}\\n"\nmax-time = %s\nsilent\n' \
    "${body//\"/\\\"}" "$REQUEST_SECONDS"
  printf '%s\n' "$AUTHORIZATION"
}

# many WHAT COMMAND STATUSES: sends the requests until each was answered with one of these.
many() {
  local what=$1 wanted=$3 round=0 all odd fresh
  "$2" | sed 1d >"$WORK/requests"
  all=$(grep -c '^url' "$WORK/requests")
  while [ "$round" -lt "$ROUNDS" ]; do
    round=$((round + 1))
    curl --parallel --parallel-max "$SIDE_BY_SIDE" -K "$WORK/requests" >"$WORK/statuses" 2>/dev/null || true
    odd=$((all - $(grep -cE "^($wanted)\$" "$WORK/statuses" || true)))
    if [ "$odd" -eq 0 ]; then
      fresh=$(grep -c '^201$' "$WORK/statuses" || true)
      printf '  %s: %s new, %s there already\n' "$what" "$fresh" "$((all - fresh))"
      return
    fi
    printf '  %s: %s of %s not yet (%s)\n' "$what" "$odd" "$all" \
      "$(grep -vE "^($wanted)\$" "$WORK/statuses" | sort | uniq -c | awk '{printf "%s%s × %s", s, $1, $2; s=", "}')"
    # What was refused for its number alone may come again in a moment.
    sleep 5
  done
  fail "The demo data are not whole: run mongo-init.sh again."
}

# Customers come after the products, which are whole when there is one of them.
has_demo_products() {
  local id
  id=$(gzip -dc "$DEMO/customers.ndjson.gz" | sed -n 's/^{"id":"\([^"]*\)",.*/\1/p' | awk 'NR == 1')
  [ "$(curl -s -o /dev/null -m "$REQUEST_SECONDS" -w '%{http_code}' -K "$WORK/token" "$url/v1/customers/$id" || true)" = 200 ]
}

load_demo() {
  step 'Demo shop, in the order that a shop comes about:'
  AUTHORIZATION="header = \"Authorization: Bearer $(make_token admin mongo-init 7200)\""
  printf '%s\n' "$AUTHORIZATION" >"$WORK/token"
  # Who has changed a product since keeps it so.
  if has_demo_products; then
    printf '  products: there already, left as they are\n'
  else
    import products "$DEMO/products.ndjson.gz" application/x-ndjson
  fi
  many 'opening stock' stock_requests '201|200'
  many customers customer_requests '201|412'
  import orders "$DEMO/orders.csv.gz" text/csv
}

need_cluster
command -v curl >/dev/null 2>&1 || fail "mongo-init.sh needs curl: install it."
umask 077
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-init.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ -n "$(containers_of config-a)" ] || fail 'The cluster is not there: docker compose up -d starts it.'
make_database
await_shop
if [ "$demo" = yes ]; then
  load_demo
fi
step "The original service's collection:"
in_member config-a hello "ROUTERS=$ROUTERS" || fail 'somedb.helloDoc was not filled.'
step ''
in_member config-a counts "ROUTERS=$ROUTERS" "SHARDS=$SHARDS" || fail 'The documents could not be counted.'
printf '\nDone in %s s: %s/docs\n' "$SECONDS" "$url"

#!/usr/bin/env bash
# Plays the story of the key-value nodes on local processes, without Docker. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/demo-nodes.sh

Starts key-value nodes on this machine, each with a Redis of its own and a wrong clock, and shows
that they end equal: updates and removals at any node, a node that is killed, one that joins late.
Prints each step; ends with 1 if one doesn't hold. All processes and data are gone afterwards.

  --help   this text

Needs curl; takes redis-server from the PATH, or the one that comes with the program.
TEXT
}

# Bounds of what may take a while, in rounds of 0.2 s.
readonly START_ROUNDS=300
readonly EQUAL_ROUNDS=50
readonly REQUEST_SECONDS=10

while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    *) misuse "demo-nodes.sh knows no option '$1'." ;;
  esac
done
command -v curl >/dev/null 2>&1 || fail "demo-nodes.sh needs curl: install it."

find_jdk
ensure_built
DATA=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-nodes.XXXXXX")
PIDS=()
PORTS=() NODE_PIDS=()
STEP=0

# Kills what this script started, by process id.
clean_up() {
  local pid
  for pid in ${PIDS[@]+"${PIDS[@]}"}; do
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$DATA"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() {
  STEP=$((STEP + 1))
  printf '(%s) %s\n' "$STEP" "$1"
}

broken() {
  printf 'BROKEN: %s\n' "$1" >&2
  exit 1
}

# --- Redis ---------------------------------------------------------------------------------------

# redis_server sets REDIS_SERVER: the machine's, or the one for this machine out of the program.
redis_server() {
  local jar name
  if REDIS_SERVER=$(command -v redis-server); then
    return 0
  fi
  jar=$(find "$APP/lib" -name '*embedded-redis-*.jar' | head -1)
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) name='linux-amd64' ;;
    Linux-aarch64) name='linux-arm64' ;;
    Darwin-x86_64) name='darwin-amd64' ;;
    Darwin-arm64) name='darwin-arm64' ;;
    *) name=none ;;
  esac
  if [ -n "$jar" ]; then
    name=$("$JDK_HOME/bin/jar" tf "$jar" | grep "redis-server-.*$name\$" || true)
  fi
  if [ -z "$jar" ] || [ -z "$name" ]; then
    fail "There is no redis-server for this machine: install Redis."
  fi
  (cd "$DATA" && "$JDK_HOME/bin/jar" xf "$jar" "$name")
  REDIS_SERVER="$DATA/$name"
  chmod +x "$REDIS_SERVER"
}

# start_redis NAME: sets REDIS_PORT.
start_redis() {
  REDIS_PORT=$(free_port)
  mkdir -p "$DATA/$1"
  "$REDIS_SERVER" --port "$REDIS_PORT" --bind 127.0.0.1 --dir "$DATA/$1" --save '' \
    --appendonly yes --appendfsync always >"$DATA/$1.log" 2>&1 &
  PIDS+=($!)
}

# --- Nodes ---------------------------------------------------------------------------------------

# run_node NUMBER CLOCK_OFFSET: starts it at its port, on its Redis.
run_node() {
  local number=$1
  NODE_NAME="node-$number" REDIS_URL="redis://127.0.0.1:${REDIS_PORTS[$number]}" \
    REGISTRY_REDIS_URL="redis://127.0.0.1:$LIST_PORT" NODE_CLOCK_OFFSET_SECONDS=$2 \
    "$ROOT/scripts/run.sh" --role node --port "${PORTS[$number]}" --data "$DATA/node-$number" \
    >>"$DATA/node-$number.log" 2>&1 &
  NODE_PIDS[number]=$!
  PIDS+=($!)
}

REDIS_PORTS=()
# new_node NUMBER CLOCK_OFFSET
new_node() {
  start_redis "redis-$1"
  REDIS_PORTS[$1]=$REDIS_PORT
  PORTS[$1]=$(free_port)
  run_node "$1" "$2"
}

await_node() {
  local round
  for ((round = 0; round < START_ROUNDS; round++)); do
    if answers "${PORTS[$1]}" /q/health/ready; then
      return 0
    fi
    sleep 0.2
  done
  cat "$DATA/node-$1.log" >&2
  broken "node-$1 did not start"
}

# at NUMBER CURL_ARGUMENTS… PATH: asks a node, prints what a person would type and the answer.
at() {
  local node=$1 path="${*: -1}"
  local options=("${@:2:$#-2}")
  ANSWER=$(curl -sS --max-time "$REQUEST_SECONDS" ${options[@]+"${options[@]}"} \
    "http://127.0.0.1:${PORTS[$node]}$path")
  printf '    node-%s %s%s\n      %s\n' "$node" "${options[*]:+${options[*]} }" "$path" "$ANSWER"
}

dump_of() {
  curl -sS --max-time "$REQUEST_SECONDS" "http://127.0.0.1:${PORTS[$1]}/nodes/dump" || true
}

# all_hold JSON NUMBERS…: soon all these nodes show exactly this.
all_hold() {
  local wanted=$1 node round shown=''
  shift
  for node in "$@"; do
    for ((round = 0; round < EQUAL_ROUNDS; round++)); do
      shown=$(dump_of "$node")
      [ "$shown" != "$wanted" ] || break
      sleep 0.2
    done
    [ "$shown" = "$wanted" ] || broken "node-$node shows $shown, not $wanted"
  done
  printf '    nodes %s show %s\n' "$*" "$wanted"
}

# --- The story -----------------------------------------------------------------------------------

redis_server
start_redis list
LIST_PORT=$REDIS_PORT

step 'Three nodes start; node-2 is 10 minutes ahead, node-3 10 minutes behind.'
new_node 1 0
new_node 2 600
new_node 3 -600
for node in 1 2 3; do await_node "$node"; done

step 'An update at node-1 reaches all; so does one in the new spelling at node-2.'
at 1 '/nodes/update?name=color&value=red'
at 2 -X PUT -H 'Content-Type: application/json' -d '{"value": "large"}' /v1/nodes/size
all_hold '{"color":"red","size":"large"}' 1 2 3

step 'node-3 overwrites what node-2 wrote, twenty minutes "earlier": it stands.'
at 3 '/nodes/update?name=size&value=small'
all_hold '{"color":"red","size":"small"}' 1 2 3

step 'node-3 is killed (kill -9); the others go on.'
kill -9 "${NODE_PIDS[3]}"
wait "${NODE_PIDS[3]}" 2>/dev/null || true
at 1 '/nodes/update?name=taste&value=sweet'
at 2 '/nodes/remove?name=color'
all_hold '{"size":"small","taste":"sweet"}' 1 2

step 'node-3 starts again, and has what it missed; what was removed stays removed.'
run_node 3 -600
await_node 3
all_hold '{"size":"small","taste":"sweet"}' 1 2 3

step 'node-4 joins, and has everything before it serves.'
new_node 4 0
await_node 4
all_hold '{"size":"small","taste":"sweet"}' 4

step 'A removal at node-4 reaches all.'
at 4 -X DELETE /v1/nodes/taste
all_hold '{"size":"small"}' 1 2 3 4

step 'A missing pair is told as such.'
at 1 '/nodes/get?name=taste'
case "$ANSWER" in
  *'"status":404'*) ;;
  *) broken 'the removed pair is still there' ;;
esac
printf 'All nodes ended equal.\n'

#!/usr/bin/env bash
# Tests of deploy/redis/form-cluster.sh with six real servers on this machine and the cluster's own
# configuration. Takes about three minutes. The last line reads "N passed, N failed".
set -euo pipefail
# shellcheck source=scripts/tests/expect.sh
. "$(dirname "${BASH_SOURCE[0]}")/expect.sh"

for program in redis-server redis-cli; do
  if ! command -v "$program" >/dev/null 2>&1; then
    printf 'left out, all of them: there is no %s\n0 passed, 0 failed\n' "$program"
    exit 0
  fi
done

WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-redis.XXXXXX")
# Each has another port 10,000 above, for the other nodes: both below those that the system hands out.
FIRST=$((10000 + RANDOM % 1200 * 10))
export REDISCLI_AUTH=planted-for-tests
readonly START_SECONDS=10
PIDS=()

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  local number
  for number in 1 2 3 4 5 6; do
    stop "$number"
  done
  rm -rf "$WORK"
}
trap clean_up EXIT

node() {
  printf '127.0.0.1:%s' $((FIRST + $1))
}

ask() {
  local number=$1
  shift
  redis-cli -p $((FIRST + number)) "$@"
}

start() {
  local number=$1 left=$((START_SECONDS * 10))
  mkdir -p "$WORK/$number"
  redis-server "$WORK/redis.conf" --port $((FIRST + number)) --bind 127.0.0.1 --dir "$WORK/$number" \
    --requirepass "$REDISCLI_AUTH" --masterauth "$REDISCLI_AUTH" >"$WORK/$number.log" 2>&1 &
  PIDS[number]=$!
  until [ "$(ask "$number" ping 2>/dev/null)" = PONG ]; do
    left=$((left - 1))
    if [ "$left" -eq 0 ]; then
      tail -n 5 "$WORK/$number.log"
      exit 1
    fi
    sleep 0.1
  done
}

stop() {
  if [ -n "${PIDS[$1]:-}" ]; then
    kill -KILL "${PIDS[$1]}" 2>/dev/null || true
    wait "${PIDS[$1]}" 2>/dev/null || true
    PIDS[$1]=''
  fi
}

# lose SECONDS NUMBER…: as containers whose volumes were removed, away for so long.
lose() {
  local seconds=$1 number
  shift
  for number in "$@"; do
    stop "$number"
    rm -rf "${WORK:?}/$number"
  done
  sleep "$seconds"
  for number in "$@"; do
    start "$number"
  done
}

fresh() {
  lose 0 1 2 3 4 5 6
}

form() {
  sh deploy/redis/form-cluster.sh "$(node 1)" "$(node 2)" "$(node 3)" "$(node 4)" "$(node 5)" "$(node 6)"
}

# form_for SECONDS: cut short after so long.
form_for() {
  sh "$REPOSITORY/deploy/redis/form-cluster.sh" \
    "$(node 1)" "$(node 2)" "$(node 3)" "$(node 4)" "$(node 5)" "$(node 6)" >/dev/null 2>&1 &
  local pid=$!
  sleep "$1"
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

form_impatiently() {
  ANSWER_SECONDS=2 form
}

# those MASTER_OR_SLAVE: the numbers of all that are.
those() {
  local number
  for number in 1 2 3 4 5 6; do
    if [ "$(ask "$number" role | head -n 1)" = "$1" ]; then printf '%s\n' "$number"; fi
  done
}

a_master() {
  those master | head -n 1
}

# replica_of NUMBER: which of us follows it.
replica_of() {
  local number id
  id=$(ask "$1" cluster myid)
  for number in 1 2 3 4 5 6; do
    if ask "$number" cluster nodes | grep myself | grep -q " $id "; then
      case "$(ask "$number" role | head -n 1)" in slave) printf '%s\n' "$number" ;; esac
    fi
  done
}

# Says what is, as each of the six sees it.
summary() {
  local number
  for number in 1 2 3 4 5 6; do
    printf 'known %s, gone %s, masters %s, replicas %s, slots %s\n' \
      "$(ask "$number" cluster info | tr -d '\r' | sed -n 's/^cluster_known_nodes://p')" \
      "$(ask "$number" cluster nodes | grep -cE 'noaddr|fail' || true)" \
      "$(ask "$number" cluster nodes | awk '$3 ~ /master/ && NF > 8' | wc -l | tr -d ' ')" \
      "$(ask "$number" cluster nodes | awk '$3 ~ /slave/ { print $4 }' | sort -u | wc -l | tr -d ' ')" \
      "$(ask "$number" cluster info | tr -d '\r' | sed -n 's/^cluster_slots_ok://p')"
  done | sort | uniq -c | sed 's/^ *//'
}
readonly WHOLE='6 known 6, gone 0, masters 3, replicas 3, slots 16384'

# Roles and gossip need a moment.
becomes_whole() {
  local left=100
  until [ "$(summary)" = "$WHOLE" ] || [ "$left" -eq 0 ]; do
    left=$((left - 1))
    sleep 0.1
  done
  summary
}

# The paths of a container are not this machine's.
sed '/^dir /d' "$REPOSITORY/deploy/redis/redis.conf" >"$WORK/redis.conf"

fresh
expect makesOneClusterOfSix 0 'ready, 3 masters and 3 replicas' form
expect theSixAreWhole 0 "$WHOLE" becomes_whole
expect changesNothingTheSecondTime 0 '6 nodes are one cluster already' form

lose 0 "$(replica_of 1)"
expect takesInAReplicaThatLostItsVolume 0 'ready, 3 masters and 3 replicas' form
expect isWholeWithTheNewReplica 0 "$WHOLE" becomes_whole

lose 0 "$(a_master)"
expect takesInAMasterThatLostItsVolumeAndWasBackAtOnce 0 'ready, 3 masters and 3 replicas' form
expect isWholeWithTheReplicaInItsPlace 0 "$WHOLE" becomes_whole

lose 8 "$(a_master)"
expect takesInAMasterWhoseReplicaTookOverLongAgo 0 'ready, 3 masters and 3 replicas' form
expect isWholeAfterTheTakeover 0 "$WHOLE" becomes_whole

# Two of three masters: nobody is left to elect their replicas.
# shellcheck disable=SC2046 # one argument each
lose 0 $(those master | head -n 2)
expect takesInTwoMastersThatLostTheirVolumes 0 'ready, 3 masters and 3 replicas' form
expect isWholeWithBothReplicasInTheirPlace 0 "$WHOLE" becomes_whole

lose 0 "$(a_master)" "$(replica_of "$(those master | tail -n 1)")"
expect takesInAMasterAndTheReplicaOfAnother 0 'ready, 3 masters and 3 replicas' form
expect isWholeWithBothOfThem 0 "$WHOLE" becomes_whole

# Merely down: nobody may forget it.
down=$(replica_of "$(a_master)")
stop "$down"
sleep 5
expect waitsForANodeThatIsDown 1 'did not answer within 2 s' form_impatiently
start "$down"
expect takesItBackAsItWas 0 "$WHOLE" becomes_whole

# A pair that is lost has lost its slots: whether they may start empty is not for a script to say.
master=$(a_master) replica=$(replica_of "$master") lost=$(ask "$master" cluster myid)
lose 0 "$master" "$replica"
sleep 5
expect stopsWhereSlotsAreLost 1 'its slots are lost' form
for number in 1 2 3 4 5 6; do
  ask "$number" cluster forget "$lost" >/dev/null
done
expect goesOnOnceTheyMayStartEmpty 0 'ready, 3 masters and 3 replicas' form
expect isWholeWithTheNewPair 0 "$WHOLE" becomes_whole

# Cut short anywhere, with a master lost as well as from nothing, it ends the same.
for seconds in 0.4 2 5; do
  lose 0 "$(a_master)"
  form_for "$seconds"
  expect "endsAsWholeAfterACutAt$seconds" 0 'redis-cluster: ' form
  expect "isWholeAfterACutAt$seconds" 0 "$WHOLE" becomes_whole
done
fresh
for seconds in 0.2 0.6 1.2 2 3; do
  form_for "$seconds"
done
expect endsAsWholeAfterFiveCuts 0 'redis-cluster: ' form
expect isWholeAfterFiveCuts 0 "$WHOLE" becomes_whole

expected

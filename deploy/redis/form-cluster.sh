#!/bin/sh
# Makes one Redis Cluster of the nodes named: the first half masters, the second half their replicas.
# Usage: form-cluster.sh HOST:PORT… (an even number, six at least). The password is in REDISCLI_AUTH.
#
# Each step looks first, so it may be run at any time, and after having been cut short at any point: on a
# cluster that is whole it changes nothing, whoever is master by now.
set -eu

# Bounds of what is waited for, in seconds.
ANSWER_SECONDS=60
MEET_SECONDS=60
WHOLE_SECONDS=120
SLOTS=16384

say() {
  printf '%s\n' "$*"
}

give_up() {
  say "redis-cluster: $*" >&2
  exit 1
}

# ask NODE COMMAND…
ask() {
  node=$1
  shift
  redis-cli -h "${node%:*}" -p "${node##*:}" "$@" | tr -d '\r'
}

# await SECONDS WHAT COMMAND…: until the command succeeds.
await() {
  left=$1 what=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || give_up "$what"
    sleep 1
  done
}

answers() {
  [ "$(ask "$1" ping 2>/dev/null)" = PONG ]
}

# info NODE FIELD: a line of CLUSTER INFO.
info() {
  ask "$1" cluster info | sed -n "s/^$2://p"
}

knows_all() {
  for each in $NODES; do
    [ "$(info "$each" cluster_known_nodes)" = "$COUNT" ] || return 1
  done
}

role() {
  ask "$1" role | head -n 1
}

# Its own line of CLUSTER NODES, from the ninth field on: what it is master of.
slots_of() {
  ask "$1" cluster nodes | sed -n '/myself/p' | cut -d ' ' -f 9-
}

is_whole() {
  for each in $NODES; do
    [ "$(info "$each" cluster_state)" = ok ] || return 1
    [ "$(info "$each" cluster_slots_ok)" = "$SLOTS" ] || return 1
    [ "$(info "$each" cluster_size)" = "$MASTERS" ] || return 1
  done
}

# Every replica is linked with its master and has all that it had.
replicas_follow() {
  for each in $NODES; do
    if [ "$(role "$each")" = slave ]; then
      [ "$(ask "$each" info replication | sed -n 's/^master_link_status://p')" = up ] || return 1
    fi
  done
}

count_replicas() {
  found=0
  for each in $NODES; do
    if [ "$(role "$each")" = slave ]; then found=$((found + 1)); fi
  done
  printf '%s\n' "$found"
}

has_its_replicas() {
  [ "$(count_replicas)" = "$MASTERS" ]
}

NODES=$*
COUNT=$#
MASTERS=$((COUNT / 2))
if [ "$COUNT" -lt 6 ] || [ $((MASTERS * 2)) -ne "$COUNT" ]; then
  give_up "name an even number of nodes, six at least"
fi

for node in $NODES; do
  await "$ANSWER_SECONDS" "$node did not answer within $ANSWER_SECONDS s" answers "$node"
done
if is_whole && has_its_replicas && replicas_follow; then
  say "redis-cluster: $COUNT nodes are one cluster already."
  exit 0
fi

say "redis-cluster: making one cluster of $COUNT nodes"
for node in $NODES; do
  [ "$node" = "$1" ] || ask "$1" cluster meet "${node%:*}" "${node##*:}" >/dev/null
done
await "$MEET_SECONDS" "the nodes did not find each other within $MEET_SECONDS s" knows_all

# Masters: a part of the slots for each of the first half, unless somebody has that part.
number=0
for node in $NODES; do
  [ "$number" -lt "$MASTERS" ] || break
  from=$((SLOTS * number / MASTERS))
  to=$((SLOTS * (number + 1) / MASTERS - 1))
  if [ "$(role "$node")" = master ] && [ -z "$(slots_of "$node")" ]; then
    answer=$(ask "$node" cluster addslotsrange "$from" "$to")
    case "$answer" in
      OK) say "  $node: slots $from to $to" ;;
      *busy*) say "  $node: slots $from to $to are served by another node" ;;
      *) give_up "$node takes no slots: $answer" ;;
    esac
  fi
  number=$((number + 1))
done
await "$WHOLE_SECONDS" "the nodes did not agree on the slots within $WHOLE_SECONDS s" is_whole

# Replicas: whoever of the second half serves nothing follows his counterpart of the first.
number=0
for node in $NODES; do
  if [ "$number" -ge "$MASTERS" ] && [ "$(role "$node")" = master ] && [ -z "$(slots_of "$node")" ]; then
    counterpart=$(printf '%s\n' "$NODES" | tr ' ' '\n' | sed -n "$((number - MASTERS + 1))p")
    answer=$(ask "$node" cluster replicate "$(ask "$counterpart" cluster myid)")
    [ "$answer" = OK ] || give_up "$node does not follow $counterpart: $answer"
    say "  $node: replica of $counterpart"
  fi
  number=$((number + 1))
done
await "$WHOLE_SECONDS" "the replicas were not ready within $WHOLE_SECONDS s" replicas_follow
await "$WHOLE_SECONDS" "there are not $MASTERS replicas" has_its_replicas
say "redis-cluster: ready, $MASTERS masters and $MASTERS replicas"

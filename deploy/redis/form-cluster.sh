#!/bin/sh
# Makes one Redis Cluster of the nodes named: the first half masters, the second half their replicas.
# Usage: form-cluster.sh HOST:PORT… (an even number, six at least). The password is in REDISCLI_AUTH.
#
# Each step looks first, so it may be run at any time, and after having been cut short at any point: on a
# cluster that is whole it changes nothing, whoever is master by now. A node that lost its volume comes
# back empty and with a new id: the old one is forgotten, the new one follows a master that has no replica.
set -eu

# Bounds of what is waited for, in seconds.
ANSWER_SECONDS=${ANSWER_SECONDS:-60}
TAKEOVER_SECONDS=60
MEET_SECONDS=60
WHOLE_SECONDS=120
# A takeover that was asked for is over, or has failed, after five seconds.
ASK_AGAIN_SECONDS=6
SLOTS=16384
ID_LENGTH=40

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

# knows NODE: prints how many of us it is linked with, itself included.
knows() {
  ask "$1" cluster nodes | awk -v ids=" $IDS " '
    index(ids, " " $1 " ") && $8 == "connected" && $3 !~ /handshake|noaddr/ { known++ }
    END { print known + 0 }'
}

# Not by how many nodes there are: somebody else's may be among them.
knows_all() {
  for each in $NODES; do
    [ "$(knows "$each")" = "$COUNT" ] || return 1
  done
}

# owners NODE: who serves which slots, as this node sees it.
owners() {
  ask "$1" cluster nodes | awk 'NF > 8 { $2 = $3 = $4 = $5 = $6 = $7 = $8 = ""; print }' | sort
}

agree_on_slots() {
  first=$(owners "${NODES%% *}")
  for each in $NODES; do
    [ "$(owners "$each")" = "$first" ] || return 1
  done
}

role() {
  ask "$1" role | head -n 1
}

# Its own line of CLUSTER NODES, from the ninth field on: what it is master of.
slots_of() {
  ask "$1" cluster nodes | sed -n '/myself/p' | cut -d ' ' -f 9-
}

# master_of NODE: the id of whom it follows, "-" if nobody.
master_of() {
  ask "$1" cluster nodes | awk '/myself/ { print $4 }'
}

# gone NODE HOW: ids that this node knows and that none of us has. As all of us answer, whoever is known at
# one of our addresses has been replaced, even where it is not seen yet. HOW:
#   idle     fails, or has no address any more, and serves no slots
#   serving  the same, with slots
#   unseen   at one of our addresses, and not seen to fail
gone() {
  ask "$1" cluster nodes | awk -v ids=" $IDS " -v nodes=" $NODES " -v wanted="$2" '
    index(ids, " " $1 " ") || $3 ~ /handshake/ { next }
    {
      address = $2
      sub(/@.*/, "", address)
      flags = "," $3 ","
      if (index(flags, ",noaddr,") || index(flags, ",fail,")) how = NF > 8 ? "serving" : "idle"
      else if (index(nodes, " " address " ")) how = "unseen"
      else next
      if (how == wanted) print $1
    }'
}

nobody_is_gone() {
  for each in $NODES; do
    [ -z "$(gone "$each" idle)$(gone "$each" serving)$(gone "$each" unseen)" ] || return 1
  done
}

# replica_of ID: whoever of us follows it.
replica_of() {
  for follower in $NODES; do
    if [ "$(master_of "$follower")" = "$1" ]; then
      printf '%s\n' "$follower"
      return
    fi
  done
}

forget_idle() {
  for each in $NODES; do
    for id in $(gone "$each" idle); do
      answer=$(ask "$each" cluster forget "$id")
      case "$answer" in
        OK) say "  $each: forgets $id, which is gone" ;;
        # Somebody else was faster.
        *Unknown*) ;;
        *) give_up "$each does not forget $id, which is gone: $answer" ;;
      esac
    done
  done
}

# Redis elects a replica by itself only if it saw its master fail; of one that came back empty at once it
# sees nothing but another id, so that the replica is asked to stand. If it wasn't elected, as too few
# masters are left, it needn't be: whom it follows can't come back, somebody else has that address.
replace_serving() {
  for each in $NODES; do
    for id in $(gone "$each" serving); do
      replica=$(replica_of "$id")
      if [ -z "$replica" ]; then
        # It may have taken over in between.
        case " $(gone "$each" serving | tr '\n' ' ')" in *" $id "*) ;; *) continue ;; esac
        give_up "$id is gone, and so is every replica of it: its slots are lost. If they may start empty," \
          "send CLUSTER FORGET $id to each node within a minute, then run this again"
      fi
      case " $asked " in *" $id "*) continue ;; esac
      asked="$asked $id"
      say "  $replica: to take over from $id, which is gone"
      ask "$replica" cluster failover "$how" >/dev/null
    done
  done
}

let_go() {
  left=$TAKEOVER_SECONDS asked='' how=force
  until nobody_is_gone; do
    [ "$left" -gt 0 ] \
      || give_up "nodes that are gone were not all replaced and forgotten within $TAKEOVER_SECONDS s"
    replace_serving
    forget_idle
    left=$((left - 1))
    if [ $((left % ASK_AGAIN_SECONDS)) -eq 0 ] && [ -n "$asked" ]; then asked='' how=takeover; fi
    sleep 1
  done
}

# A master that nobody of us follows.
master_alone() {
  for each in $NODES; do
    if [ -n "$(slots_of "$each")" ] && [ -z "$(replica_of "$(ask "$each" cluster myid)")" ]; then
      printf '%s\n' "$each"
      return
    fi
  done
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
IDS=''
for node in $NODES; do
  id=$(ask "$node" cluster myid)
  # Whose id isn't known might be taken for gone.
  if [ "${#id}" -ne "$ID_LENGTH" ]; then give_up "$node does not say its id: $id"; fi
  IDS="$IDS $id"
done
if is_whole && has_its_replicas && replicas_follow && nobody_is_gone; then
  say "redis-cluster: $COUNT nodes are one cluster already."
  exit 0
fi

say "redis-cluster: making one cluster of $COUNT nodes"
let_go
for node in $NODES; do
  [ "$node" = "$1" ] || ask "$1" cluster meet "${node%:*}" "${node##*:}" >/dev/null
done
await "$MEET_SECONDS" "the nodes did not find each other within $MEET_SECONDS s" knows_all
# A node that has just come would otherwise take slots that have an owner.
await "$MEET_SECONDS" "the nodes did not agree within $MEET_SECONDS s on who serves what" agree_on_slots

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

# Replicas: whoever serves nothing follows the first master that has none; at the beginning that is the
# fourth node the first, the fifth the second, the sixth the third.
for node in $NODES; do
  if [ "$(role "$node")" = master ] && [ -z "$(slots_of "$node")" ]; then
    master=$(master_alone)
    [ -n "$master" ] || give_up "$node serves nothing, and every master has a replica"
    answer=$(ask "$node" cluster replicate "$(ask "$master" cluster myid)")
    [ "$answer" = OK ] || give_up "$node does not follow $master: $answer"
    say "  $node: replica of $master"
  fi
done
await "$WHOLE_SECONDS" "the replicas were not ready within $WHOLE_SECONDS s" replicas_follow
await "$WHOLE_SECONDS" "there are not $MASTERS replicas" has_its_replicas
say "redis-cluster: ready, $MASTERS masters and $MASTERS replicas"

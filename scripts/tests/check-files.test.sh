#!/usr/bin/env bash
# Tests of check-files.sh: it passes as things are, says what it leaves out, and finds each mistake that
# is planted in a copy. What the checks in Python find is tested in scripts/cluster/tests; here are those
# of other programs, left out where those are not. The last line reads "N passed, N failed".
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PASSED=0 FAILED=0 SKIPPED=0
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-files-test.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

# expect NAME STATUS WORDS COMMAND…: the command ends so and says these words.
expect() {
  local name=$1 wanted=$2 words=$3 status=0 said
  shift 3
  said=$("$@" 2>&1) || status=$?
  case "$said" in
    *"$words"*)
      if [ "$status" -eq "$wanted" ]; then
        PASSED=$((PASSED + 1))
        printf 'ok      %s\n' "$name"
        return
      fi
      ;;
  esac
  FAILED=$((FAILED + 1))
  printf 'FAILED  %s: status %s; it said: %s\n' "$name" "$status" "$said"
}

fresh_copy() {
  rm -rf "$WORK/copy"
  mkdir -p "$WORK/copy/docs"
  cp -R "$REPOSITORY/docker-compose.yml" "$REPOSITORY/Dockerfile" "$REPOSITORY/apisix" "$REPOSITORY/deploy" \
    "$REPOSITORY/scripts" "$WORK/copy/"
  cp -R "$REPOSITORY/docs/pictures" "$WORK/copy/docs/"
  # Made once, as it takes a while.
  if [ -d "$REPOSITORY/.venv/cluster" ]; then
    mkdir "$WORK/copy/.venv"
    ln -s "$REPOSITORY/.venv/cluster" "$WORK/copy/.venv/cluster"
  fi
}

has() {
  case "$1" in
    'docker compose') docker compose version >/dev/null 2>&1 ;;
    kubernetes) command -v kubectl >/dev/null 2>&1 && [ -e "$REPOSITORY/.venv/cluster/installed.txt" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# planted NAME PROGRAM CHECK WORDS FILE SED: with the edit made, that check fails and says these words.
planted() {
  local name=$1 program=$2 check=$3 words=$4 file=$5 edit=$6
  if ! has "$program"; then
    SKIPPED=$((SKIPPED + 1))
    return 0
  fi
  fresh_copy
  cp "$WORK/copy/$file" "$WORK/before"
  sed "$edit" "$WORK/before" >"$WORK/copy/$file"
  if cmp -s "$WORK/before" "$WORK/copy/$file"; then
    FAILED=$((FAILED + 1))
    printf 'FAILED  %s: the mistake was not planted: %s has no such place\n' "$name" "$file"
    return
  fi
  expect "$name" 1 "$words" "$WORK/copy/scripts/check-files.sh" --only "$check"
}

# Only Python and what every system has: whatever else there is, is not on this path.
bare_path() {
  local tool
  mkdir -p "$WORK/bin"
  for tool in bash cat cmp cp dirname env grep mkdir mktemp rm sed tail; do
    ln -sf "$(command -v "$tool")" "$WORK/bin/$tool"
  done
  ln -sf "$(python3 -c 'import sys; print(sys.executable)')" "$WORK/bin/python3"
}

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  printf 'All left out: there is no Python 3.10 or newer.\n0 passed, 0 failed\n'
  exit 0
fi

expect explainsItself 0 '--only WORDS' "$REPOSITORY/scripts/check-files.sh" --help
expect refusesUnknownOptions 2 "no option '--lists'" "$REPOSITORY/scripts/check-files.sh" --lists
expect refusesUnknownChecks 2 "no check 'gatewy'" "$REPOSITORY/scripts/check-files.sh" --only gatewy
bare_path
expect needsNothingButPython 0 '0 wrong, 7 left out' env PATH="$WORK/bin" "$REPOSITORY/scripts/check-files.sh"
expect namesWhatItLeavesOut 0 'left out  gateway: our plugins: there is no luajit' \
  env PATH="$WORK/bin" "$REPOSITORY/scripts/check-files.sh" --only plugins
expect failsForWhatIsLeftOutIfAskedTo 1 '0 wrong, 1 left out' \
  env PATH="$WORK/bin" "$REPOSITORY/scripts/check-files.sh" --strict --only plugins

# With Python and bash alone
planted findsAMisspeltFieldOfARoute python3 gateway: "has the field 'retry_time_out', which is not known" \
  apisix/apisix.yaml 's/retry_timeout:/retry_time_out:/'
planted findsAMissingFieldOfAnUpstream python3 gateway: "upstreams/0: 'discovery_type' is missing" \
  apisix/apisix.yaml '/discovery_type:/d'
planted findsAServiceWithoutLimits python3 'compose: pins' 'no memory limit' docker-compose.yml '/mem_limit: 512m/d'
planted findsAPortOfTheSmallOnesForEverybody python3 'compose: pins' 'open to everybody' \
  deploy/log/docker-compose.yml 's/127.0.0.1:30000:30000/30000:30000/'
planted findsAServiceThatThePictureLacks python3 'compose: the picture' 'grafana2' \
  docker-compose.yml 's/^  grafana:$/  grafana2:/'
planted findsWhatBashCanNotRead bash 'scripts: bash' 'syntax error' scripts/load.sh 's/^fi$/f1/'
planted findsAScriptThatGoesOnAfterAFailure bash 'scripts: bash' 'scripts/load.sh: has no "set -euo pipefail"' \
  scripts/load.sh 's/^set -euo pipefail$/set +e/'
planted findsAVariableThatNobodySets python3 'scripts: somebody sets' 'scripts/load.sh' \
  scripts/load.sh "s/^set -euo pipefail\$/&\necho \"\$visitors_wanted\"/"

# With others
planted findsAnUnsetVariable shellcheck 'scripts: nothing unset' 'SC2154' \
  scripts/load.sh "s/^set -euo pipefail\$/&\necho \"\$visitors_wanted\"/"
planted findsABrokenPlugin luajit 'gateway: our plugins' 'FAILED  countsAShopperByCustomer' \
  apisix/lua/apisix/plugins/client-class.lua 's/return look(ctx).class/return NOBODY/'
planted findsAScriptThatMongoshCanNotRead node 'scripts: mongosh' 'SyntaxError' deploy/mongo/users.js '1s/^/const = 1;/'
planted findsALoadThatK6CanNotRead node 'scripts: mongosh' 'SyntaxError' deploy/load/sale.js 's/^import http/import import http/'
planted findsACallThatIsNotSafeToRepeat node 'database: cut short' 'shards.js' \
  deploy/mongo/shards.js 's/addShard/addShards/'
planted findsTheShopLetInBeforeShardingIsDone node 'database: cut short' 'is sharded after the shop was let in' \
  scripts/mongo-init.sh '/in_member config-a shards/{h;d;};/in_member config-a shop-user/G'
planted findsAShardThatIsMadeAfterTheShardsAreAdded node 'database: cut short' 'shard2 could not be added' \
  scripts/mongo-init.sh '/make_set shard2/{h;d;};/in_member config-a shards/G'
planted findsAShardThatIsForgotten node 'database: cut short' 'shard2 could not be added' \
  scripts/mongo-init.sh '/make_set shard2/d'
planted findsARoleThatTheShopLacks node 'database: cut short' "the shop's user" \
  deploy/mongo/shop-user.js "/role: 'seesShards'},/d"
planted findsARoleThatTheExporterLacks node 'database: cut short' "the exporters' user of" \
  deploy/mongo/users.js "s/, {db: 'local', role: 'read'}//"
planted findsARoleThatIsNotMade node 'database: cut short' 'Could not find role: seesShards' \
  deploy/mongo/shop-user.js "s/admin.createRole({role: 'seesShards'/void ({role: 'seesShards'/"
planted findsAnUnknownKeyOfAService 'docker compose' 'compose: Docker' 'mem_limits' \
  docker-compose.yml 's/^    mem_limit: 512m/    mem_limits: 512m/'
planted findsAnImageBuiltAsRoot hadolint 'image: Dockerfile' 'DL3002' Dockerfile 's/^USER .*/USER root/'
planted findsAManifestWithoutARequiredField kubernetes 'kubernetes: manifests' 'scaleTargetRef' \
  deploy/kubernetes/base/shop.yaml 's/scaleTargetRef:/scaleTarget:/'

if [ "$SKIPPED" -gt 0 ]; then
  printf '%s left out, for want of their programs\n' "$SKIPPED"
fi
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

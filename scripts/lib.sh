# shellcheck shell=bash
# What the scripts of this folder share: finding a JDK and Maven, knowing whether the program is
# built, building it once for all who ask at the same time. Sourced, never run.
# Written for bash 3.2 (macOS) and newer; callers set -euo pipefail.

readonly MIN_JAVA=21
# A first build on a slow line takes minutes; whoever waits for it longer than this gives up.
readonly BUILD_WAIT_SECONDS=900
# A lock whose holder never wrote its process id was abandoned between two instructions.
readonly ANONYMOUS_LOCK_SECONDS=10
readonly MAX_SYMLINKS=40
# A training that takes longer is given up: on so busy a machine it costs more than it saves.
readonly TRAINING_SECONDS=60
readonly ANSWER_SECONDS=5
# Netty, the compression codecs and Maven call native code and Unsafe; JDKs from 24 on warn of it,
# and older ones don't know these options.
readonly QUIET_JVM=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)

ROOT=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly ROOT
readonly APPS="$ROOT/target/app"
readonly BUILD_LOCK="$ROOT/target/.build.lock"

# fail SENTENCE [EXIT_CODE]: the one line a user gets.
fail() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

# Exit code 2 is kept for a command line that makes no sense.
misuse() {
  fail "$1 (--help lists the options.)" 2
}

# option_value NAME COUNT VALUE: the value given to an option, or one sentence if there is none.
option_value() {
  if [ "$2" -lt 2 ] || [ -z "$3" ]; then
    misuse "$1 needs a value."
  fi
  printf '%s\n' "$3"
}

# The path as seen from where the user stands; the scripts themselves work in the project's folder.
absolute_path() {
  case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

# --- JDK -----------------------------------------------------------------------------------------

# find_jdk sets JDK_HOME, JDK_VERSION and JDK_MAJOR to the newest JDK there is, and JAVA_HOME for
# Maven; of equals the first wins: JAVA_HOME, PATH, the usual folders. Without one it ends the
# script. SALEPROOF_JVM_DIRS (patterns with colons between) replaces the usual folders.
find_jdk() {
  JDK_HOME='' JDK_VERSION='' JDK_MAJOR=0 JDK_RANK=0 JDKS_SEEN='|' JDKS_REFUSED=''
  local old_ifs=$IFS entry
  if [ -n "${JAVA_HOME:-}" ]; then
    consider_jdk "$JAVA_HOME"
  fi
  IFS=:
  for entry in $PATH; do
    IFS=$old_ifs
    if [ -x "$entry/java" ] && [ ! -d "$entry/java" ]; then
      consider_jdk "$(home_of_java "$entry/java")"
    fi
  done
  IFS=:
  # Unquoted on purpose: split at the colons, each part a pattern.
  for entry in ${SALEPROOF_JVM_DIRS-$(usual_jvm_folders)}; do
    IFS=$old_ifs
    consider_jdk "$entry"
  done
  IFS=$old_ifs
  if [ -z "$JDK_HOME" ]; then
    fail "$(jdk_wanted)"
  fi
  export JAVA_HOME="$JDK_HOME"
}

usual_jvm_folders() {
  local home=${HOME:-/nonexistent}
  printf '%s:' '/usr/lib/jvm/*' '/usr/lib64/jvm/*' '/usr/java/*' '/usr/local/*jdk*' '/opt/*jdk*' \
    '/opt/java/*' '/Library/Java/JavaVirtualMachines/*/Contents/Home' \
    '/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home' \
    "$home/Library/Java/JavaVirtualMachines/*/Contents/Home" \
    "$home/.sdkman/candidates/java/*" "$home/.jdks/*"
}

consider_jdk() {
  local home version rank
  # With no folder in hand, cd would take the one we are in.
  [ -n "$1" ] || return 0
  home=$(cd -P "$1" 2>/dev/null && pwd) || return 0
  case "$JDKS_SEEN" in *"|$home|"*) return 0 ;; esac
  JDKS_SEEN="$JDKS_SEEN$home|"
  [ -x "$home/bin/java" ] || return 0
  version=$(java_version_of "$home")
  rank=$(rank_of "$version")
  if [ "$rank" -eq 0 ]; then
    return 0
  elif [ $((rank / 1000000000)) -lt "$MIN_JAVA" ]; then
    refuse_jdk "$version in $home, too old"
  elif [ ! -x "$home/bin/javac" ]; then
    refuse_jdk "$version in $home, a runtime without the compiler"
  elif [ "$rank" -gt "$JDK_RANK" ]; then
    # shellcheck disable=SC2034 # JDK_VERSION is for those who source this
    JDK_HOME=$home JDK_VERSION=$version JDK_RANK=$rank JDK_MAJOR=$((rank / 1000000000))
  fi
}

refuse_jdk() {
  JDKS_REFUSED="${JDKS_REFUSED:+$JDKS_REFUSED; }$1"
}

jdk_wanted() {
  local found="found none"
  if [ -n "$JDKS_REFUSED" ]; then
    found="found only Java $JDKS_REFUSED"
  fi
  printf 'Saleproof needs a JDK %s or newer (%s): install one, %s.\n' "$MIN_JAVA" "$found" \
    "for example Temurin 25 from https://adoptium.net"
}

# Read from the release file where there is one: starting a JVM for each candidate takes too long.
java_version_of() {
  local line
  if [ -r "$1/release" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case "$line" in
        JAVA_VERSION=*)
          line=${line#JAVA_VERSION=}
          line=${line//\"/}
          printf '%s\n' "${line//$'\r'/}"
          return 0
          ;;
      esac
    done <"$1/release"
  fi
  { "$1/bin/java" -version 2>&1 || true; } | sed -n 's/^.* version "\([^"]*\)".*$/\1/p'
}

# 25.0.3 → 25000003000: four fields of three digits, so that versions compare as numbers; 0 if it
# is no version. 1.8.0_392 is Java 8.
rank_of() {
  local version=${1%%[-+_]*} rank=0 field count=0
  version=${version#1.}
  while [ "$count" -lt 4 ]; do
    field=${version%%.*}
    case "$field" in
      '' | *[!0-9]* | ????*)
        if [ "$count" -eq 0 ]; then break; fi
        field=0
        ;;
    esac
    rank=$((rank * 1000 + 10#$field))
    case "$version" in *.*) version=${version#*.} ;; *) version=0 ;; esac
    count=$((count + 1))
  done
  printf '%s\n' "$rank"
}

# The JDK behind a java on the PATH: usually a chain of links, sometimes a version manager's script
# that only the program itself can see through.
home_of_java() {
  local file=$1 link hops=0 home
  while [ -L "$file" ] && [ "$hops" -lt "$MAX_SYMLINKS" ]; do
    link=$(readlink "$file")
    case "$link" in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
    hops=$((hops + 1))
  done
  home=$(cd -P "$(dirname "$file")/.." 2>/dev/null && pwd) || return 0
  # macOS keeps a /usr/bin/java that asks the user to install Java; its JDKs are found by folder.
  if [ "$home" = /usr ]; then
    return 0
  elif [ -f "$home/release" ]; then
    printf '%s\n' "$home"
  else
    { "$1" -XshowSettings:properties -version 2>&1 || true; } | sed -n 's/^ *java\.home = //p'
  fi
}

# program VARIABLE NAME: the path of a program that is needed, from the variable or the PATH.
program() {
  local given=${!1-} found
  if [ -n "$given" ] && [ -x "$given" ] && [ ! -d "$given" ]; then
    absolute_path "$given"
  elif [ -n "$given" ]; then
    fail "$1 names no program that can be run: $given."
  elif found=$(command -v "$2"); then
    printf '%s\n' "$found"
  else
    fail "There is no $2 on the PATH: install it, or name its program by $1."
  fi
}

need_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    fail "Saleproof is built with Apache Maven and found no mvn on the PATH: install Maven 3.8.6 \
or newer, for example with your package manager or from https://maven.apache.org."
  fi
}

# maven ARGS, in the project's folder and without the warnings that newer JDKs give about Maven.
maven() (
  cd "$ROOT" || exit
  if [ "$JDK_MAJOR" -ge 24 ]; then
    export MAVEN_OPTS="${QUIET_JVM[*]} ${MAVEN_OPTS:-}"
  fi
  mvn -B "$@"
)

# test_libraries FILE ARTIFACTS: writes to the file, as a class path, where Maven keeps these
# libraries of the tests, which are no part of the program.
test_libraries() {
  need_maven
  maven -ntp -q org.apache.maven.plugins:maven-dependency-plugin:2.8:build-classpath \
    -Dmdep.outputFile="$1" -DincludeScope=test -DincludeArtifactIds="$2"
}

# --- Build ---------------------------------------------------------------------------------------

# One hash over all that goes into the program, by content and name: times and git say nothing
# about it that a copy or a checkout could not turn into a lie.
source_hash() {
  local inputs=(pom.xml) sha
  if command -v sha256sum >/dev/null 2>&1; then sha=(sha256sum); else sha=(shasum -a 256); fi
  if [ -d "$ROOT/.mvn" ]; then inputs+=(.mvn); fi
  if [ -d "$ROOT/src/main" ]; then inputs+=(src/main); fi
  (
    cd "$ROOT" || exit
    find "${inputs[@]}" -type f ! -name .DS_Store -print0 | xargs -0 "${sha[@]}" \
      | LC_ALL=C sort | "${sha[@]}" | cut -c 1-16
  )
}

# ensure_built sets APP to the folder of a program that was built from what the sources are now,
# and trained for the JDK at hand.
ensure_built() {
  APP="$APPS/$(source_hash)"
  if is_built && is_trained; then
    return 0
  fi
  is_built || need_maven
  lock_build
  # Somebody else may have built it while we waited, or the sources may have changed.
  APP="$APPS/$(source_hash)"
  is_built || build_app
  is_trained || train_aot
  unlock_build
}

is_built() {
  [ -f "$APP/quarkus-run.jar" ]
}

build_app() {
  printf 'Building (first time: a few minutes, with about 220 MB to download)…\n'
  # Neither tests nor formatting stand in the way of a start: test.sh is for those.
  if ! maven -q -Dquick -Dmaven.test.skip=true -Dspotless.check.skip=true package >&2; then
    fail "The build failed: Maven's errors are above."
  fi
  publish_app
}

# Moves a copy of what Maven built to the folder that says from which sources it is. A shop runs
# from that copy, so that neither tests nor the next build pull its classes away while it runs.
publish_app() {
  local fresh="$APP.new"
  if [ ! -f "$ROOT/target/quarkus-app/quarkus-run.jar" ]; then
    fail "The build made no target/quarkus-app/quarkus-run.jar."
  fi
  rm -rf "$fresh"
  mkdir -p "$APPS"
  cp -R "$ROOT/target/quarkus-app" "$fresh"
  mkdir "$fresh/running"
  rm -rf "$APP"
  mv "$fresh" "$APP"
  prune_apps
}

# Programs of older sources go, unless one of them still runs.
prune_apps() {
  local app
  for app in "$APPS"/*; do
    if [ "$app" != "$APP" ] && ! app_runs "$app"; then
      rm -rf "$app"
    fi
  done
}

app_runs() {
  local file
  for file in "$1"/running/*; do
    if process_lives "${file##*/}"; then
      return 0
    fi
  done
  return 1
}

# --- Training ------------------------------------------------------------------------------------

# On a JDK that can (25 and newer), a start on an empty data folder records which classes it loaded,
# which saves the next starts a quarter of their processor time. A failed training costs the cache,
# no more, and isn't tried again.
train_aot() {
  printf 'Preparing quick starts…\n'
  TRAINING_END=$((SECONDS + TRAINING_SECONDS))
  TRAINING_DIR=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-training.XXXXXX")
  local cache="$APP/saleproof.aot" port
  port=$(free_port)
  start_training "$port" "$cache.new"
  if await_in_training answers "$port" /q/health/ready; then
    answers "$port" '/v1/products?limit=1' || true
    answers "$port" /v1/categories || true
    # Ends it: the JVM writes the cache on its way out.
    kill "$TRAINING_PID" 2>/dev/null || true
    await_in_training training_is_over || true
  fi
  rm -f "$cache"
  if training_is_over && [ -s "$cache.new" ]; then
    mv "$cache.new" "$cache"
  fi
  end_training
  rm -f "$cache".new*
  jdk_identity >"$cache.jdk"
}

# Whether a training for the JDK at hand has come to its end, one way or the other.
is_trained() {
  [ "$JDK_MAJOR" -lt 25 ] || [ "$(cat "$APP/saleproof.aot.jdk" 2>/dev/null)" = "$(jdk_identity)" ]
}

# A cache is good only for the very JDK that made it.
jdk_identity() {
  printf '%s %s\n' "$JDK_HOME" "$(cksum "$JDK_HOME/release" 2>/dev/null)"
}

# Whatever the user has in the environment (a database, say) is none of the training's business.
start_training() {
  JVM_OPTIONS=()
  SALEPROOF_JAVA_OPTS='' jvm_options
  (
    cd "$TRAINING_DIR" || exit
    exec env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" SALEPROOF_ROLE=shop \
      SALEPROOF_DEMO=none SALEPROOF_DATA_DIR="$TRAINING_DIR/data" HTTP_PORT="$1" \
      "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" "-XX:AOTCacheOutput=$2" -jar "$APP/quarkus-run.jar"
  ) >"$TRAINING_DIR/log" 2>&1 &
  TRAINING_PID=$!
}

end_training() {
  if [ -n "${TRAINING_PID:-}" ]; then
    kill -9 "$TRAINING_PID" 2>/dev/null || true
    wait "$TRAINING_PID" 2>/dev/null || true
    rm -rf "$TRAINING_DIR"
    TRAINING_PID=''
  fi
}

training_is_over() {
  ! kill -0 "$TRAINING_PID" 2>/dev/null
}

# await_in_training COMMAND…: true as soon as the command is; false when time or training is over.
await_in_training() {
  until "$@"; do
    if [ "$SECONDS" -ge "$TRAINING_END" ] || training_is_over; then
      return 1
    fi
    sleep 0.2
  done
}

# answers PORT PATH: whether this machine's PORT answers 200. By bash alone: curl may be missing.
answers() (
  exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
  read -r -t "$ANSWER_SECONDS" _ status _ <&3 && [ "$status" = 200 ]
)

# A port below those that systems give out by themselves, and nobody listens there.
free_port() {
  local port tries=0
  while [ "$tries" -lt 20 ]; do
    port=$((20000 + RANDOM % 10000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      break
    fi
    tries=$((tries + 1))
  done
  printf '%s\n' "$port"
}

# --- Start ---------------------------------------------------------------------------------------

# jvm_options sets JVM_OPTIONS for the JDK found. G1, always: the JVM's own choice hangs on the
# machine's size, and the serial collector stops every request for most of a second when it
# compacts a full heap of this size.
jvm_options() {
  local extra
  JVM_OPTIONS=(-Xmx512m)
  # The JVM refuses to start with two collectors; the user's choice wins.
  case "${SALEPROOF_JAVA_OPTS:-}" in
    *-XX:+Use*GC*) ;;
    *) JVM_OPTIONS+=(-XX:+UseG1GC) ;;
  esac
  if [ "$JDK_MAJOR" -ge 24 ]; then
    JVM_OPTIONS+=("${QUIET_JVM[@]}")
  fi
  if [ "$JDK_MAJOR" -ge 25 ] && [ -f "$APP/saleproof.aot" ] && is_trained; then
    # The JVM itself checks the cache and does without what it can't use; no need to say so.
    JVM_OPTIONS+=("-XX:AOTCache=$APP/saleproof.aot" '-Xlog:aot*=off')
  fi
  read -r -a extra <<<"${SALEPROOF_JAVA_OPTS:-}"
  JVM_OPTIONS+=(${extra[@]+"${extra[@]}"})
}

# --- One build at a time -------------------------------------------------------------------------

# Waits for the lock (a folder: making one is atomic everywhere) and takes it. Freed at the end of
# the script, or by the next one if this one is killed. A training ends with it.
lock_build() {
  local waited=0 anonymous=0 owner
  mkdir -p "$ROOT/target"
  while ! mkdir "$BUILD_LOCK" 2>/dev/null; do
    owner=$(lock_owner)
    if [ -n "$owner" ]; then anonymous=0; else anonymous=$((anonymous + 1)); fi
    if lock_is_stale "$owner" "$anonymous"; then
      break_lock "$owner"
    elif [ "$waited" -ge "$BUILD_WAIT_SECONDS" ]; then
      fail "Another build (process ${owner:-unknown}) has held $BUILD_LOCK for $waited s: stop it, \
or remove that folder if it isn't running."
    else
      if [ "$waited" -eq 1 ]; then
        printf 'Waiting for another build to end (process %s)…\n' "${owner:-unknown}"
      fi
      sleep 1
      waited=$((waited + 1))
    fi
  done
  trap unlock_build EXIT
  # Maven ends by itself on these; what comes after it must not start.
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '%s\n' "$$" >"$BUILD_LOCK/pid"
}

unlock_build() {
  end_training
  rm -rf "$BUILD_LOCK"
  trap - EXIT
}

lock_owner() {
  cat "$BUILD_LOCK/pid" 2>/dev/null || true
}

lock_is_stale() {
  if [ -n "$1" ]; then
    ! process_lives "$1"
  else
    [ "$2" -ge "$ANONYMOUS_LOCK_SECONDS" ]
  fi
}

# Two who saw the same dead owner must not both remove the lock: the later one would remove the
# lock that the earlier one has taken since. So breaking is done by one at a time, who looks again.
break_lock() {
  if mkdir "$BUILD_LOCK.breaking" 2>/dev/null; then
    if [ "$(lock_owner)" = "$1" ]; then
      rm -rf "$BUILD_LOCK"
    fi
    rmdir "$BUILD_LOCK.breaking"
  else
    sleep 1
  fi
}

# Another user's process can't be signalled, but ps sees it.
process_lives() {
  case "$1" in '' | *[!0-9]*) return 1 ;; esac
  kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1
}

# --- Clients -------------------------------------------------------------------------------------

# run_client CLASS ARGS: becomes a program of io.saleproof.client, in the folder where the user
# stands, so that names of files mean what they say. Progress goes to standard error.
run_client() {
  local class=$1 options=(-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
  shift
  find_jdk
  ensure_built
  if [ -t 2 ]; then
    options+=(-Dsaleproof.terminal=true)
  fi
  : >"$APP/running/$$"
  exec "$JDK_HOME/bin/java" "${options[@]}" -cp "$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*" \
    "io.saleproof.client.$class" "$@"
}

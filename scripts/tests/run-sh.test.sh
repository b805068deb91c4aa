#!/usr/bin/env bash
# Tests of run.sh, lib.sh and token.sh: a throw-away project, a PATH with nothing on it but plain
# tools and stubs of java and mvn, and a folder of pretended JDKs. Only the tokens need a real JDK.
# The last line reads "N passed, N failed".
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SANDBOX=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-scripts.XXXXXX")
SANDBOX=$(cd -P "$SANDBOX" && pwd)
trap 'rm -rf "$SANDBOX"' EXIT
PASSED=0 FAILED=0
# The shell that runs the scripts under test, so that an old one can be tried.
SHELL_UNDER_TEST=${SHELL_UNDER_TEST:-$BASH}
# Rounds of a second or less that a test waits for something to happen.
readonly MAX_ROUNDS=100

# --- The sandbox ---------------------------------------------------------------------------------

fresh_sandbox() {
  rm -rf "${SANDBOX:?}"/*
  PROJECT="$SANDBOX/project" TOOLS="$SANDBOX/tools" JVMS="$SANDBOX/jvms" LOG="$SANDBOX/log"
  mkdir -p "$PROJECT/scripts" "$PROJECT/src/main/java" "$TOOLS" "$JVMS" "$SANDBOX/home"
  cp "$REPOSITORY"/scripts/*.sh "$REPOSITORY"/scripts/*.java "$PROJECT/scripts/"
  echo '<project/>' >"$PROJECT/pom.xml"
  echo 'class Shop {}' >"$PROJECT/src/main/java/Shop.java"
  : >"$LOG"
  local tool file
  for tool in awk cat cksum cp cut dirname env find grep ls mkdir mktemp mv ps readlink rm rmdir \
    sed sh sha256sum shasum sleep sort tail tee touch tr xargs; do
    if file=$(command -v "$tool"); then ln -s "$file" "$TOOLS/$tool"; fi
  done
  ln -s "$SHELL_UNDER_TEST" "$TOOLS/bash"
  stub_maven "$TOOLS/mvn"
}

# stub_maven FILE: builds a jar that holds what it was built from; broken.txt breaks the build.
stub_maven() {
  cat >"$1" <<STUB
#!/bin/sh
echo "mvn \$* JAVA_HOME=\$JAVA_HOME" >>"$LOG"
if [ -e "$SANDBOX/broken.txt" ]; then echo '[ERROR] Shop.java: cannot find symbol'; exit 1; fi
if mkdir "$SANDBOX/building" 2>/dev/null; then :; else echo 'mvn twice at once' >>"$LOG"; fi
if [ -e "$SANDBOX/slow.txt" ]; then sleep 1; fi
mkdir -p "$PROJECT/target/quarkus-app"
cat "$PROJECT"/src/main/java/* >"$PROJECT/target/quarkus-app/quarkus-run.jar"
rmdir "$SANDBOX/building"
STUB
  chmod +x "$1"
}

# pretend_jdk VERSION [FOLDER]: a JDK whose java says how it was started.
pretend_jdk() {
  local home=${2:-$JVMS/jdk-$1}
  mkdir -p "$home/bin"
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="%s"\n' "$1" >"$home/release"
  cat >"$home/bin/java" <<STUB
#!/bin/sh
{ echo "java $1 pid=\$\$ port=\${HTTP_PORT:-} role=\$SALEPROOF_ROLE data=\$SALEPROOF_DATA_DIR"
  echo "faults=\${LOG_FAULTS:-}"
  for argument in "\$@"; do echo "argument: \$argument"; done; } >>"$LOG"
if [ -e "$SANDBOX/stay.txt" ]; then exec sleep 60; fi
STUB
  printf '#!/bin/sh\n' >"$home/bin/javac"
  chmod +x "$home/bin/java" "$home/bin/javac"
}

# A pretended JDK that can be trained: answers 200 and leaves a cache when it is asked to end.
pretend_trainable_jdk() {
  pretend_jdk "$1"
  local java="$JVMS/jdk-$1/bin/java"
  mv "$java" "$java.plain"
  cat >"$java" <<STUB
#!/bin/sh
case "\$*" in
  *-XX:AOTCacheOutput=*)
    echo "training role=\$SALEPROOF_ROLE demo=\$SALEPROOF_DEMO mongo=\${MONGODB_URL:-none}" >>"$LOG"
    for argument in "\$@"; do
      case "\$argument" in -XX:AOTCacheOutput=*) cache=\${argument#*=} ;; esac
    done
    exec "$(real_jdk)/bin/java" -XX:TieredStopAtLevel=1 "$SANDBOX/Trained.java" "\$cache" "\$HTTP_PORT" ;;
esac
exec "$java.plain" "\$@"
STUB
  chmod +x "$java"
  cat >"$SANDBOX/Trained.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.*;

class Trained {
  public static void main(String[] a) throws Exception {
    Path cache = Path.of(a[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        Files.writeString(cache, "cache");
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }));
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(a[1])), 0);
    server.createContext("/", x -> { x.sendResponseHeaders(200, -1); x.close(); });
    server.start();
  }
}
JAVA
}

real_jdk() (
  . "$REPOSITORY/scripts/lib.sh"
  find_jdk
  printf '%s\n' "$JDK_HOME"
)

# run_sh ARGS: sets STATUS, OUT and ERR. JAVA_HOME_IN names the user's JAVA_HOME.
run_sh() {
  in_sandbox ./scripts/run.sh "$@"
}

in_sandbox() {
  STATUS=0
  (cd "$PROJECT" && env -i HOME="$SANDBOX/home" PATH="$TOOLS" \
    SALEPROOF_JVM_DIRS="$JVMS/*" ${JAVA_HOME_IN:+"JAVA_HOME=$JAVA_HOME_IN"} \
    ${OPTS_IN:+"SALEPROOF_JAVA_OPTS=$OPTS_IN"} ${MONGODB_IN:+"MONGODB_URL=$MONGODB_IN"} \
    "$SHELL_UNDER_TEST" "$@") \
    >"$SANDBOX/out" 2>"$SANDBOX/err" || STATUS=$?
  OUT=$(cat "$SANDBOX/out") ERR=$(cat "$SANDBOX/err")
}

# --- What is claimed -----------------------------------------------------------------------------

# Ends the running test; what it had to say goes before its verdict.
no() {
  printf '    %s\n' "$1"
  exit 1
}

expect_status() {
  [ "$STATUS" -eq "$1" ] || no "exit code $STATUS, expected $1; it said: $OUT $ERR"
}

expect_logged() {
  grep -qF -- "$1" "$LOG" || no "not in the log: $1; the log: $(cat "$LOG")"
}

expect_not_logged() {
  ! grep -qF -- "$1" "$LOG" || no "in the log: $1; the log: $(cat "$LOG")"
}

expect_builds() {
  local builds
  builds=$(grep -c '^mvn -B -q' "$LOG" || true)
  [ "$builds" -eq "$1" ] || no "$builds builds, expected $1; it said: $OUT $ERR"
}

# One line on stderr, none on stdout, and each of the words in it.
expect_one_sentence() {
  [ -z "$OUT" ] || no "something on stdout: $OUT"
  [ "$(wc -l <"$SANDBOX/err")" -eq 1 ] || no "not one line on stderr: $ERR"
  local words
  for words in "$@"; do
    case "$ERR" in *"$words"*) ;; *) no "'$words' is missing in: $ERR" ;; esac
  done
}

# Each test runs in a shell of its own, which its first failed claim ends. Not as a condition: in
# one, bash ignores -e.
check() {
  fresh_sandbox
  local status
  set +e
  (set -e; JAVA_HOME_IN='' OPTS_IN='' MONGODB_IN=''; "$1") >"$SANDBOX.report" 2>&1
  status=$?
  set -e
  if [ "$status" -eq 0 ]; then
    PASSED=$((PASSED + 1))
    printf 'ok      %s\n' "$1"
  else
    FAILED=$((FAILED + 1))
    printf 'FAILED  %s\n' "$1"
    cat "$SANDBOX.report"
  fi
  rm -f "$SANDBOX.report"
}

# --- JDK and Maven -------------------------------------------------------------------------------

choosesTheNewestJdk() {
  pretend_jdk 21.0.9
  pretend_jdk 25.0.3
  pretend_jdk 25.0.10
  pretend_jdk 17.0.15
  run_sh
  expect_status 0
  expect_logged 'java 25.0.10 '
  expect_logged "JAVA_HOME=$JVMS/jdk-25.0.10"
}

prefersANewerJdkToJavaHome() {
  pretend_jdk 21.0.9
  pretend_jdk 25
  JAVA_HOME_IN="$JVMS/jdk-21.0.9"
  run_sh
  expect_status 0
  expect_logged 'java 25 '
}

prefersJavaHomeAmongEquals() {
  pretend_jdk 25.0.3 "$JVMS/a"
  pretend_jdk 25.0.3 "$SANDBOX/mine"
  JAVA_HOME_IN="$SANDBOX/mine"
  run_sh
  expect_logged "JAVA_HOME=$SANDBOX/mine"
}

passesOverAnOldJavaOnThePath() {
  pretend_jdk 17.0.15
  pretend_jdk 25.0.3
  ln -s "$JVMS/jdk-17.0.15/bin/java" "$TOOLS/java"
  run_sh
  expect_status 0
  expect_logged 'java 25.0.3 '
}

findsTheJdkBehindLinksOnThePath() {
  pretend_jdk 21.0.2 "$SANDBOX/far away/jdk"
  ln -s '../far away/jdk/bin/java' "$SANDBOX/home/java"
  ln -s "$SANDBOX/home/java" "$TOOLS/java"
  run_sh
  expect_status 0
  expect_logged 'java 21.0.2 '
}

asksAVersionManagersScriptForItsJdk() {
  pretend_jdk 24.0.1 "$SANDBOX/managed"
  cat >"$TOOLS/java" <<STUB
#!/bin/sh
echo "Property settings:" >&2
echo "    java.home = $SANDBOX/managed" >&2
STUB
  chmod +x "$TOOLS/java"
  run_sh
  expect_status 0
  expect_logged 'java 24.0.1 '
}

findsAJdkInAFolderWithBlanks() {
  pretend_jdk 21 "$JVMS/Open JDK 21"
  run_sh
  expect_status 0
  expect_logged 'java 21 '
}

passesOverARuntimeWithoutCompiler() {
  pretend_jdk 25.0.3
  rm "$JVMS/jdk-25.0.3/bin/javac"
  pretend_jdk 21.0.9
  run_sh
  expect_logged 'java 21.0.9 '
}

saysOnlyOldJdksWereFound() {
  pretend_jdk 17.0.15
  pretend_jdk 1.8.0_392
  run_sh
  expect_status 1
  expect_one_sentence 'JDK 21 or newer' '17.0.15' '1.8.0_392' 'install'
}

saysOnlyARuntimeWasFound() {
  pretend_jdk 25.0.3
  rm "$JVMS/jdk-25.0.3/bin/javac"
  run_sh
  expect_status 1
  expect_one_sentence '25.0.3' 'without the compiler' 'install'
}

saysNoJdkWasFound() {
  run_sh
  expect_status 1
  expect_one_sentence 'JDK 21 or newer' 'found none' 'install'
}

saysMavenIsMissing() {
  pretend_jdk 21.0.9
  rm "$TOOLS/mvn"
  run_sh
  expect_status 1
  expect_one_sentence 'Maven' 'install'
}

# --- Build ---------------------------------------------------------------------------------------

secondStartBuildsNothing() {
  pretend_jdk 21.0.9
  run_sh
  expect_status 0
  expect_builds 1
  rm "$TOOLS/mvn"
  run_sh
  expect_status 0
  expect_builds 1
  [ "$OUT$ERR" = "Starting…" ] || no "it said: $OUT $ERR"
}

changedSourceIsBuilt() {
  pretend_jdk 21.0.9
  run_sh
  echo 'class Shop { int stock; }' >"$PROJECT/src/main/java/Shop.java"
  run_sh
  expect_builds 2
  grep -q stock "$PROJECT"/target/app/*/quarkus-run.jar || no 'the old program was kept'
}

addedRenamedAndRemovedFilesAreBuilt() {
  pretend_jdk 21.0.9
  run_sh
  mkdir -p "$PROJECT/src/main/resources" "$PROJECT/.mvn"
  echo a >"$PROJECT/src/main/resources/with blank"
  run_sh
  expect_builds 2
  mv "$PROJECT/src/main/resources/with blank" "$PROJECT/src/main/resources/other"
  run_sh
  expect_builds 3
  rm "$PROJECT/src/main/resources/other"
  echo '<x/>' >"$PROJECT/.mvn/extensions.xml"
  run_sh
  expect_builds 4
  echo '<project />' >"$PROJECT/pom.xml"
  run_sh
  expect_builds 5
}

touchedButUnchangedSourceIsNotBuilt() {
  pretend_jdk 21.0.9
  run_sh
  touch -t 200001010000 "$PROJECT/src/main/java/Shop.java"
  mkdir -p "$PROJECT/src/test"
  echo 'class ShopTest {}' >"$PROJECT/src/test/ShopTest.java"
  run_sh
  expect_builds 1
}

failedBuildShowsErrorsAndStartsNothing() {
  pretend_jdk 21.0.9
  touch "$SANDBOX/broken.txt"
  run_sh
  expect_status 1
  case "$ERR" in *'cannot find symbol'*'build failed'*) ;; *) no "it said: $ERR" ;; esac
  expect_not_logged 'java 21.0.9'
  rm "$SANDBOX/broken.txt"
  run_sh
  expect_status 0
  expect_logged 'java 21.0.9'
}

twoStartsAtOnceBuildOnce() {
  pretend_jdk 21.0.9
  touch "$SANDBOX/slow.txt"
  (run_sh --port 1111; exit "$STATUS") &
  local first=$!
  (sleep 0.3; run_sh --port 2222; exit "$STATUS") &
  wait "$first" || no 'the first start failed'
  wait $! || no 'the second start failed'
  expect_builds 1
  expect_not_logged 'mvn twice at once'
  expect_logged 'port=1111'
  expect_logged 'port=2222'
}

lockOfADeadProcessIsBroken() {
  pretend_jdk 21.0.9
  mkdir -p "$PROJECT/target/.build.lock"
  sh -c 'echo $$' >"$PROJECT/target/.build.lock/pid"
  run_sh
  expect_status 0
  expect_builds 1
  [ ! -e "$PROJECT/target/.build.lock" ] || no 'the lock was left behind'
}

lockOfALivingProcessIsWaitedFor() {
  pretend_jdk 21.0.9
  mkdir -p "$PROJECT/target/.build.lock"
  echo $$ >"$PROJECT/target/.build.lock/pid"
  (run_sh; exit "$STATUS") &
  local start=$! rounds=0
  until grep -q 'Waiting for another build' "$SANDBOX/out" 2>/dev/null; do
    rounds=$((rounds + 1))
    [ "$rounds" -lt "$MAX_ROUNDS" ] || no 'it did not say that it waits'
    sleep 0.1
  done
  expect_builds 0
  rm -r "$PROJECT/target/.build.lock"
  wait "$start" || no 'it did not start'
  expect_builds 1
}

runningProgramOutlivesTheNextBuild() {
  pretend_jdk 21.0.9
  touch "$SANDBOX/stay.txt"
  (run_sh) &
  local rounds=0 pid
  until pid=$(sed -n 's/^java .* pid=\([0-9]*\) .*/\1/p' "$LOG") && [ -n "$pid" ]; do
    rounds=$((rounds + 1))
    [ "$rounds" -lt "$MAX_ROUNDS" ] || no 'it did not start'
    sleep 0.1
  done
  rm "$SANDBOX/stay.txt"
  echo 'class Shop { int a; }' >"$PROJECT/src/main/java/Shop.java"
  (run_sh)
  [ "$(find "$PROJECT/target/app" -name quarkus-run.jar | wc -l)" -eq 2 ] \
    || no 'the running program was taken away'
  kill "$pid"
  wait
  echo 'class Shop { int b; }' >"$PROJECT/src/main/java/Shop.java"
  (run_sh)
  [ "$(find "$PROJECT/target/app" -name quarkus-run.jar | wc -l)" -eq 1 ] \
    || no 'programs of older sources were kept'
}

# --- Start ---------------------------------------------------------------------------------------

handsOptionsOnToJava() {
  pretend_jdk 21.0.9
  OPTS_IN='-Xmx1g -Dx=*'
  run_sh --role node --port=9090 --data my/data
  expect_status 0
  expect_logged "port=9090 role=node data=$PROJECT/my/data"
  expect_logged 'argument: -Xmx512m'
  [ "$(grep -n '^argument: -Xmx1g' "$LOG" | cut -d : -f 1)" -gt \
    "$(grep -n '^argument: -Xmx512m' "$LOG" | cut -d : -f 1)" ] || no 'the own options come first'
  expect_logged 'argument: -Dx=*'
  [ "$(tail -n 2 "$LOG" | tr -d '\n' | sed 's/app\/[0-9a-f]*/app/')" = \
    "argument: -jarargument: $PROJECT/target/app/quarkus-run.jar" ] || no "$(tail -n 2 "$LOG")"
}

hasDefaults() {
  pretend_jdk 21.0.9
  run_sh
  expect_logged "port= role=shop data=$PROJECT/.data"
}

silencesTheWarningsOfNewJdksOnly() {
  pretend_jdk 23.0.1
  run_sh
  expect_not_logged 'argument: --sun-misc-unsafe-memory-access=allow'
  pretend_jdk 24.0.1
  run_sh
  expect_logged 'argument: --enable-native-access=ALL-UNNAMED'
  expect_logged 'argument: --sun-misc-unsafe-memory-access=allow'
}

trainsOnceABuildAndStartsFromTheCache() {
  pretend_trainable_jdk 25.0.3
  MONGODB_IN='mongodb://real/'
  run_sh
  expect_status 0
  expect_logged 'training role=shop demo=none mongo=none'
  expect_logged "argument: -XX:AOTCache=$(ls -d "$PROJECT"/target/app/*)/saleproof.aot"
  case "$OUT" in *Preparing*) ;; *) no "it said: $OUT" ;; esac
  : >"$LOG"
  run_sh
  expect_not_logged training
  expect_logged 'argument: -XX:AOTCache='
}

anotherJdkIsTrainedAnewAndGetsNoForeignCache() {
  pretend_trainable_jdk 25.0.3
  run_sh
  : >"$LOG"
  pretend_jdk 26
  run_sh
  expect_logged 'java 26 '
  expect_logged 'argument: -XX:AOTCacheOutput='
  expect_not_logged 'argument: -XX:AOTCache='
  expect_builds 0
}

failedTrainingStartsWithoutCacheAndIsNotRepeated() {
  pretend_jdk 25.0.3
  run_sh
  expect_status 0
  expect_logged 'argument: -XX:AOTCacheOutput='
  expect_not_logged 'argument: -XX:AOTCache='
  : >"$LOG"
  run_sh
  expect_status 0
  expect_not_logged 'argument: -XX:AOTCache'
}

usersCollectorReplacesOurs() {
  pretend_jdk 21.0.9
  OPTS_IN='-XX:+UseZGC'
  run_sh
  expect_not_logged 'UseG1GC'
  expect_logged 'argument: -XX:+UseZGC'
}

javaTakesOverTheProcessOfTheScript() {
  pretend_jdk 21.0.9
  run_sh
  : >"$LOG"
  # The outer shell becomes run.sh, and run.sh must become java.
  # shellcheck disable=SC2016 # the shell inside expands it
  in_sandbox -c 'echo "shell pid=$$ " >>"$1"; exec "$0" ./scripts/run.sh' "$SHELL_UNDER_TEST" "$LOG"
  local pid
  pid=$(sed -n 's/^shell pid=\([0-9]*\) .*/\1/p' "$LOG")
  expect_logged "java 21.0.9 pid=$pid "
}

refusesBadPorts() {
  pretend_jdk 21.0.9
  local port
  for port in 0 65536 -1 80a 99999999999999999999 ' 80' 08080; do
    run_sh --port "$port"
    expect_status 2
    expect_one_sentence '1 to 65535' "$port"
  done
  run_sh --port 65535
  expect_status 0
}

refusesABadRole() {
  pretend_jdk 21.0.9
  run_sh --role king
  expect_status 2
  expect_one_sentence 'log-secondary' "'king'"
}

refusesFaultsForAnotherRole() {
  run_sh --faults=delay:1ms
  expect_status 2
  expect_one_sentence '--faults is for the role log-secondary, not shop'
}

handsFaultsOn() {
  pretend_jdk 21.0.9
  run_sh --role log-secondary --faults=error-after-store:0.3
  expect_status 0
  expect_logged 'faults=error-after-store:0.3'
}

refusesUnknownOptionsAndMissingValues() {
  run_sh --prot 80
  expect_status 2
  expect_one_sentence "'--prot'"
  run_sh --data
  expect_status 2
  expect_one_sentence '--data needs a value'
  run_sh --data=
  expect_status 2
  expect_one_sentence '--data needs a value'
}

helpNeedsNoJdk() {
  run_sh --help
  expect_status 0
  case "$OUT" in *--role*shop*node*log-master*log-secondary*--port*--data*) ;; *) no "it said: $OUT" ;; esac
}

# --- Tokens --------------------------------------------------------------------------------------

token_sh() {
  STATUS=0
  (cd "$PROJECT" && "$SHELL_UNDER_TEST" ./scripts/token.sh "$@") >"$SANDBOX/out" \
    2>"$SANDBOX/err" || STATUS=$?
  OUT=$(cat "$SANDBOX/out") ERR=$(cat "$SANDBOX/err")
}

# Verifies a token with the public file by other means than those that made it, and prints its
# claims.
verified_claims() {
  cat >"$SANDBOX/Verify.java" <<'JAVA'
import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.util.*;

class Verify {
  public static void main(String[] a) throws Exception {
    var pem = Files.readString(Path.of(a[0])).replaceAll("-----.*-----", "").replace("\n", "");
    var key = KeyFactory.getInstance("EC")
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
    var part = a[1].split("\\.");
    var raw = Base64.getUrlDecoder().decode(part[2]);
    if (raw.length != 64) throw new AssertionError("not R and S of 32 bytes each");
    var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(key);
    verifier.update((part[0] + "." + part[1]).getBytes());
    if (!verifier.verify(raw)) throw new AssertionError("forged");
    for (int i = 0; i < 2; i++) System.out.println(new String(Base64.getUrlDecoder().decode(part[i])));
  }
}
JAVA
  "$(real_jdk)/bin/java" -XX:TieredStopAtLevel=1 "$SANDBOX/Verify.java" "$1" "$2"
}

adminTokenVerifiesWithThePublicKey() {
  token_sh admin --hours 2
  expect_status 0
  local claims now issued
  claims=$(verified_claims "$PROJECT/.data/keys/jwt-public.pem" "$OUT") || no 'it does not verify'
  case "$claims" in
    '{"alg":"ES256","typ":"JWT"}'*'"iss":"saleproof","sub":"admin","groups":["admin"]'*'"jti":"'*) ;;
    *) no "the claims: $claims" ;;
  esac
  issued=$(printf '%s' "$claims" | sed -n 's/.*"iat":\([0-9]*\).*/\1/p')
  now=$(date +%s)
  if [ "$issued" -gt "$now" ] || [ "$issued" -lt $((now - 600)) ]; then
    no "issued at $issued, now $now"
  fi
  case "$claims" in *"\"exp\":$((issued + 7200))"*) ;; *) no "the claims: $claims" ;; esac
}

keysAreMadeOnceAndKeptPrivate() {
  token_sh shopper --sub 'c"1' --keys "$SANDBOX/keys"
  expect_status 0
  case "$(ls -l "$SANDBOX/keys/jwt-private.pem")" in -rw-------*) ;; *) no 'the mode is wrong' ;; esac
  local before claims
  before=$(cksum "$SANDBOX"/keys/*.pem)
  token_sh shopper --sub 'c"1' --keys "$SANDBOX/keys"
  [ -z "$ERR" ] || no "it said: $ERR"
  [ "$before" = "$(cksum "$SANDBOX"/keys/*.pem)" ] || no 'the keys were replaced'
  claims=$(verified_claims "$SANDBOX/keys/jwt-public.pem" "$OUT") || no 'it does not verify'
  case "$claims" in *'"sub":"c\"1","groups":["shopper"]'*) ;; *) no "the claims: $claims" ;; esac
}

keysThatDontBelongTogetherAreRefused() {
  token_sh admin --keys "$SANDBOX/a"
  token_sh admin --keys "$SANDBOX/b"
  cp "$SANDBOX/a/jwt-public.pem" "$SANDBOX/b/jwt-public.pem"
  token_sh admin --keys "$SANDBOX/b"
  expect_status 1
  expect_one_sentence "belong together"
}

refusesTokensThatMakeNoSense() {
  token_sh shopper
  expect_status 2
  expect_one_sentence '--sub'
  token_sh king
  expect_status 2
  expect_one_sentence "'king'"
  token_sh admin --hours 0
  expect_status 2
  expect_one_sentence '1 to 8760'
  token_sh admin service
  expect_status 2
  expect_one_sentence 'one token'
}

# --- Clients -------------------------------------------------------------------------------------

clientsRunFromTheProgramThatWasBuilt() {
  pretend_jdk 25.0.1
  in_sandbox ./scripts/import.sh 'past orders.csv' --products
  expect_status 0
  expect_builds 1
  expect_logged 'argument: io.saleproof.client.Import'
  expect_logged 'argument: past orders.csv'
  expect_logged "/app/*:$PROJECT/target/app/"
  in_sandbox ./scripts/replay.sh orders.csv --clients 16
  expect_status 0
  expect_builds 1
  expect_logged 'argument: io.saleproof.client.Replay'
}

clientsExplainThemselvesWithoutAJdk() {
  in_sandbox ./scripts/import.sh --help
  expect_status 0
  case "$OUT" in *'--answer FILE'*) ;; *) no "it said: $OUT" ;; esac
  in_sandbox ./scripts/replay.sh orders.csv --help
  expect_status 0
  case "$OUT" in *'--create-products'*) ;; *) no "it said: $OUT" ;; esac
}

for name in $(declare -F | sed -n 's/^declare -f \([a-z]*[A-Z][A-Za-z]*\)$/\1/p'); do
  check "$name"
done
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

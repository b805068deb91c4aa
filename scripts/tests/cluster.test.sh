#!/usr/bin/env bash
# Tests of the cluster's scripts: secrets, tokens, what mongo-init.sh does in which order, command lines.
# Docker and curl are stood in for; nothing is started. The last line reads "N passed, N failed".
set -euo pipefail

REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SANDBOX=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-cluster.XXXXXX")
SANDBOX=$(cd -P "$SANDBOX" && pwd)
trap 'rm -rf "$SANDBOX"' EXIT
PASSED=0 FAILED=0

if ! command -v openssl >/dev/null 2>&1; then
  printf 'left out, all of them: there is no openssl\n0 passed, 0 failed\n'
  exit 0
fi

# --- The sandbox ---------------------------------------------------------------------------------

fresh_sandbox() {
  rm -rf "${SANDBOX:?}"/*
  PROJECT="$SANDBOX/project" TOOLS="$SANDBOX/tools" LOG="$SANDBOX/log"
  mkdir -p "$PROJECT/scripts" "$PROJECT/src/main/resources" "$TOOLS"
  cp "$REPOSITORY"/scripts/*.sh "$PROJECT/scripts/"
  cp -R "$REPOSITORY/deploy" "$PROJECT/deploy"
  cp "$REPOSITORY/docker-compose.yml" "$PROJECT/"
  small_demo
  : >"$LOG"
  stub_docker
  stub_curl
}

# As the demo shop's files, with two of everything.
small_demo() {
  local demo="$PROJECT/src/main/resources/demo"
  mkdir -p "$demo"
  printf '{"id":"1","name":"Ada"}\n{"id":"2","name":"Ben \\"B\\"","country":"Iceland"}\n' | gzip >"$demo/customers.ndjson.gz"
  printf 'sku,quantity\nA1,3\nB2,0\nC3,7\n' | gzip >"$demo/stock.csv.gz"
  printf '{"sku":"A1"}\n' | gzip >"$demo/products.ndjson.gz"
  printf 'InvoiceNo\n' | gzip >"$demo/orders.csv.gz"
}

# Answers as a cluster would; broken-SCRIPT in the sandbox makes that script fail.
stub_docker() {
  cat >"$TOOLS/docker" <<STUB
#!/usr/bin/env bash
printf 'docker %s\n' "\$*" >>"$LOG"
case "\$*" in
  *' exec '*shell.sh*)
    script="\$*"
    script=\${script##*/deploy/}
    script=\${script%.js}
    if [ -e "$SANDBOX/broken-\$script" ]; then echo 'FAILED: on purpose.'; exit 1; fi
    case "\$*" in
      *SET=config*) echo '  config: made'; echo 'primary config-b:27017' ;;
      *SET=shard1*) echo 'primary shard1-a:27017' ;;
      *SET=shard2*) echo 'primary shard2-c:27017' ;;
      *) echo "  \$script was here" ;;
    esac
    ;;
  *' ps '*) [ -e "$SANDBOX/down" ] || printf 'saleproof-app-1\nsaleproof-app-2\n' ;;
  inspect*saleproof-app-2) echo restarting ;;
  inspect*) echo running ;;
esac
STUB
  chmod +x "$TOOLS/docker"
}

# The shop: 200 to what is asked, a summary to imports, and for the many requests one status each.
stub_curl() {
  cat >"$TOOLS/curl" <<STUB
#!/usr/bin/env bash
printf 'curl %s\n' "\$*" >>"$LOG"
out=/dev/null config=''
args=("\$@")
while [ \$# -gt 0 ]; do
  case "\$1" in
    -o) out=\$2; shift ;;
    -K) config=\$2; shift ;;
  esac
  shift
done
case "\${args[*]}" in
  *:8500/v1/health/service/*) cat "$SANDBOX/registry" ;;
  *--parallel*) cat "\$config" >>"$SANDBOX/requests"; sed -n 's/^url.*/201/p' "\$config" ;;
  */import*) printf '{"type":"progress","lines":1}\n{"type":"summary","created":1}\n' >"\$out" ;;
  */v1/customers/*) if [ -e "$SANDBOX/demo" ]; then printf '200'; else printf '404'; fi ;;
  *) printf '200' ;;
esac
STUB
  chmod +x "$TOOLS/curl"
}

# run SCRIPT ARGS: sets STATUS and OUT, both streams.
run() {
  STATUS=0
  OUT=$(cd "$PROJECT" && PATH="$TOOLS:$PATH" "$BASH" "./scripts/$1" "${@:2}" 2>&1) || STATUS=$?
}

# --- What is claimed -----------------------------------------------------------------------------

no() {
  printf '    %s\n' "$1"
  exit 1
}

expect_status() {
  [ "$STATUS" -eq "$1" ] || no "exit code $STATUS, expected $1; it said: $OUT"
}

expect_said() {
  local words
  for words in "$@"; do
    case "$OUT" in *"$words"*) ;; *) no "'$words' is missing in: $OUT" ;; esac
  done
}

# line_of WORDS: where in the log they first stand.
line_of() {
  grep -nF -- "$1" "$LOG" | head -n 1 | cut -d : -f 1
}

expect_before() {
  local first second
  first=$(line_of "$1") second=$(line_of "$2")
  [ -n "$first" ] || no "never done: $1"
  [ -n "$second" ] || no "never done: $2"
  [ "$first" -lt "$second" ] || no "$1 came after $2"
}

expect_not_done() {
  ! grep -qF -- "$1" "$LOG" || no "done: $1"
}

check() {
  fresh_sandbox
  local status
  set +e
  (set -e; "$1") >"$SANDBOX.report" 2>&1
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

# --- Secrets and tokens --------------------------------------------------------------------------

secretsAreMadeOnceForThisUserAlone() {
  run secrets.sh
  expect_status 0
  local name before
  for name in MONGO_KEY MONGO_ADMIN_PASSWORD MONGO_APP_PASSWORD MONGO_EXPORTER_PASSWORD REDIS_PASSWORD \
    SESSION_KEYS GRAFANA_ADMIN_PASSWORD; do
    grep -q "^$name=..*" "$PROJECT/.env" || no "$name is missing"
  done
  case "$(ls -l "$PROJECT/.env")" in -rw-------*) ;; *) no 'others may read .env' ;; esac
  case "$(ls -l "$PROJECT/.data/keys/jwt-private.pem")" in -rw-------*) ;; *) no 'others may read the key' ;; esac
  before=$(cat "$PROJECT/.env" "$PROJECT"/.data/keys/*.pem | cksum)
  run secrets.sh
  expect_status 0
  expect_said 'as they were'
  [ "$before" = "$(cat "$PROJECT/.env" "$PROJECT"/.data/keys/*.pem | cksum)" ] || no 'something was made anew'
}

missingSecretsAreAdded() {
  run secrets.sh
  local kept
  kept=$(grep '^REDIS_PASSWORD=' "$PROJECT/.env")
  sed -i.old '/^SESSION_KEYS=/d' "$PROJECT/.env"
  rm -f "$PROJECT/.env.old" "$PROJECT/.data/keys/jwt-public.pem"
  run secrets.sh
  expect_said 'SESSION_KEYS' 'jwt-public.pem'
  [ "$kept" = "$(grep '^REDIS_PASSWORD=' "$PROJECT/.env")" ] || no 'another password'
}

aLineWithoutItsEndIsNotGluedToTheNext() {
  printf 'PUBLISH=0.0.0.0' >"$PROJECT/.env"
  run secrets.sh
  expect_status 0
  grep -qx 'PUBLISH=0.0.0.0' "$PROJECT/.env" || no "it reads: $(head -n 1 "$PROJECT/.env" | cut -c 1-40)"
  grep -q '^MONGO_KEY=..*' "$PROJECT/.env" || no 'MONGO_KEY is missing'
  run secrets.sh
  printf 'FRONT_NET=10.1.2' >>"$PROJECT/.env"
  sed -i.old '/^REDIS_PASSWORD=/d' "$PROJECT/.env"
  printf '%s' "$(cat "$PROJECT/.env")" >"$PROJECT/.env.old"
  mv "$PROJECT/.env.old" "$PROJECT/.env"
  run secrets.sh
  expect_said 'REDIS_PASSWORD'
  grep -qx 'FRONT_NET=10.1.2' "$PROJECT/.env" || no 'FRONT_NET has changed'
  grep -qE '^REDIS_PASSWORD=[0-9a-f]{48}$' "$PROJECT/.env" || no 'REDIS_PASSWORD is not as made'
}

aKeyThatMongodbWouldRefuseIsRefused() {
  run secrets.sh
  local whole before key
  whole=$(cat "$PROJECT/.env")
  # Cut in the middle, with another alphabet, too short, too long.
  for key in "$(printf '%s' "$whole" | sed -n 's/^MONGO_KEY=//p' | cut -c 1-641)" 'not_base64-at-all___' 'abcd' \
    "$(printf '%01028d' 0)"; do
    printf 'MONGO_KEY=%s' "$key" >"$PROJECT/.env"
    before=$(cksum <"$PROJECT/.env")
    run secrets.sh
    expect_status 1
    expect_said 'MONGO_KEY'
    case "$OUT" in *"$key"*) no 'the key was told' ;; esac
    [ "$before" = "$(cksum <"$PROJECT/.env")" ] || no '.env was changed'
  done
  [ -z "$(find "$PROJECT/.data" -name 'env.*')" ] || no 'something was left behind'
}

aCutLeavesEnvAsItWas() {
  # openssl fails at the third of the secrets, and so does the script.
  cat >"$TOOLS/openssl" <<STUB
#!/usr/bin/env bash
echo x >>"$SANDBOX/calls"
[ "\$(wc -l <"$SANDBOX/calls")" -lt 3 ] || exit 1
exec $(command -v openssl) "\$@"
STUB
  chmod +x "$TOOLS/openssl"
  printf 'PUBLISH=0.0.0.0' >"$PROJECT/.env"
  run secrets.sh
  expect_status 1
  [ "$(cat "$PROJECT/.env")" = 'PUBLISH=0.0.0.0' ] || no 'a half of it was written'
  [ -z "$(find "$PROJECT/.data" -name 'env.*')" ] || no 'something was left behind'
}

everySecretOfTheComposeFileIsMade() {
  run secrets.sh
  local name
  # shellcheck disable=SC2016 # looked for as it stands
  for name in $(grep -o '\${[A-Z_]*:?' "$PROJECT/docker-compose.yml" | tr -d '${:?' | sort -u); do
    grep -q "^$name=" "$PROJECT/.env" || no "$name is not made"
  done
}

# Verifies a token with the public key by openssl, and prints its claims.
verified_claims() {
  local token=$1 part signature hex
  part=${token%.*} signature=${token##*.}
  hex=$(printf '%s==' "$signature" | tr -- '-_' '+/' | openssl base64 -d -A 2>/dev/null | od -An -tx1 | tr -d ' \n')
  [ "${#hex}" -eq 128 ] || no "a signature of ${#hex} digits"
  printf 'asn1=SEQUENCE:both\n[both]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "${hex:0:64}" "${hex:64}" >"$SANDBOX/asn1"
  openssl asn1parse -genconf "$SANDBOX/asn1" -noout -out "$SANDBOX/signature"
  printf '%s' "$part" | openssl dgst -sha256 -verify "$PROJECT/.data/keys/jwt-public.pem" \
    -signature "$SANDBOX/signature" >/dev/null || no 'it does not verify'
  part=${part#*.}
  while [ $((${#part} % 4)) -ne 0 ]; do part="$part="; done
  printf '%s' "$part" | tr -- '-_' '+/' | openssl base64 -d -A
}

tokensVerifyWithThePublicKey() {
  run secrets.sh
  local count=0 token claims
  # Often enough to meet integers with leading zeros.
  while [ "$count" -lt 20 ]; do
    count=$((count + 1))
    token=$(cd "$PROJECT" && "$BASH" -c '. scripts/lib.sh; . scripts/lib-cluster.sh; make_token service storefront-1 60')
    claims=$(verified_claims "$token") || no "$claims"
    case "$claims" in
      '{"iss":"saleproof","sub":"storefront-1","groups":["service"],"iat":'*'"jti":"'*) ;;
      *) no "the claims: $claims" ;;
    esac
  done
}

tokensAreMadeWithoutAJdk() {
  run secrets.sh
  local tool bare="$SANDBOX/bare"
  mkdir -p "$bare"
  for tool in bash cat date dirname head openssl sed tail tr; do
    ln -s "$(command -v "$tool")" "$bare/$tool"
  done
  local token claims
  token=$(cd "$PROJECT" && env -i PATH="$bare" HOME=/nonexistent SALEPROOF_JVM_DIRS='' \
    bash ./scripts/token.sh shopper --sub ada --hours 2) || no 'no token'
  claims=$(verified_claims "$token") || no "$claims"
  case "$claims" in
    '{"iss":"saleproof","sub":"ada","groups":["shopper"],"iat":'*) ;;
    *) no "the claims: $claims" ;;
  esac
}

# --- mongo-init.sh -------------------------------------------------------------------------------

initAsksForSecretsFirst() {
  run mongo-init.sh
  expect_status 1
  expect_said './scripts/secrets.sh'
}

initLetsTheShopInOnlyOnceAllIsSharded() {
  run secrets.sh
  run mongo-init.sh
  expect_status 0
  expect_before 'SET=config' 'SET=shard1'
  expect_before 'SET=shard2' 'shards.js'
  expect_before 'shards.js' 'shop-user.js'
  expect_before 'shop-user.js' '/v1/products/import'
  expect_before '/v1/products/import' '/v1/orders/import'
  expect_before '/v1/orders/import' 'hello.js'
  expect_before 'hello.js' 'counts.js'
}

initMakesUsersAtWhoeverIsPrimary() {
  run secrets.sh
  run mongo-init.sh --no-demo
  expect_status 0
  expect_before 'SET=config' 'config-b bash /deploy/shell.sh --nodb /deploy/users.js'
  expect_before 'SET=shard2' 'shard2-c bash /deploy/shell.sh --nodb /deploy/users.js'
}

initStartsInstancesThatWaitForTheirNextTry() {
  run secrets.sh
  run mongo-init.sh --no-demo
  expect_before 'shop-user.js' 'docker restart saleproof-app-2'
  expect_not_done 'restart saleproof-app-1'
}

initStopsWhereSomethingFails() {
  run secrets.sh
  touch "$SANDBOX/broken-shards"
  run mongo-init.sh
  expect_status 1
  expect_said 'on purpose' 'not sharded'
  expect_not_done 'shop-user.js'
}

initSendsTheDemoShopsStockAndCustomers() {
  run secrets.sh
  run mongo-init.sh
  expect_said 'opening stock: 2' 'customers: 2'
  local requests
  requests=$(cat "$SANDBOX/requests")
  case "$requests" in
    *'/v1/stock/A1/movements'*'\"quantity\":3'*'/v1/stock/C3/movements'*) ;;
    *) no "the requests: $requests" ;;
  esac
  case "$requests" in *'/v1/stock/B2/'*) no 'nothing was received of B2' ;; esac
  case "$requests" in *'/v1/customers/2"'*'Ben \\\"B\\\"'*) ;; *) no "the requests: $requests" ;; esac
}

initLeavesTheCatalogueAsTheShopHasIt() {
  run secrets.sh
  touch "$SANDBOX/demo"
  run mongo-init.sh
  expect_status 0
  expect_not_done '/v1/products/import'
  expect_said 'products: there already'
}

initSaysAtOnceThatTheClusterIsNotThere() {
  run secrets.sh
  touch "$SANDBOX/down"
  run mongo-init.sh
  expect_status 1
  expect_said 'docker compose up -d starts it'
  expect_not_done 'set.js'
}

initLeavesTheShopEmptyIfAsked() {
  run secrets.sh
  run mongo-init.sh --no-demo
  expect_status 0
  expect_not_done '/import'
  expect_before 'hello.js' 'counts.js'
}

# --- What the registry lists ---------------------------------------------------------------------

# As Consul says it, the check of its own node among them, which is of no service.
registry_lists() {
  local id
  for id in "$@"; do
    printf '{"Service":{"ID":"%s"},"Checks":[{"CheckID":"serfHealth","ServiceID":""},' "$id"
    printf '{"CheckID":"service:%s","ServiceID":"%s","Status":"passing"}]}' "$id" "$id"
  done >"$SANDBOX/registry"
}

everyInstanceMustBeRegistered() {
  run secrets.sh
  registry_lists saleproof-172-30-78-2-8080 saleproof-172-30-78-3-8080
  run check-cluster.sh --only registry
  expect_status 0
  expect_said 'registered and ready: 2'
  registry_lists saleproof-172-30-78-2-8080
  run check-cluster.sh --only registry
  expect_status 1
  expect_said 'registered and ready: 1 in place of 2'
}

# --- Command lines -------------------------------------------------------------------------------

scriptsExplainThemselves() {
  local script
  for script in secrets mongo-init check-cluster chaos-cluster load check-files; do
    run "$script.sh" --help
    expect_status 0
    expect_said "Usage: ./scripts/$script.sh"
  done
}

scriptsRefuseWhatTheyDontKnow() {
  local script
  for script in secrets mongo-init check-cluster chaos-cluster load check-files; do
    run "$script.sh" --nonsense
    expect_status 2
    expect_said '--nonsense'
  done
}

valuesOutOfBoundsAreRefused() {
  run load.sh --visits 0
  expect_status 2
  run load.sh --minutes 1441
  expect_status 2
  run load.sh normal soak
  expect_status 2
  expect_said 'one stage'
  run chaos-cluster.sh king
  expect_status 2
  expect_said "'king'"
  run chaos-cluster.sh --away 4
  expect_status 2
  run check-cluster.sh --only kitchen
  expect_status 2
  expect_said "'kitchen'"
}

theOnlyGatewayIsNotFrozen() {
  run chaos-cluster.sh gateway --pause
  expect_status 2
  expect_said "can't be frozen"
  run chaos-cluster.sh --pause redis gateway
  expect_status 2
  # What is asked for without naming it is all the others: it goes on to look for the cluster.
  run chaos-cluster.sh --pause
  expect_status 1
  expect_said 'There is no .env'
  run chaos-cluster.sh gateway
  expect_status 1
  expect_said 'There is no .env'
}

for name in $(declare -F | sed -n 's/^declare -f \([a-z]*[A-Z][A-Za-z0-9]*\)$/\1/p'); do
  check "$name"
done
printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
[ "$FAILED" -eq 0 ]

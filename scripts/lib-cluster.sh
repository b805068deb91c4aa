# shellcheck shell=bash
# What the scripts of the cluster share: Docker, the secrets of .env, tokens without a JDK. Sourced after
# lib.sh, never run. Written for bash 3.2 (macOS) and newer; callers set -euo pipefail.

readonly ENV_FILE="$ROOT/.env"
readonly KEYS_DIR="${KEYS_DIR:-$ROOT/.data/keys}"

# --- Docker --------------------------------------------------------------------------------------

# compose ARGS: the cluster's own project, wherever the user stands.
compose() {
  docker compose --project-directory "$ROOT" -f "$ROOT/docker-compose.yml" "$@"
}

need_docker() {
  if ! docker compose version >/dev/null 2>&1; then
    fail "Docker with Compose 2.20 or newer is needed: see https://docs.docker.com/get-docker."
  elif ! docker info >/dev/null 2>&1; then
    fail "Docker does not answer: is it started, and may you use it?"
  fi
}

need_cluster() {
  need_docker
  if [ ! -f "$ENV_FILE" ]; then
    fail "There is no .env: run ./scripts/secrets.sh once, then docker compose up -d."
  fi
}

# The names of the containers of a service, in order.
containers_of() {
  compose ps --all --format '{{.Name}}' "$1" | sort
}

# state CONTAINER: what Docker says of its health, or of its life if it has no health check.
state() {
  docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' \
    "$1" 2>/dev/null || printf 'gone\n'
}

# await SECONDS WHAT COMMAND…: until the command succeeds; one sentence if it doesn't in time.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then
      fail "$what."
    fi
    sleep 1
  done
}

# --- Secrets -------------------------------------------------------------------------------------

# from_env NAME: the variable's value in .env; nothing if it isn't there. The last line counts.
from_env() {
  sed -n "s/^$1=//p" "$ENV_FILE" 2>/dev/null | tail -n 1
}

# --- Tokens --------------------------------------------------------------------------------------

base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

# One integer of an ECDSA signature, in 32 bytes as hexadecimal digits.
padded() {
  local digits="0000000000000000000000000000000000000000000000000000000000000000$1"
  printf '%s' "${digits:$((${#digits} - 64))}"
}

# make_token GROUP SUBJECT SECONDS: prints a bearer token as token.sh does, without needing a JDK.
make_token() {
  local now claims signing integers hex=''
  case "$2" in '' | *[!A-Za-z0-9._-]*) fail "No token can be made for '$2'." ;; esac
  now=$(date +%s)
  claims=$(printf '{"iss":"%s","sub":"%s","groups":["%s"],"iat":%s,"exp":%s,"jti":"%s"}' \
    "${JWT_ISSUER:-saleproof}" "$2" "$1" "$now" "$((now + $3))" "$(openssl rand -hex 16)")
  signing="$(printf '{"alg":"ES256","typ":"JWT"}' | base64url).$(printf '%s' "$claims" | base64url)"
  # openssl signs in DER: two integers, which JOSE wants side by side.
  integers=$(printf '%s' "$signing" | openssl dgst -sha256 -sign "$KEYS_DIR/jwt-private.pem" \
    | openssl asn1parse -inform DER | sed -n 's/^.*INTEGER *://p')
  local integer
  for integer in $integers; do
    hex="$hex$(padded "$integer")"
  done
  if [ "${#hex}" -ne 128 ]; then
    fail "The key in $KEYS_DIR can't sign tokens: remove jwt-private.pem and jwt-public.pem there and \
run ./scripts/secrets.sh."
  fi
  # shellcheck disable=SC2059 # the format is what is to be printed: bytes
  printf '%s.%s\n' "$signing" "$(printf "$(printf '%s' "$hex" | sed 's/../\\x&/g')" | base64url)"
}

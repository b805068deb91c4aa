#!/usr/bin/env bash
# Makes what the cluster keeps secret. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/lib-cluster.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/secrets.sh

Makes the cluster's passwords and keys: .env, which docker compose reads, and the pair of keys in
.data/keys that signs and verifies tokens. What is there already stays as it is; what is missing is
added. Both are for this user's eyes only and are never committed. Needs openssl.

  --help   this text
TEXT
}

case "${1:-}" in
  '') ;;
  --help | -h) usage; exit 0 ;;
  *) misuse "secrets.sh knows no option '$1'." ;;
esac
command -v openssl >/dev/null 2>&1 || fail "secrets.sh needs openssl: install it."

ADDED=''

# Letters and digits alone: they stand in addresses.
password() {
  openssl rand -hex 24
}

administrator() {
  printf 'admin'
}

# MongoDB takes from 6 to 1,024 characters of base64.
member_key() {
  openssl rand -base64 741 | tr -d '\n'
}

# One that MongoDB refuses would end every member at its start. Its own may be of any length within these
# bounds; base64 comes in fours, so that three of four cuts show.
is_member_key() {
  local base64='^[A-Za-z0-9+/]+={0,2}$'
  [ "${#1}" -ge 6 ] && [ "${#1}" -le 1024 ] && [ $((${#1} % 4)) -eq 0 ] && [[ "$1" =~ $base64 ]]
}

session_key() {
  printf 'k1:%s' "$(openssl rand -base64 32)"
}

# secret NAME COMMAND: adds the variable to $NEW_ENV, with what the command prints, unless it is there.
secret() {
  local value
  if [ -z "$(from_env "$1")" ]; then
    value=$("$2")
    printf '%s=%s\n' "$1" "$value" >>"$NEW_ENV"
    ADDED="$ADDED $1"
  fi
}

# Begins the file that will take the place of .env at once, so that no cut leaves a half of it. A line that
# was left without its end gets it, or the next would be glued to it.
begin_env() {
  if [ -f "$ENV_FILE" ]; then
    cp "$ENV_FILE" "$NEW_ENV"
    if [ -n "$(tail -c 1 "$NEW_ENV")" ]; then
      printf '\n' >>"$NEW_ENV"
    fi
  else
    printf '# Made by scripts/secrets.sh. Whoever has this file has the cluster.\n' >"$NEW_ENV"
  fi
  chmod 600 "$NEW_ENV"
}

check_env() {
  local key
  key=$(from_env MONGO_KEY || true)
  if [ -n "$key" ] && ! is_member_key "$key"; then
    fail "MONGO_KEY in .env is no key (6 to 1024 characters of base64, in fours): was the file cut short? \
If the cluster has never run, remove that line and run ./scripts/secrets.sh again; else put back the key \
that its members have."
  fi
}

make_env() {
  check_env
  begin_env
  secret MONGO_KEY member_key
  secret MONGO_ADMIN_USER administrator
  secret MONGO_ADMIN_PASSWORD password
  secret MONGO_APP_PASSWORD password
  secret MONGO_EXPORTER_PASSWORD password
  secret REDIS_PASSWORD password
  secret SESSION_KEYS session_key
  secret GRAFANA_ADMIN_PASSWORD password
  if cmp -s "$NEW_ENV" "$ENV_FILE"; then
    chmod 600 "$ENV_FILE"
    rm -f "$NEW_ENV"
  else
    mv "$NEW_ENV" "$ENV_FILE"
  fi
}

# The same files as token.sh makes, whichever comes first.
make_keys() {
  local private="$KEYS_DIR/jwt-private.pem" public="$KEYS_DIR/jwt-public.pem"
  mkdir -p "$KEYS_DIR"
  chmod 700 "$KEYS_DIR"
  if [ ! -f "$private" ]; then
    rm -f "$public"
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$private.new" 2>/dev/null
    mv "$private.new" "$private"
    ADDED="$ADDED jwt-private.pem"
  fi
  chmod 600 "$private"
  if [ ! -f "$public" ]; then
    openssl pkey -in "$private" -pubout -out "$public.new"
    mv "$public.new" "$public"
    ADDED="$ADDED jwt-public.pem"
  fi
  # The shop in its container reads it as another user.
  chmod 644 "$public"
}

umask 077
mkdir -p "$ROOT/.data"
NEW_ENV=$(mktemp "$ROOT/.data/env.XXXXXX")
trap 'rm -f "$NEW_ENV"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
make_env
make_keys
if [ -z "$ADDED" ]; then
  printf 'All secrets are there: .env and .data/keys are as they were.\n'
else
  printf 'Made:%s\n' "$ADDED"
fi

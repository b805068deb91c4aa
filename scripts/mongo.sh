#!/usr/bin/env bash
# Runs a line of JavaScript in mongosh at a MongoDB server of the cluster. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./scripts/mongo.sh SERVICE 'JAVASCRIPT'

Runs it as the cluster's administrator at a service of the compose file (mongos-a, shard1-a,
config-b, …) and prints what comes of it:

  ./scripts/mongo.sh shard1-a 'rs.status().members.map(m => m.name + " " + m.stateStr)'

Name and password are those of .env (MONGO_ADMIN_USER, MONGO_ADMIN_PASSWORD).
TEXT
}

misuse() {
  printf '%s (--help shows its use.)\n' "$1" >&2
  exit 2
}

case "${1-}" in
  --help | -h) usage; exit 0 ;;
  -*) misuse "mongo.sh knows no option '$1'." ;;
esac
[ $# -eq 2 ] || misuse 'mongo.sh needs a service and one line in single quotes.'

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ ! -r .env ]; then
  printf 'mongo.sh finds no .env here: ./scripts/secrets.sh makes it, once.\n' >&2
  exit 1
fi

# value NAME: as .env has it; the file is read, not run.
value() {
  sed -n "s/^$1=//p" .env | tail -n 1
}

MONGO_USER=$(value MONGO_ADMIN_USER)
MONGO_PASSWORD=$(value MONGO_ADMIN_PASSWORD)
export MONGO_USER MONGO_PASSWORD
if [ -z "$MONGO_USER" ] || [ -z "$MONGO_PASSWORD" ]; then
  printf 'mongo.sh finds no MONGO_ADMIN_USER and MONGO_ADMIN_PASSWORD in .env.\n' >&2
  exit 1
fi
# The password goes by the environment: a command line is for all to see.
# shellcheck disable=SC2016 # expanded by the shell in the container
exec docker compose exec -T -e MONGO_USER -e MONGO_PASSWORD -e SCRIPT="$2" "$1" sh -c '
  exec bash /deploy/shell.sh \
    --eval "db.auth(process.env.MONGO_USER, process.env.MONGO_PASSWORD)" --eval "$SCRIPT" \
    "mongodb://localhost:27017/admin?directConnection=true"'

#!/usr/bin/env bash
# Checks the cluster's files without a cluster. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/check-files.sh [--only WORDS] [--strict]

Checks what the cluster is made of: the gateway's files and plugins, the compose files, the scripts, the
manifests of deploy/kubernetes. Needs Python 3.10 or newer; what else it uses (luajit, node, shellcheck,
hadolint, docker compose, kubectl) is left out, and said to be, if it isn't there. What
watches the cluster is checked by check-monitoring.sh.

  --only WORDS   only the checks whose name has these words, such as "gateway"
  --strict       what is left out counts as a mistake
  --help         this text

Exit status: 0 nothing is wrong, 1 something is, 2 the command line makes no sense.
TEXT
}

strict=no only=''
while [ $# -gt 0 ]; do
  case "$1" in
    --strict) strict=yes; shift ;;
    --only) only=$(option_value --only $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "check-files.sh knows no option '$1'." ;;
  esac
done

GOOD=0 BAD=0 LEFT_OUT=0

wanted() {
  case "$1" in *"$only"*) ;; *) return 1 ;; esac
}

# check NAME COMMAND…: runs it, and shows what it says if it fails.
check() {
  local name=$1
  shift
  wanted "$name" || return 0
  if "$@" >"$WORK/said" 2>&1; then
    GOOD=$((GOOD + 1))
    printf 'ok        %s\n' "$name"
  else
    BAD=$((BAD + 1))
    printf 'WRONG     %s\n' "$name"
    sed 's/^/          /' "$WORK/said"
  fi
}

# check_with TOOL NAME COMMAND…: the same if the tool is there.
check_with() {
  local tool=$1
  shift
  if command -v "$tool" >/dev/null 2>&1; then
    check "$@"
  else
    left_out "$1" "there is no $tool"
  fi
}

left_out() {
  wanted "$1" || return 0
  LEFT_OUT=$((LEFT_OUT + 1))
  printf 'left out  %s: %s\n' "$1" "$2"
}

# --- Python --------------------------------------------------------------------------------------

find_python() {
  local name
  for name in ${PYTHON3:-} python3 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      PYTHON=$name
      return
    fi
  done
  fail 'check-files.sh needs Python 3.10 or newer: please install it.'
}

# The schemas of Kubernetes are the one thing that Python doesn't bring along.
find_schemas() {
  local venv="$ROOT/.venv/cluster" wanted="$ROOT/scripts/cluster/requirements.txt"
  SCHEMAS="$venv/bin/python"
  if [ -x "$SCHEMAS" ] && cmp -s "$wanted" "$venv/installed.txt"; then
    return
  fi
  "$PYTHON" -m venv "$venv" \
    && "$SCHEMAS" -m pip -q --disable-pip-version-check --retries 1 --timeout 15 install -r "$wanted" \
    && cp "$wanted" "$venv/installed.txt"
}

# --- Checks --------------------------------------------------------------------------------------

tests_of_checks() {
  local folder
  for folder in formats cluster; do
    "$PYTHON" -B -m unittest discover -q -s "$ROOT/scripts/$folder/tests" || return 1
  done
}

ours() {
  local program=$1
  shift
  "$PYTHON" -B "$ROOT/scripts/cluster/$program.py" "$@"
}

picture() {
  ours topology "$ROOT/docker-compose.yml" "$WORK/cluster.svg" || return 1
  cmp "$WORK/cluster.svg" "$ROOT/docs/pictures/cluster.svg"
}

# Anything does for a secret, where only the form is looked at.
compose_config() {
  MONGO_KEY=x MONGO_ADMIN_PASSWORD=x MONGO_APP_PASSWORD=x MONGO_EXPORTER_PASSWORD=x REDIS_PASSWORD=x \
    SESSION_KEYS=x GRAFANA_ADMIN_PASSWORD=x docker compose -f "$1" config -q
}

# k6 and mongosh read modules and scripts; node tells one from the other by the name.
javascript() {
  local file
  for file in "$ROOT"/deploy/mongo/*.js; do
    node --check "$file" || return 1
  done
  cp "$ROOT/deploy/load/sale.js" "$WORK/sale.mjs"
  node --check "$WORK/sale.mjs"
}

SCRIPTS=(scripts/*.sh scripts/tests/*.sh deploy/image/*.sh deploy/mongo/*.sh deploy/redis/*.sh
  deploy/rehearsal/*.sh deploy/rehearsal/*/*.sh)

# Bash alone finds what it can't read. Who starts by itself must say that an unset variable, a failing
# command and a broken pipe end it; lib… is read by others.
bash_reads() {
  local file wrong=0
  for file in "${SCRIPTS[@]}"; do
    bash -n "$file" || wrong=1
    case "$file" in
      scripts/lib*.sh | scripts/tests/expect.sh) ;;
      *)
        if ! grep -qE '^set -eu' "$file"; then
          printf '%s: has no "set -euo pipefail" (or "set -eu" for sh)\n' "$file"
          wrong=1
        fi
        ;;
    esac
  done
  return "$wrong"
}

manifests() {
  kubectl kustomize "$ROOT/deploy/kubernetes/overlays/$1" >"$WORK/$1.yaml" || return 1
  "$SCHEMAS" -B "$ROOT/scripts/cluster/check_kubernetes.py" "$1" "$WORK/$1.yaml"
}

kubernetes() {
  local overlay
  if ! command -v kubectl >/dev/null 2>&1; then
    left_out 'kubernetes: manifests' 'there is no kubectl'
    return
  fi
  wanted 'kubernetes: manifests' || return 0
  if ! find_schemas >"$WORK/said" 2>&1; then
    left_out 'kubernetes: manifests' "kubernetes-validate can't be installed ($(tail -n 1 "$WORK/said"))"
    return
  fi
  for overlay in laptop production; do
    check "kubernetes: manifests, overlay $overlay" manifests "$overlay"
  done
  check 'kubernetes: manifests, planted mistakes are found' "$SCHEMAS" -B -m unittest discover -q \
    -s "$ROOT/scripts/cluster/tests" -p test_check_kubernetes.py
}

# --- All of them ---------------------------------------------------------------------------------

cd "$ROOT"
find_python
WORK=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-files.XXXXXX")
trap 'rm -rf "$WORK"' EXIT

check 'the checks find planted mistakes' tests_of_checks
check 'gateway: routes, limits, references' ours check_gateway apisix
check_with luajit 'gateway: our plugins' luajit apisix/tests/plugins.test.lua apisix/lua/apisix/plugins
check 'compose: pins, limits, health, order' ours check_compose \
  docker-compose.yml deploy/nodes/docker-compose.yml deploy/log/docker-compose.yml
check 'compose: the picture is of these services' picture
if docker compose version >/dev/null 2>&1; then
  for file in docker-compose.yml deploy/nodes/docker-compose.yml deploy/log/docker-compose.yml; do
    check "compose: Docker reads $file" compose_config "$file"
  done
else
  left_out 'compose: Docker reads the files' 'there is no docker compose'
fi
check_with node 'scripts: mongosh and k6 can read theirs' javascript
check_with node 'database: cut short anywhere, it ends the same' node scripts/cluster/tests/mongo-scripts.test.mjs
check 'scripts: bash can read them' bash_reads
check 'scripts: somebody sets every variable' ours check_scripts "${SCRIPTS[@]}"
check_with shellcheck 'scripts: nothing unset, nothing unquoted' shellcheck -x "${SCRIPTS[@]}"
check_with hadolint 'image: Dockerfile' hadolint Dockerfile
kubernetes

if [ $((GOOD + BAD + LEFT_OUT)) -eq 0 ]; then
  misuse "check-files.sh has no check '$only'."
fi
printf '%s right, %s wrong, %s left out\n' "$GOOD" "$BAD" "$LEFT_OUT"
[ "$BAD" -eq 0 ] && { [ "$strict" = no ] || [ "$LEFT_OUT" -eq 0 ]; }

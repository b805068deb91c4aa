#!/usr/bin/env bash
# Builds what stands in for the images of docker-compose.yml. See --help.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE ROOT=${HERE%/*/*}
readonly SUITE=sid
readonly PACKAGES=ca-certificates,bash,wget,curl,procps,passwd,busybox,redis-server,redis-tools,prometheus-alertmanager,prometheus-node-exporter,prometheus-redis-exporter,python3,python3-bson,haproxy,nodejs

usage() {
  cat <<'TEXT'
Usage: deploy/rehearsal/build.sh PROGRAMS

For a machine that can pull no image: builds a stand-in for each image of docker-compose.yml and gives it
that image's name and version, so that docker compose up -d --pull never uses the file as it is.
docs/rehearsal.md tells what each of them is.

  PROGRAMS  a folder with what Debian doesn't have: consul, prometheus and promtool (built from source), and
            mongosh (a folder in which npm has installed it)
  --help    this text

The image of the shop has to be built first, with stand-ins of its own bases if need be: docker build
-t saleproof . The first run makes an image rehearsal-base of Debian's packages, by mmdebstrap as root.
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
esac
[ $# -eq 1 ] || { usage >&2; exit 2; }
for program in consul prometheus promtool mongosh; do
  [ -e "$1/$program" ] || fail "There is no $program in $1."
done

context=$(mktemp -d "${TMPDIR:-/tmp}/saleproof-rehearsal.XXXXXX")
trap 'rm -rf "$context"' EXIT
cp -r "$HERE/." "$context"
cp -rl "$1/." "$context/programs" 2>/dev/null || cp -r "$1/." "$context/programs"

if ! docker image inspect rehearsal-base >/dev/null 2>&1; then
  mmdebstrap --variant=minbase "--include=$PACKAGES" --aptopt='Acquire::Check-Valid-Until "false"' \
    "$SUITE" "$context/base.tar"
  docker import "$context/base.tar" rehearsal-base >/dev/null
  rm "$context/base.tar"
fi
# The embedded database, from the same build as the shop.
docker build --quiet --target build --tag rehearsal-embedded "$ROOT" >/dev/null

sed -n 's/^ *image: //p' "$ROOT/docker-compose.yml" | sort -u | while read -r image; do
  name=${image%%:*}
  target=${name##*/}
  case "$target" in
    saleproof | k6) continue ;;
  esac
  docker build --quiet --target "$target" --tag "$image" "$context" >/dev/null
  printf '%s\n' "$image"
done

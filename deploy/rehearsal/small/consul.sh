#!/bin/sh
# As the image does: `agent …` becomes `consul agent …` with its folders, as a user of its own.
set -eu
if [ "${1:-}" = agent ]; then
  shift
  set -- consul agent -data-dir=/consul/data -config-dir=/consul/config "$@"
fi
if [ "$(id -u)" = 0 ]; then
  chown -R 100:1000 /consul/data
  exec setpriv --reuid 100 --regid 1000 --clear-groups "$@"
fi
exec "$@"

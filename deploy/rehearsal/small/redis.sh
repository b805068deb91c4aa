#!/bin/sh
# As the image does: owns /data, gives up being root, becomes the server.
set -eu
if [ "${1:-}" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R 999:1000 /data
  exec setpriv --reuid 999 --regid 1000 --clear-groups "$0" "$@"
fi
exec "$@"

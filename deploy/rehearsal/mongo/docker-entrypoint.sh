#!/bin/bash
# As the image does: owns the folders of data, gives up being root, becomes the server.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  mkdir -p /data/db /data/configdb
  chown -R 999:999 /data/db /data/configdb
  exec setpriv --reuid 999 --regid 999 --clear-groups "$0" "$@"
fi
exec python3 -u /opt/stand-in/server.py "$@"

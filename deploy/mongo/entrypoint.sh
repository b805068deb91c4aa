#!/bin/bash
# Puts the members' common key where the server takes it (a file of its user's alone, in memory), forgets
# what only mongo-init.sh needs, and goes on as the image does.
set -euo pipefail

readonly KEY=/run/mongo/key
readonly MONGODB_UID=999 MONGODB_GID=999

umask 077
printf '%s\n' "$MONGO_KEY" >"$KEY"
chmod 400 "$KEY"
chown "$MONGODB_UID:$MONGODB_GID" "$KEY"
chmod 755 "${KEY%/*}"
umask 022
unset MONGO_KEY MONGO_ADMIN_USER MONGO_ADMIN_PASSWORD MONGO_APP_PASSWORD MONGO_EXPORTER_PASSWORD
exec docker-entrypoint.sh "$@"

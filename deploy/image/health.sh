#!/usr/bin/env bash
# Whether this container's program is ready, for HEALTHCHECK: bash opens the connection itself, as the
# image has no curl.
set -euo pipefail

case "${SALEPROOF_ROLE:-shop}" in
  log-master) port=${HTTP_PORT:-30000} ;;
  *) port=${HTTP_PORT:-8080} ;;
esac
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 3 _ status _ <&3
[ "$status" = 200 ]

#!/usr/bin/env bash
# Makes a bearer token for ACCESS=token. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/token.sh [admin|service|shopper] [--sub ID] [--hours N] [--keys DIR]

Prints a bearer token (a JWT signed with ES256), by default for an admin and for 12 hours.

  --sub ID      whom it is for; a shopper's is the id of the customer and must be given
  --hours N     how long it is valid, 1 to 8760
  --keys DIR    where the keys are kept (default: .data/keys), made there on first use:
                jwt-private.pem signs and is for this user's eyes only; the shop verifies with
                JWT_PUBLIC_KEYS=DIR/jwt-public.pem
  --help        this text

  curl -H "Authorization: Bearer $(./scripts/token.sh admin)" …
TEXT
}

group='' subject='' hours=12 keys="${SALEPROOF_DATA_DIR:-$ROOT/.data}/keys"
while [ $# -gt 0 ]; do
  case "$1" in
    --sub=* | --hours=* | --keys=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
  esac
  case "$1" in
    --sub) subject=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --hours) hours=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --keys) keys=$(option_value "$1" $# "${2-}") || exit $?; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    admin | service | shopper)
      if [ -n "$group" ]; then misuse "token.sh makes one token: for $group or for $1?"; fi
      group=$1
      shift
      ;;
    *) misuse "token.sh knows no option '$1'." ;;
  esac
done
group=${group:-admin}

number='^[1-9][0-9]{0,3}$'
if ! [[ "$hours" =~ $number ]] || [ "$hours" -gt 8760 ]; then
  misuse "--hours must be a number from 1 to 8760, not '$hours'."
fi
if [ "$group" = shopper ] && [ -z "$subject" ]; then
  misuse "A shopper's token needs --sub with the id of the customer."
fi

keys=$(absolute_path "$keys")
# A machine that has Docker alone has no JDK; with keys that are there openssl signs as well.
if [ -f "$keys/jwt-private.pem" ] && ! (find_jdk) >/dev/null 2>&1 && command -v openssl >/dev/null; then
  KEYS_DIR=$keys
  # shellcheck source=scripts/lib-cluster.sh
  . "$(dirname "${BASH_SOURCE[0]}")/lib-cluster.sh"
  make_token "$group" "${subject:-$group}" $((hours * 3600))
  exit
fi

find_jdk
# Gone in a second: the thorough compiler and a parallel collector would only cost time.
exec "$JDK_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$ROOT/scripts/Token.java" \
  "$group" "${subject:-$group}" "$hours" "$keys"

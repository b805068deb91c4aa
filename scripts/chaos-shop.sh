#!/usr/bin/env bash
# Kills instances of the shop under load and checks what is left. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/chaos-shop.sh [--seconds N] [--clients N] [--seed S] [--report FILE]

Starts three processes of the shop on one database, has clients place orders at all three and
bring them through their life, and kills one process every two seconds (kill -9; the database
never), starting it again at once. Then it waits one recovery interval and checks that every
answer was true and that the stock's account holds to the unit.

  --seconds N    how long it goes on, 2 to 3600 (default: 60)
  --clients N    how many clients side by side, 1 to 256 (default: 12)
  --seed S       another choice of orders, of what becomes of them and of whom is killed
                 (default: 1)
  --report FILE  writes the report as Markdown too
  --help         this text

The database is the embedded one, as a process of its own, or the cluster named by
TEST_MONGODB_URL, in which a database of a new name is made, and dropped at the end. Exit status: 0 every
check holds, 1 one does not, 2 the command line makes no sense.
TEXT
}

for argument in "$@"; do
  case "$argument" in
    --help | -h) usage; exit 0 ;;
    --) misuse "chaos-shop.sh knows no option '--'." ;;
  esac
done

find_jdk
ensure_built
# Six seconds of life are too few for the optimising compiler to pay.
SALEPROOF_JAVA_OPTS="-XX:TieredStopAtLevel=1 -Xmx256m ${SALEPROOF_JAVA_OPTS:-}"
jvm_options
run_client ChaosShop "$@" -- "$JDK_HOME/bin/java" "${JVM_OPTIONS[@]}" -jar "$APP/quarkus-run.jar"

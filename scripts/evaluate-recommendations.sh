#!/usr/bin/env bash
# Asks the recommendations about a month of orders that they have not learned from. See --help.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/evaluate-recommendations.sh FILE [MONTH]

Learns from all orders of FILE (the Online Retail CSV of docs/data.md, plain or gzip) before MONTH
(such as 2011-07; default: the last in the file), asks about that month's orders, and prints the
tables of docs/recommendations.md. What learns and ranks is the product's own code. Takes some
minutes.
TEXT
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
esac
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  misuse "evaluate-recommendations.sh takes a file and perhaps a month."
fi
FILE=$(absolute_path "$1")
MONTH=${2:-}
if ! [ -r "$FILE" ]; then
  fail "There is no file $FILE that can be read."
fi
if [ -n "$MONTH" ] && ! [[ "$MONTH" =~ ^[0-9]{4}-(0[1-9]|1[0-2])$ ]]; then
  misuse "A month looks like 2011-07, not '$MONTH'."
fi

find_jdk
ensure_built
evaluation="$ROOT/target/evaluation"
rm -rf "$evaluation"
mkdir -p "$evaluation"
classes="$evaluation:$APP/app/*:$APP/lib/main/*:$APP/lib/boot/*"
tests="$ROOT/src/test/java/io/saleproof/recommendations"
"$JDK_HOME/bin/javac" -nowarn -proc:none -d "$evaluation" -cp "$classes" \
  "$tests"/{EvaluateRecommendations,HeldBack,Recommender,SoldBaskets}.java
: >"$APP/running/$$"
exec "$JDK_HOME/bin/java" -Xmx1g -XX:+UseSerialGC -cp "$classes" \
  io.saleproof.recommendations.EvaluateRecommendations "$FILE" ${MONTH:+"$MONTH"}

#!/usr/bin/env bash
# Proves the whole: formatting, static checks, unit and HTTP tests, then the tests of the scripts.
# Options go to Maven: ./scripts/test.sh -Dtest=MoneyTest. The last line has the figures.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'TEXT'
Usage: ./scripts/test.sh [-Dname=value…] [-Pprofile] [-o] [-q] [-e] [-X]

Proves the whole: formatting, static checks, unit and HTTP tests, then the tests of the scripts.
The options are Maven's: ./scripts/test.sh -Dtest=MoneyTest runs one class, -o does without the
network. TEST_MONGODB_URL and TEST_REDIS_URL name a real cluster to test on. The last line has the
figures. Exit codes: 0 all passed, 1 not, 2 the command line makes no sense.
TEXT
}

# Sums up the reports written since the marker file; those of deleted tests may still lie about.
figures() {
  find "$ROOT/target/surefire-reports" "$ROOT/target/failsafe-reports" -name 'TEST-*.xml' \
    -newer "$1" -exec cat {} + 2>/dev/null | awk '
      function attribute(name) {
        if (!match($0, " " name "=\"[0-9]+\"")) return 0
        return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0
      }
      # One line a suite, whatever the line breaks between its attributes.
      BEGIN { RS = ">" }
      /<testsuite[ \n]/ {
        gsub(/[\n\t]/, " ")
        run += attribute("tests"); failed += attribute("failures") + attribute("errors")
        skipped += attribute("skipped")
      }
      END { printf "%d run, %d failed, %d skipped", run, failed, skipped }'
}

# Maven would refuse what it doesn't know too, but only after a while, and with a page of its own.
for option in "$@"; do
  case "$option" in
    --help | -h) usage; exit 0 ;;
    -D?* | -P?* | -o | --offline | -q | --quiet | -e | --errors | -X | --debug) ;;
    *) misuse "test.sh knows no option '$option'." ;;
  esac
done
find_jdk
need_maven
lock_build
marker=$(mktemp "$ROOT/target/.tests.XXXXXX")
trap 'rm -f "$marker"; unlock_build' EXIT
printf 'Testing with JDK %s (%s)\n' "$JDK_VERSION" "$JDK_HOME"

result=passed
APP="$APPS/$(source_hash)"
maven -ntp verify "$@" || result=failed
# Nothing was left out of this build, so run.sh needn't repeat it.
if [ "$result" = passed ] && [ $# -eq 0 ] && ! is_built; then
  publish_app
fi
unlock_build
trap 'rm -f "$marker"' EXIT
java_figures=$(figures "$marker" || true)
java_seconds=$SECONDS
scripts_figures='' scripts_log="$marker.log"
for file in "$ROOT"/scripts/tests/*.test.sh; do
  "$file" | tee "$scripts_log" || result=failed
  scripts_figures="$scripts_figures, ${file##*/}: $(tail -n 1 "$scripts_log")"
done
rm -f "$scripts_log"
printf 'Tests %s: %s in %s s%s, %s s in all\n' "$result" "$java_figures" "$java_seconds" \
  "$scripts_figures" "$SECONDS"
[ "$result" = passed ]

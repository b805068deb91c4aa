# shellcheck shell=bash
# For tests of the scripts with the real program; to be sourced.
REPOSITORY=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PASSED=0 FAILED=0

# expect NAME STATUS WORDS COMMAND…: the command ends so and says these words.
expect() {
  local name=$1 wanted=$2 words=$3 status=0 said
  shift 3
  said=$(cd "$REPOSITORY" && "$@" 2>&1) || status=$?
  case "$said" in
    *"$words"*)
      if [ "$status" -eq "$wanted" ]; then
        PASSED=$((PASSED + 1))
        printf 'ok      %s\n' "$name"
        return
      fi
      ;;
  esac
  FAILED=$((FAILED + 1))
  printf 'FAILED  %s: status %s; it said: %s\n' "$name" "$status" "$said"
}

# Ends a test: the last line reads "N passed, N failed".
expected() {
  printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" -eq 0 ]
}

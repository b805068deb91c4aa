#!/usr/bin/env bash
# Becomes the program. SALEPROOF_JAVA_OPTS is added to the JVM's options.
set -euo pipefail

read -r -a extra <<<"${SALEPROOF_JAVA_OPTS:-}"
options=(
  -XX:MaxRAMPercentage=55
  # Nothing is written where nothing may be; a JVM that is out of memory is started anew.
  -XX:-UsePerfData
  -XX:+ExitOnOutOfMemoryError
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
)
# The JVM refuses to start with two collectors; the operator's choice wins.
case "${SALEPROOF_JAVA_OPTS:-}" in
  *-XX:+Use*GC*) ;;
  *) options+=(-XX:+UseG1GC) ;;
esac
# Training asks for a cache to be written in place of the one to be read.
if [ -n "${SALEPROOF_TRAINING:-}" ]; then
  options+=("-XX:AOTCacheOutput=$SALEPROOF_TRAINING")
elif [ -f /opt/saleproof/saleproof.aot ]; then
  options+=(-XX:AOTCache=/opt/saleproof/saleproof.aot '-Xlog:aot*=off')
fi
exec java "${options[@]}" ${extra[@]+"${extra[@]}"} -jar /opt/saleproof/quarkus-run.jar

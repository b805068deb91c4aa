package io.saleproof.sessions;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How often clients got which answer. */
final class Tally {

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final AtomicLong longestNanos = new AtomicLong();

  void count(String method, Answer answer, long nanos) {
    counts.computeIfAbsent(method + " " + answer, absent -> new LongAdder()).increment();
    longestNanos.accumulateAndGet(nanos, Math::max);
  }

  long of(String kind) {
    LongAdder count = counts.get(kind);
    return count == null ? 0 : count.sum();
  }

  @Override
  public String toString() {
    return "answers "
        + counts
        + ", the longest after "
        + TimeUnit.NANOSECONDS.toMillis(longestNanos.get())
        + " ms";
  }
}

package io.saleproof.bench;

import java.time.Duration;
import java.util.Arrays;

/** How long each answer of one repetition took, and how many came in its window. */
final class Latencies {

  private long[] nanos = new long[1 << 16];
  private int count;
  private int inWindow;
  private long windowNanos;

  /** Of operations that were only counted. */
  static Latencies ofCount(long count, Duration window) {
    Latencies counted = new Latencies();
    counted.count = Math.toIntExact(count);
    counted.endOfWindow(window.toNanos());
    return counted;
  }

  void add(long one) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = one;
  }

  /** What comes from now on was asked in time and answered later: it has a latency, no rate. */
  void endOfWindow(long lengthNanos) {
    inWindow = count;
    windowNanos = lengthNanos;
  }

  int count() {
    return count;
  }

  double perSecond() {
    return inWindow * 1e9 / windowNanos;
  }

  /**
   * @param share such as 0.99
   */
  double micros(double share) {
    Arrays.sort(nanos, 0, count);
    return nanos[(int) Math.min(count - 1L, (long) (share * count))] / 1e3;
  }
}

package io.saleproof.sessions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a history did not keep. */
final class Breaches {

  /** More than these would only repeat themselves. */
  private static final int TOLD_OF_EACH = 4;

  private final Map<Guarantee, Integer> counts = new EnumMap<>(Guarantee.class);
  private final List<String> told = new ArrayList<>();

  synchronized void add(Guarantee broken, String how) {
    if (counts.merge(broken, 1, Integer::sum) <= TOLD_OF_EACH) {
      told.add(broken + ": " + how);
    }
  }

  synchronized int of(Guarantee guarantee) {
    return counts.getOrDefault(guarantee, 0);
  }

  /** The first ones of each, in words. */
  synchronized List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public synchronized String toString() {
    return counts.isEmpty() ? "nothing broken" : "broken: " + counts;
  }
}

package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a product is bought with and how often: exact as long as it has no more than {@value #MAX}
 * companions, and beyond that within bounds that it states.
 *
 * <p>This is Lossy Counting (G. S. Manku, R. Motwani, "Approximate Frequency Counts over Data
 * Streams", VLDB 2002) with the pruning triggered by size: the rarest companions are forgotten, and
 * {@code missed} says how often a forgotten one can have been there. One that comes (back) later
 * starts at that uncertainty. So for each companion {@code seen ≤ true count ≤ seen + missed of its
 * entry}, and of one that has no entry the true count is at most {@code missed} of the whole.
 *
 * @param of the counts, by companion
 * @param missed how often anything that is not here can have been there
 */
record Companions(Map<Sku, Count> of, long missed) {

  /** No more are kept. */
  static final int MAX = 1_000;

  /** Pruning goes down to here, so that not every new companion prunes. */
  static final int KEPT = 800;

  static final Companions NONE = new Companions(Map.of(), 0);

  Companions {
    of = Map.copyOf(of);
  }

  /**
   * @param seen in how many orders it was seen
   * @param missed in how many more it may have been before it was kept
   */
  record Count(long seen, long missed) {
    long atMost() {
      return seen + missed;
    }
  }

  /** What was counted from the beginning, cut to size. */
  static Companions counted(Map<Sku, Long> together) {
    Map<Sku, Count> exact = new HashMap<>();
    together.forEach((sku, count) -> exact.put(sku, new Count(count, 0)));
    return cut(exact, 0);
  }

  /**
   * The same after some orders came to it, or were taken back.
   *
   * @param changes by how much each companion's count changes
   */
  Companions plus(Map<Sku, Long> changes) {
    Map<Sku, Count> changed = new HashMap<>(of);
    changes.forEach(
        (sku, change) -> {
          Count before = changed.get(sku);
          long seen = (before == null ? 0 : before.seen()) + change;
          if (seen > 0) {
            changed.put(sku, new Count(seen, before == null ? missed : before.missed()));
          } else {
            // What is taken back of the uncounted rest leaves that within its bound.
            changed.remove(sku);
          }
        });
    return cut(changed, missed);
  }

  private static Companions cut(Map<Sku, Count> counts, long missed) {
    if (counts.size() <= MAX) {
      return new Companions(counts, missed);
    }
    Comparator<Map.Entry<Sku, Count>> mostFirst =
        Comparator.comparingLong((Map.Entry<Sku, Count> entry) -> -entry.getValue().atMost())
            .thenComparing(Map.Entry::getKey);
    List<Map.Entry<Sku, Count>> sorted = counts.entrySet().stream().sorted(mostFirst).toList();
    Map<Sku, Count> kept = new HashMap<>();
    sorted.subList(0, KEPT).forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
    return new Companions(kept, Math.max(missed, sorted.get(KEPT).getValue().atMost()));
  }
}

package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the history that counts exactly, in bounded memory, what products are bought with:
 * for as many products as fit, in the order of their SKUs. What does not fit is left to the next
 * pass, which begins where this one {@link #end ended}.
 */
final class PairCounts {

  private final long maxPairs;
  private final @Nullable Sku from;
  private final Map<Sku, Integer> numbers = new HashMap<>();
  private final List<Sku> names = new ArrayList<>();
  private final NavigableMap<Sku, IntCounts> counts = new TreeMap<>();
  private @Nullable Sku end;
  private long pairs;

  /**
   * @param from the first SKU that it counts; {@code null}: from the beginning
   * @param maxPairs how many pairs it may hold; a single product's companions may be more
   */
  PairCounts(@Nullable Sku from, long maxPairs) {
    this.from = from;
    this.maxPairs = maxPairs;
  }

  void add(Basket basket) {
    int[] members = basket.products().stream().mapToInt(this::numberOf).toArray();
    for (int i = 0; i < members.length; i++) {
      Sku product = basket.products().get(i);
      if (isCounted(product)) {
        countCompanions(product, members, i);
      }
    }
    while (pairs > maxPairs && counts.size() > 1) {
      leaveHalf();
    }
  }

  private void countCompanions(Sku product, int[] members, int self) {
    IntCounts companions = counts.computeIfAbsent(product, unused -> new IntCounts());
    int before = companions.size();
    for (int j = 0; j < members.length; j++) {
      if (j != self) {
        companions.increment(members[j]);
      }
    }
    pairs += companions.size() - before;
  }

  private boolean isCounted(Sku product) {
    return (from == null || product.compareTo(from) >= 0)
        && (end == null || product.compareTo(end) < 0);
  }

  /** Leaves the later half of its products to the next pass. */
  private void leaveHalf() {
    int half = counts.size() / 2;
    Sku middle = counts.keySet().stream().skip(half).findFirst().orElseThrow();
    NavigableMap<Sku, IntCounts> left = counts.tailMap(middle, true);
    pairs -= left.values().stream().mapToLong(IntCounts::size).sum();
    left.clear();
    end = middle;
  }

  private int numberOf(Sku sku) {
    Integer known = numbers.get(sku);
    if (known != null) {
      return known;
    }
    numbers.put(sku, names.size());
    names.add(sku);
    return names.size() - 1;
  }

  /** Where the next pass has to begin; {@code null}: there is none to come. */
  @Nullable Sku end() {
    return end;
  }

  /** Visits each product of this pass and what it is bought with. */
  void forEach(BiConsumer<Sku, Companions> visitor) {
    counts.forEach(
        (product, companions) -> {
          Map<Sku, Long> together = new HashMap<>();
          companions.forEach((number, count) -> together.put(names.get(number), (long) count));
          visitor.accept(product, Companions.counted(together));
        });
  }
}

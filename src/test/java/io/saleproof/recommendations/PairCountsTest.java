package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PairCountsTest {

  @Property(tries = 100)
  void countsTheSameInAnyNumberOfPasses(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = 400) long maxPairs) {
    List<Basket> baskets = baskets(new Random(seed));

    assertThat(passes(baskets, maxPairs)).isEqualTo(passes(baskets, Long.MAX_VALUE));
  }

  @Test
  void countsEachOrderOnceForEachPair() {
    Basket first = basket("A", "B", "C");
    Basket second = basket("B", "A");

    assertThat(passes(List.of(first, second), Long.MAX_VALUE))
        .containsEntry(sku("A"), Companions.counted(Map.of(sku("B"), 2L, sku("C"), 1L)))
        .containsEntry(sku("C"), Companions.counted(Map.of(sku("A"), 1L, sku("B"), 1L)));
  }

  @Test
  void takesAProductOnceFromAnOrderThatHasItTwice() {
    assertThat(basket("A", "B", "A", "A").products()).containsExactly(sku("A"), sku("B"));
  }

  @Test
  void capsLongOrders() {
    List<Sku> lines =
        IntStream.range(0, 5 * Basket.MAX_PRODUCTS).mapToObj(i -> sku("S" + i)).toList();

    assertThat(Basket.of(lines).products()).isEqualTo(lines.subList(0, Basket.MAX_PRODUCTS));
  }

  private static Map<Sku, Companions> passes(List<Basket> baskets, long maxPairs) {
    Map<Sku, Companions> counted = new HashMap<>();
    Sku next = null;
    do {
      PairCounts pass = new PairCounts(next, maxPairs);
      baskets.forEach(pass::add);
      pass.forEach((sku, companions) -> assertThat(counted.put(sku, companions)).isNull());
      next = pass.end();
    } while (next != null);
    return counted;
  }

  private static List<Basket> baskets(Random random) {
    List<Basket> baskets = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<Sku> lines = new ArrayList<>();
      for (int line = 0; line <= random.nextInt(8); line++) {
        lines.add(sku("S" + random.nextInt(25)));
      }
      baskets.add(Basket.of(lines));
    }
    return baskets;
  }

  private static Basket basket(String... skus) {
    return Basket.of(java.util.Arrays.stream(skus).map(PairCountsTest::sku).toList());
  }

  private static Sku sku(String code) {
    return new Sku(code);
  }
}

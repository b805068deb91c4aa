package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompanionsTest {

  private static final int CANDIDATES = 3 * Companions.MAX;

  @Test
  void isExactWhileItHasRoom() {
    Companions companions =
        Companions.NONE.plus(Map.of(sku(1), 2L, sku(2), 5L)).plus(Map.of(sku(1), 1L));

    assertThat(companions)
        .isEqualTo(Companions.counted(Map.of(sku(1), 3L, sku(2), 5L)))
        .extracting(Companions::missed)
        .isEqualTo(0L);
  }

  @Test
  void takesBackWhatCameToNothing() {
    Companions before = Companions.counted(Map.of(sku(1), 3L));

    assertThat(before.plus(Map.of(sku(1), 1L, sku(2), 1L)).plus(Map.of(sku(1), -1L, sku(2), -1L)))
        .isEqualTo(before);
  }

  @Test
  void forgetsTheRarest() {
    Map<Sku, Long> counts = new HashMap<>();
    for (int i = 0; i <= Companions.MAX; i++) {
      counts.put(sku(i), (long) i + 1);
    }

    Companions cut = Companions.counted(counts);

    assertThat(cut.of()).hasSize(Companions.KEPT).containsKey(sku(Companions.MAX));
    assertThat(cut.of()).doesNotContainKey(sku(0));
    assertThat(cut.missed()).isEqualTo(Companions.MAX + 1 - Companions.KEPT);
  }

  /**
   * However much is forgotten: no count is above the truth, and none below by more than is said.
   */
  @Property(tries = 20)
  void staysWithinTheBoundsItStates(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Sku, Long> truth = new HashMap<>();
    List<Sku> bought = new ArrayList<>();
    Companions companions = Companions.NONE;
    for (int batch = 0; batch < 100; batch++) {
      Map<Sku, Long> changes = changes(random, bought);
      changes.forEach((sku, by) -> truth.merge(sku, by, Long::sum));
      companions = companions.plus(changes);
    }

    assertThat(companions.of().size()).isLessThanOrEqualTo(Companions.MAX);
    for (int i = 0; i < CANDIDATES; i++) {
      long count = truth.getOrDefault(sku(i), 0L);
      Companions.Count kept = companions.of().get(sku(i));
      if (kept == null) {
        assertThat(count).isBetween(0L, companions.missed());
      } else {
        assertThat(kept.seen()).isLessThanOrEqualTo(count);
        assertThat(kept.atMost()).isGreaterThanOrEqualTo(count);
      }
    }
  }

  /** Orders come, the first candidates more often; now and then one is taken back. */
  private static Map<Sku, Long> changes(Random random, List<Sku> bought) {
    Map<Sku, Long> changes = new HashMap<>();
    for (int line = 0; line < 60; line++) {
      if (random.nextInt(10) == 0 && !bought.isEmpty()) {
        changes.merge(bought.remove(random.nextInt(bought.size())), -1L, Long::sum);
      } else {
        Sku sku = sku((int) (CANDIDATES * Math.pow(random.nextDouble(), 2)));
        bought.add(sku);
        changes.merge(sku, 1L, Long::sum);
      }
    }
    return changes;
  }

  private static Sku sku(int number) {
    return new Sku("S" + number);
  }
}

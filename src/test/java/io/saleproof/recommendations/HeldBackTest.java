package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.recommendations.HeldBack.Scores;
import io.saleproof.recommendations.SoldBaskets.Sold;
import io.saleproof.trade.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The demo's four weeks: learned from the first three, asked about the last. */
class HeldBackTest {

  private static final LocalDate LAST_WEEK = LocalDate.of(2011, 8, 25);
  private static final int ORDERS = 120;

  @Test
  void beatsBestsellersOnOrdersItHasNotSeen() throws IOException {
    List<Sold> orders = demo();
    List<Sold> learned = orders.stream().filter(o -> o.day().isBefore(LAST_WEEK)).toList();
    HeldBack held =
        new HeldBack(
            orders.stream().filter(o -> !o.day().isBefore(LAST_WEEK)).limit(ORDERS).toList());
    Recommender ours = Recommender.product(learned);
    Recommender bestsellers = Recommender.bestsellers(learned);
    Recommender counts = Recommender.counts(learned);

    Scores completed = held.completed(ours);

    assertThat(completed.count()).isGreaterThan(1_000);
    assertThat(completed.intervalOver(held.completed(bestsellers))[0]).isPositive();
    assertThat(completed.intervalOver(held.completed(counts))[0]).isPositive();
    assertThat(held.another(ours).mean()).isGreaterThan(held.another(bestsellers).mean());
  }

  /** The asking itself: one who knows everything scores 1, one who knows nothing 0. */
  @Test
  void asksFairly() {
    List<Sold> orders = List.of(sold("A", "B"), sold("A", "B"), sold("C"), sold("C", "D", "A"));
    HeldBack held = new HeldBack(orders);
    List<Sku> all = skus("A", "B", "C", "D");

    assertThat(held.completed((given, limit) -> all).mean()).isEqualTo(1);
    assertThat(held.completed((given, limit) -> given).mean()).isZero();
    assertThat(held.completed((given, limit) -> skus("B")).mean()).isEqualTo(2 / 7.0);
    assertThat(held.another((given, limit) -> skus("D")).mean()).isEqualTo(2 * 0.5 / 7);
    assertThat(held.any((given, limit) -> skus("D")).mean()).isEqualTo(2 / 7.0);
    assertThat(held.completed((given, limit) -> all).count()).isEqualTo(7);
  }

  private static List<Sold> demo() throws IOException {
    try (InputStream packed =
        Objects.requireNonNull(HeldBackTest.class.getResourceAsStream("/demo/orders.csv.gz"))) {
      return SoldBaskets.read(new GZIPInputStream(packed));
    }
  }

  private static Sold sold(String... codes) {
    return new Sold(LAST_WEEK, Basket.of(skus(codes)));
  }

  private static List<Sku> skus(String... codes) {
    return Arrays.stream(codes).map(Sku::new).toList();
  }
}

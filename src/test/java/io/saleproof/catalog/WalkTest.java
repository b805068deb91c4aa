package io.saleproof.catalog;

import static io.saleproof.catalog.CatalogClient.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.store.TestStore;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The listing's promise: what was there all the time is seen exactly once. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class WalkTest {

  private static final int STEADY = 60;
  private static final int MOVING = 40;

  @Inject Catalog catalog;
  @Inject Products products;

  private final String category = fresh("Walk");
  private final String word = fresh("w");
  private final Random random = new Random(4);

  @ParameterizedTest
  @CsvSource({
    "name, 7",
    "price, 7",
    "-price, 7",
    "newest, 7",
    "bestselling, 7",
    "relevance, 7",
    "name, 1",
    "price, 1",
    "relevance, 1"
  })
  void seesOnceWhatStaysWhileTheRestMoves(String sort, int limit) throws Exception {
    List<String> steady = store("S", STEADY);
    List<String> moving = store("M", MOVING);
    String query = "q=" + word + "&category=" + category + "&sort=" + sort + "&limit=" + limit;
    AtomicBoolean walking = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> changes = threads.submit(() -> changeWhile(walking, moving));
      List<String> seen;
      try {
        seen = CatalogWalk.of(query);
      } finally {
        walking.set(false);
      }
      assertThat(changes.get()).isPositive();
      assertThat(seen.stream().filter(steady::contains))
          .containsExactlyInAnyOrderElementsOf(steady);
    }
  }

  private List<String> store(String prefix, int count) {
    List<SkuAndContent> some = new ArrayList<>();
    Map<Sku, Long> sold = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Sku sku = new Sku(fresh(prefix));
      some.add(new SkuAndContent(sku, content()));
      sold.put(sku, (long) random.nextInt(3));
    }
    catalog.upsertAll(some);
    catalog.setSold(sold);
    return some.stream().map(product -> product.sku().value()).toList();
  }

  /** Names and prices with many ties, so that the SKU has to decide. */
  private ProductInput content() {
    String name = "n" + random.nextInt(5) + (random.nextBoolean() ? " " + word : " " + word + "s");
    return new ProductInput(
        null,
        name,
        word,
        List.of(category),
        ProductInput.Price.of(new Money(random.nextInt(4), "GBP")),
        Map.of(),
        List.of(),
        List.of());
  }

  private int changeWhile(AtomicBoolean walking, List<String> moving) {
    int changes = 0;
    do {
      Sku sku = new Sku(moving.get(random.nextInt(moving.size())));
      if (random.nextInt(3) == 0) {
        products.delete(sku, new Expected.Present());
      } else {
        products.put(new SkuAndContent(sku, content()), null);
        catalog.setSold(Map.of(sku, (long) random.nextInt(3)));
      }
      changes++;
    } while (walking.get());
    return changes;
  }
}

package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.saleproof.cache.Answer;
import io.saleproof.cache.Source;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many who want the same at once when nobody has it: the database is asked once. */
class ColdKeyTest {

  private static final int CALLERS = 500;
  private static final Clock CLOCK = Clock.systemUTC();

  private final StoreForTests database = new StoreForTests();
  private final AtomicInteger finds = new AtomicInteger();
  private final MongoClient heard =
      database.heardBy(
          command -> {
            boolean ofProducts =
                command.getCommandName().equals("find")
                    && command
                        .getCommand()
                        .getString("find")
                        .getValue()
                        .equals(Schema.PRODUCTS.collection());
            if (ofProducts) {
              finds.incrementAndGet();
            }
          });
  private final CatalogReads catalog =
      new InstanceForTests(database, database.over(none -> heard), CLOCK).catalog;

  @AfterEach
  void stop() {
    heard.close();
    database.close();
  }

  private void put(Sku sku) {
    ProductInput content =
        new ProductInput(
            null,
            "goods",
            "",
            List.of(),
            ProductInput.Price.of(new Money(100, "GBP")),
            Map.of(),
            List.of(),
            List.of());
    database
        .store()
        .exact(Schema.PRODUCTS)
        .insertOne(
            ProductDocuments.created(new SkuAndContent(sku, content), "-", 1, CLOCK.instant()));
  }

  @Test
  void fiveHundredAtOnceCauseOneRead() throws Exception {
    Sku sku = new Sku("cold");
    put(sku);
    List<Answer> answers = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        asked.add(
            callers.submit(
                () -> {
                  start.await();
                  return catalog.product(sku);
                }));
      }
      start.countDown();
      for (Future<Answer> one : asked) {
        answers.add(one.get());
      }
    }

    assertThat(finds).hasValue(1);
    assertThat(answers).hasSize(CALLERS).noneMatch(answer -> answer.entry().absent());
    assertThat(answers).filteredOn(answer -> answer.source() == Source.LOADED).hasSize(1);
  }

  @Test
  void whatIsMissingIsAskedForOnceToo() {
    Sku sku = new Sku("none");
    for (int i = 0; i < 10; i++) {
      assertThat(catalog.product(sku).entry().absent()).isTrue();
    }
    assertThat(finds).hasValue(1);
  }
}

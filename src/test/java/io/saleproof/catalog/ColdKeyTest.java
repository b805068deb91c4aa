package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.saleproof.cache.Answer;
import io.saleproof.cache.SharingCaches;
import io.saleproof.cache.Source;
import io.saleproof.redis.RedisServerForTests;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who want the same at once when nobody has it: the database is asked once. */
class ColdKeyTest {

  private static final int CALLERS = 500;
  private static final int INSTANCES = 3;
  private static final Clock CLOCK = Clock.systemUTC();

  private final StoreForTests database = new StoreForTests();
  private final AtomicInteger finds = new AtomicInteger();
  private final MongoClient heard =
      database.heardBy("find", Schema.PRODUCTS, finds::incrementAndGet);
  private final Store store = database.over(none -> heard);

  @AfterEach
  void stop() {
    heard.close();
    database.close();
  }

  private void put(Sku sku) {
    database
        .store()
        .exact(Schema.PRODUCTS)
        .insertOne(
            ProductDocuments.created(PlainGoods.of(sku, "goods", 100), "-", 1, CLOCK.instant()));
  }

  @Test
  void fiveHundredAtOnceCauseOneRead() throws Exception {
    Sku sku = new Sku("cold");
    put(sku);

    List<Answer> answers = ask(sku, List.of(new InstanceForTests(database, store, CLOCK)));

    assertThat(finds).hasValue(1);
    assertThat(answers).filteredOn(answer -> answer.source() == Source.LOADED).hasSize(1);
  }

  @Test
  void fiveHundredAtThreeInstancesCauseOneReadWhileRedisIsThere(@TempDir Path folder)
      throws Exception {
    Sku sku = new Sku("coldEverywhere");
    put(sku);
    try (RedisServerForTests redis = RedisServerForTests.start(folder);
        SharingCaches caches = new SharingCaches(redis.url(), INSTANCES, CLOCK)) {
      List<InstanceForTests> shops = new ArrayList<>();
      for (int i = 0; i < INSTANCES; i++) {
        shops.add(new InstanceForTests(database, store, CLOCK, caches.of(i)));
      }

      List<Answer> answers = ask(sku, shops);

      assertThat(finds).hasValue(1);
      assertThat(answers).filteredOn(answer -> answer.source() == Source.LOADED).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.source() == Source.REDIS)
          .as("who waited for the lease found the answer in Redis")
          .isNotEmpty();
    }
  }

  @Test
  void whatIsMissingIsAskedForOnceToo() {
    InstanceForTests shop = new InstanceForTests(database, store, CLOCK);
    Sku sku = new Sku("none");
    for (int i = 0; i < 10; i++) {
      assertThat(shop.product(sku).entry().absent()).isTrue();
    }
    assertThat(finds).hasValue(1);
  }

  /** All at once, in turn at each instance. */
  private static List<Answer> ask(Sku sku, List<InstanceForTests> shops) throws Exception {
    List<Answer> answers = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        InstanceForTests shop = shops.get(i % shops.size());
        asked.add(
            callers.submit(
                () -> {
                  start.await();
                  return shop.product(sku);
                }));
      }
      start.countDown();
      for (Future<Answer> one : asked) {
        answers.add(one.get());
      }
    }
    assertThat(answers).hasSize(CALLERS).noneMatch(answer -> answer.entry().absent());
    return answers;
  }
}

package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.cache.Answer;
import io.saleproof.cache.SharingCaches;
import io.saleproof.cache.Source;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.redis.RedisServerForTests;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.store.SharedDatabase;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one instance has written, as another shows it: both have one database and one Redis. */
class SharedWritesTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final Sku SKU = new Sku("shared");
  private static final int WRITES = 10;
  private static final int READERS = 4;

  @TempDir static Path folder;

  private static RedisServerForTests redis;

  private final List<AutoCloseable> open = new ArrayList<>();
  private InstanceForTests here;
  private InstanceForTests elsewhere;

  @BeforeAll
  static void startRedis() {
    redis = RedisServerForTests.start(folder);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"USUAL,false", "USUAL,true", "LATE_REPLICA,false", "LATE_REPLICA,true"})
  void isSeenByItsTokenElsewhereAtOnceThoughNoMessageHasCome(
      SharedDatabase database, boolean redisForgets) throws Exception {
    start(database, false);
    RequestSession writer = Requests.first();
    write(writer, 1);
    for (int price = 2; price <= WRITES; price++) {
      RequestSession before = writer;
      assertThat(tag(shownBy(elsewhere, Requests.after(before)))).isEqualTo(price - 1);
      assertThat(shownBy(elsewhere, Requests.first()).source())
          .as("what is to be replaced is in the other instance's memory")
          .isEqualTo(Source.MEMORY);
      writer = Requests.after(before);
      write(writer, price);
      if (redisForgets) {
        redis.call("FLUSHALL");
      }

      assertThat(tag(shownBy(elsewhere, Requests.after(writer)))).isEqualTo(price);
      assertThat(tag(shownBy(elsewhere, Requests.first()))).as("to anyone").isEqualTo(price);
    }
  }

  @ParameterizedTest
  @CsvSource({"USUAL,false", "USUAL,true", "LATE_REPLICA,false", "LATE_REPLICA,true"})
  void isMissingElsewhereAtOnceForWhoHasDeletedItThoughNoMessageHasCome(
      SharedDatabase database, boolean redisForgets) throws Exception {
    start(database, false);
    RequestSession writer = Requests.first();
    write(writer, 1);
    assertThat(shownBy(elsewhere, Requests.after(writer)).entry().absent()).isFalse();

    RequestSession deleting = Requests.after(writer);
    delete(deleting);
    if (redisForgets) {
      redis.call("FLUSHALL");
    }

    assertThat(shownBy(elsewhere, Requests.after(deleting)).entry().absent()).isTrue();
    assertThat(shownBy(elsewhere, Requests.first()).entry().absent()).as("to anyone").isTrue();
    RequestSession again = Requests.after(deleting);
    write(again, 7);
    assertThat(tag(shownBy(elsewhere, Requests.after(again)))).as("made anew").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void isShownElsewhereToThoseWithoutATokenWhenItsMessageHasCome(SharedDatabase database)
      throws Exception {
    start(database, true);
    write(Requests.first(), 1);
    assertThat(tag(shownBy(elsewhere, Requests.first()))).isEqualTo(1);

    write(Requests.first(), 2);

    Awaitility.await().until(() -> tag(shownBy(elsewhere, Requests.first())) == 2);
    delete(Requests.first());
    Awaitility.await().until(() -> shownBy(elsewhere, Requests.first()).entry().absent());
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsShownAnOlderVersionAfterANewerOneWhileItIsWritten(SharedDatabase database)
      throws Exception {
    start(database, true);
    write(Requests.first(), 1);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<Integer>> read = new ArrayList<>();
      for (InstanceForTests at : List.of(here, elsewhere)) {
        AtomicInteger newest = new AtomicInteger();
        for (int i = 0; i < READERS / 2; i++) {
          read.add(readers.submit(() -> readUntil(over, at, newest)));
        }
      }
      try {
        RequestSession writer = Requests.first();
        for (int price = 2; price <= WRITES; price++) {
          writer = Requests.after(writer);
          write(writer, price);
          assertThat(tag(shownBy(elsewhere, Requests.after(writer)))).isEqualTo(price);
        }
      } finally {
        over.set(true);
      }
      for (Future<Integer> one : read) {
        assertThat(one.get()).isPositive();
      }
    }
  }

  /** Also of others: what an instance has shown once it shows to all. */
  private int readUntil(AtomicBoolean over, InstanceForTests at, AtomicInteger newest)
      throws Exception {
    int reads = 0;
    do {
      int floor = newest.get();
      int shown = tag(shownBy(at, Requests.first()));
      assertThat(shown).isGreaterThanOrEqualTo(floor);
      newest.accumulateAndGet(shown, Math::max);
      reads++;
    } while (!over.get());
    return reads;
  }

  private void start(SharedDatabase kind, boolean messages) {
    StoreForTests database = kind.open();
    open.add(database);
    SharingCaches caches =
        messages
            ? new SharingCaches(redis.url(), 2, CLOCK)
            : SharingCaches.withoutMessages(redis.url(), 2, CLOCK);
    open.add(caches);
    here = new InstanceForTests(database, database.store(), CLOCK, caches.of(0));
    // What one knows of the database's time the other one has to be told.
    Store another = database.over(client -> client);
    elsewhere = new InstanceForTests(database, another, CLOCK, caches.of(1));
  }

  private void write(RequestSession request, int price) throws Exception {
    RequestSession.within(
        request, () -> here.products.put(PlainGoods.of(SKU, "goods", price), null));
  }

  private void delete(RequestSession request) throws Exception {
    RequestSession.within(request, () -> here.products.delete(SKU, new Expected.Present()));
  }

  private static Answer shownBy(InstanceForTests at, RequestSession request) throws Exception {
    return RequestSession.within(request, () -> at.product(SKU));
  }

  private static int tag(Answer answer) {
    assertThat(answer.entry().absent()).as("absent").isFalse();
    return Integer.parseInt(answer.entry().tag());
  }
}

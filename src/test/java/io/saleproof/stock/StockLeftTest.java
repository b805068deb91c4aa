package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of what is about to run out. */
class StockLeftTest {

  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
  private static StoreForTests database;

  private final HeldClock clock = new HeldClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StockMeters meters = new StockMeters(registry);
  private final AtomicInteger orders = new AtomicInteger();
  private final String run = UUID.randomUUID().toString();
  private StockInstance one;
  private StockInstance other;

  @BeforeAll
  static void start() {
    database = new StoreForTests();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void freshInstances() {
    one = StockInstance.of(database.store(), StockSettings.WHOLE, clock);
    other = StockInstance.of(database.store(), StockSettings.WHOLE, clock);
  }

  @Test
  void showsTheTenOfTheSkusSoldThatHaveTheFewestUnits() {
    for (int i = 40; i > 0; i--) {
      receive("s" + i, i + 1);
      sell(one, "s" + i, 1);
    }

    show(one);

    assertThat(shown())
        .containsExactlyInAnyOrderEntriesOf(
            IntStream.rangeClosed(1, 10)
                .boxed()
                .collect(Collectors.toMap(i -> "s" + i, i -> (double) i)));
  }

  @Test
  void showsNothingOfWhatNobodyBuys() {
    receive("unsold", 0);
    receive("sold", 7);
    sell(one, "sold", 2);

    show(one);

    assertThat(shown()).containsExactly(entry("sold", 5.0));
  }

  @Test
  void showsWhatIsSoldOutAsNone() {
    receive("last", 2);
    sell(one, "last", 2);

    show(one);

    assertThat(shown()).containsExactly(entry("last", 0.0));
  }

  @Test
  void countsWhatOtherInstancesHaveSoldAndReceived() {
    receive("shared", 50);
    sell(one, "shared", 1);
    sell(other, "shared", 45);

    show(one);
    assertThat(shown()).containsExactly(entry("shared", 4.0));

    other.stock().move(sku("shared"), new Movement("more", Movement.Type.RECEIVE, 100, null, null));
    show(one);
    assertThat(shown()).containsExactly(entry("shared", 104.0));
  }

  @Test
  void addsUpTheBucketsOfASkuThatIsSplit() {
    receive("split", 100);
    one.stock().chooseBuckets(sku("split"), 8);
    for (int i = 0; i < 30; i++) {
      sell(one, "split", 2);
    }

    show(one);

    assertThat(shown()).containsExactly(entry("split", 40.0));
  }

  @Test
  void takesNoPartOfASplitSkuForAllOfIt() {
    receive("split", 8_000);
    one.stock().chooseBuckets(sku("split"), 8);
    sell(one, "split", 1);
    show(one);
    sell(one, "split", 1);
    receive("scarce", 2_000);
    sell(one, "scarce", 1);

    assertThat(one.lastSold().fewest(1)).containsExactly(sku("scarce"));
  }

  @Test
  void looksNoSkuUpForeverThatItHasLookedUpOnce() {
    receive("old", 5);
    sell(one, "old", 1);
    for (int turn = 0; turn < 3; turn++) {
      show(one);
      clock.millis += LastSold.KEPT.toMillis() / 2;
    }

    assertThat(one.lastSold().fewest(1)).isEmpty();
  }

  @Test
  void takesAwayWhatIsNoLongerSold() {
    receive("old", 5);
    receive("new", 9);
    sell(one, "old", 1);
    show(one);
    clock.millis += LastSold.KEPT.toMillis();
    sell(one, "new", 1);

    show(one);

    assertThat(shown()).containsExactly(entry("new", 8.0));
  }

  @Test
  void showsNothingThatItCanNotRead() {
    receive("sold", 5);
    sell(one, "sold", 1);
    show(one);
    Store gone = database.over(StockLeftTest::closed);

    new StockLeft(one.lastSold(), gone, meters).show();

    assertThat(shown()).isEmpty();
  }

  private static MongoClient closed(MongoClient open) {
    MongoClient closed = MongoClients.create();
    closed.close();
    return closed;
  }

  private void show(StockInstance instance) {
    new StockLeft(instance.lastSold(), database.store(), meters).show();
  }

  private Map<String, Double> shown() {
    return registry.find("saleproof.stock.left").gauges().stream()
        .collect(Collectors.toMap(this::name, Gauge::value));
  }

  private String name(Gauge gauge) {
    return Objects.requireNonNull(gauge.getId().getTag("sku")).replace("-" + run, "");
  }

  private Sku sku(String name) {
    return new Sku(name + "-" + run);
  }

  private void receive(String name, long units) {
    one.stock().open(Map.of(sku(name), units));
  }

  private void sell(StockInstance instance, String name, long units) {
    Attempt attempt = Attempt.first("order-" + orders.incrementAndGet() + run, 10);
    assertThat(instance.stock().hold(sku(name), units, attempt, UNTIL))
        .isEqualTo(new HoldResult.Held());
  }

  /** Stands still until a test moves it. */
  private static final class HeldClock extends Clock {

    private long millis = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @Override
    public long millis() {
      return millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

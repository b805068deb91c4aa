package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.event.CommandStartedEvent;
import io.saleproof.Parallel;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A SKU that is split over buckets is still one SKU. */
class SplitStockTest {

  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
  private static StoreForTests database;

  private StockInstance one;
  private StockInstance other;
  private Sku sku;

  @BeforeAll
  static void start() {
    database = new StoreForTests();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void freshSku() {
    one = StockInstance.of(database.store(), StockSettings.WHOLE, Clock.systemUTC());
    other = StockInstance.of(database.store(), StockSettings.WHOLE, Clock.systemUTC());
    sku = new Sku("S-" + UUID.randomUUID());
  }

  @Test
  void readsAsOneSku() {
    receive(100);
    one.stock().chooseBuckets(sku, 8);
    for (int i = 0; i < 20; i++) {
      assertThat(hold(one, 2, "o-" + i)).isEqualTo(new HoldResult.Held());
    }

    assertThat(one.stock().level(sku).orElseThrow())
        .extracting(StockLevel::onHand, StockLevel::reserved, StockLevel::available)
        .containsExactly(100L, 40L, 60L);
    assertThat(account().breaches()).isEmpty();
  }

  @Test
  void sellsTheLastUnitWhereverItIs() {
    receive(64);
    one.stock().chooseBuckets(sku, 8);

    List<HoldResult> results =
        LongStream.range(0, 70).mapToObj(i -> hold(i % 2 == 0 ? one : other, 1, "o-" + i)).toList();

    assertThat(results.subList(0, 64)).containsOnly(new HoldResult.Held());
    assertThat(results.subList(64, 70)).containsOnly(new HoldResult.Short(0));
  }

  @Test
  void findsManyUnitsThatAreSpread() {
    receive(640);
    one.stock().chooseBuckets(sku, 8);
    for (int i = 0; i < 600; i++) {
      hold(one, 1, "o-" + i);
    }
    for (int i = 0; i < 600; i += 6) {
      one.stock().release(sku, 1, order("o-" + i));
    }

    assertThat(hold(other, 141, "many")).isEqualTo(new HoldResult.Short(140));
    assertThat(hold(other, 140, "many")).isEqualTo(new HoldResult.Held());
    assertThat(hold(other, 1, "late")).isEqualTo(new HoldResult.Short(0));
    assertThat(account().breaches()).isEmpty();
  }

  @Test
  void manyAtOnceGetExactlyWhatThereIsWhileItIsSplitAndMerged() throws Exception {
    receive(150);

    List<HoldResult> results =
        Parallel.run(
            210,
            i ->
                () -> {
                  if (i % 30 == 0) {
                    (i % 60 == 0 ? one : other).stock().chooseBuckets(sku, i % 60 == 0 ? 8 : 1);
                  }
                  if (i % 10 == 0) {
                    other.keep();
                  }
                  return hold(i % 2 == 0 ? one : other, 1, "o-" + i);
                });

    assertThat(results).filteredOn(new HoldResult.Held()::equals).hasSize(150);
    assertThat(account().available()).isZero();
    assertThat(account().onHand()).isEqualTo(150);
    assertThat(account().breaches()).isEmpty();
  }

  @Test
  void goesBackToOneDocumentWhenItsHoldsHaveEnded() {
    receive(100);
    one.stock().chooseBuckets(sku, 4);
    for (int i = 0; i < 40; i++) {
      hold(one, 1, "o-" + i);
    }
    long before = one.stock().level(sku).orElseThrow().version();
    one.stock().chooseBuckets(sku, 1);
    for (int turn = 0; turn < 5; turn++) {
      one.keep();
      assertThat(root().buckets()).as("holds are open").isEqualTo(4);
    }

    for (int i = 0; i < 40; i++) {
      if (i % 2 == 0) {
        one.stock().sell(sku, 1, order("o-" + i));
      } else {
        one.stock().release(sku, 1, order("o-" + i));
      }
    }
    for (int turn = 0; turn < 10 && root().buckets() > 0; turn++) {
      new StockReader(database.store())
          .once(sku, StockReader.WITHOUT_HOLDS)
          .buckets()
          .forEach(new StockLedger(database.store(), new StockReader(database.store()))::copy);
      one.keep();
    }

    assertThat(root().buckets()).isZero();
    StockLevel level = one.stock().level(sku).orElseThrow();
    assertThat(level.onHand()).isEqualTo(80);
    assertThat(level.available()).isEqualTo(80);
    assertThat(level.version()).isGreaterThan(before);
    assertThat(root().number("sold")).isEqualTo(20);
  }

  @Test
  void refusesALateHoldInEveryBucket() {
    receive(1_000);
    one.stock().chooseBuckets(sku, 8);
    for (int i = 0; i < 20; i++) {
      hold(one, 1, "o-" + i);
    }
    Attempt first = Attempt.first("slow", 5);
    Attempt second = new Attempt("slow", 9, 5);

    one.stock().release(sku, 1, second);

    for (int i = 0; i < 8; i++) {
      assertThat(
              new Holds(
                      database.store(),
                      new Transfers(database.store(), Clock.systemUTC()),
                      new StockReader(database.store()),
                      Clock.systemUTC())
                  .take(StockPart.bucketId(sku, i), 1, first, UNTIL))
          .isNull();
    }
    assertThat(other.stock().hold(sku, 1, first, UNTIL)).isEqualTo(new HoldResult.Late(5));
    assertThat(other.stock().hold(sku, 1, second, UNTIL)).isEqualTo(new HoldResult.Held());
    assertThat(one.stock().hold(sku, 1, new Attempt("slow", 12, 9), UNTIL))
        .isEqualTo(new HoldResult.Held());
    assertThat(account().reserved()).isEqualTo(21);
  }

  @Test
  void splitsByItselfWhenInDemandAndWhenManyHoldsAreOpen() {
    StockInstance hot =
        StockInstance.of(database.store(), new StockSettings(20, 128, 4), Clock.systemUTC());
    receive(10_000);
    for (int i = 0; i < 400 && root().buckets() == 0; i++) {
      hold(hot, 1, "o-" + i);
    }
    assertThat(root().buckets()).isEqualTo(4);

    StockInstance crowded =
        StockInstance.of(
            database.store(), new StockSettings(Integer.MAX_VALUE - 1, 8, 4), Clock.systemUTC());
    for (int i = 400; i < 600; i++) {
      hold(crowded, 1, "o-" + i);
    }
    assertThat(root().buckets()).isGreaterThan(4);
    assertThat(account().breaches()).isEmpty();
  }

  @Test
  void anInstanceThatMissedASplitMovesNoUnitsWhereNobodyCountsThem() {
    receive(200);
    other.stock().chooseBuckets(sku, 16);
    for (int i = 0; i < 32; i++) {
      hold(one, 1, "o-" + i);
      one.stock().release(sku, 1, order("o-" + i));
    }
    other.stock().chooseBuckets(sku, 1);
    for (int turn = 0; turn < 6; turn++) {
      other.keep();
    }
    assertThat(root().buckets()).isZero();
    other.stock().chooseBuckets(sku, 4);

    for (int i = 100; i < 164; i++) {
      assertThat(hold(one, 1, "o-" + i)).isEqualTo(new HoldResult.Held());
      one.stock().sell(sku, 1, order("o-" + i));
    }

    assertThat(other.stock().level(sku).orElseThrow())
        .extracting(StockLevel::onHand, StockLevel::reserved, StockLevel::available)
        .containsExactly(136L, 0L, 136L);
    assertThat(account().sold()).isEqualTo(64);
    assertThat(new StockReader(database.store()).uncounted(root())).isEmpty();
  }

  @Test
  void transfersCutShortAreFinishedByOthersAndNeverTwice() {
    receive(100);
    one.stock().chooseBuckets(sku, 4);
    Random random = new Random(1);
    Transfers transfers = new Transfers(database.store(), Clock.systemUTC());
    for (int i = 0; i < 50; i++) {
      hold(one, 1, "o-" + i);
      StockPart root = root();
      if (root.departure() != null) {
        transfers.finish(root.departure());
        transfers.finish(root.departure());
      } else if (random.nextBoolean()) {
        transfers.move(root, StockPart.bucketId(sku, random.nextInt(4)), root.available() / 4);
      }
    }

    assertThat(account().onHand()).isEqualTo(100);
    assertThat(account().available()).isEqualTo(50);
    assertThat(account().breaches()).isEmpty();
  }

  @Test
  void findsAUnitThatMovesWhileItIsLookedFor() {
    receive(1);
    one.stock().chooseBuckets(sku, 2);
    Transfers transfers = new Transfers(database.store(), Clock.systemUTC());
    String awayFromHome =
        HoldSearch.home(sku, "seeker", 2).equals(StockPart.bucketId(sku, 0))
            ? StockPart.bucketId(sku, 1)
            : StockPart.bucketId(sku, 0);
    transfers.move(root(), awayFromHome, 1);
    // The root was read without it; before the buckets are read, it has gone to the root.
    AtomicBoolean moved = new AtomicBoolean();
    Consumer<CommandStartedEvent> mover =
        command -> {
          if (readsAllBuckets(command) && moved.compareAndSet(false, true)) {
            transfers.move(part(awayFromHome), sku.value(), 1);
          }
        };

    try (MongoClient client = database.heardBy(mover)) {
      StockInstance seeker =
          StockInstance.of(database.over(same -> client), StockSettings.WHOLE, Clock.systemUTC());

      assertThat(hold(seeker, 1, "seeker")).isEqualTo(new HoldResult.Held());
    }
    assertThat(moved).isTrue();
    assertThat(account().breaches()).isEmpty();
  }

  private boolean readsAllBuckets(CommandStartedEvent event) {
    return event.getCommandName().equals("find")
        && event
            .getCommand()
            .getDocument("filter")
            .toJson()
            .contains(StockPart.bucketId(sku, 0) + "\", \"" + StockPart.bucketId(sku, 1))
        && !event.getCommand().getDocument("filter").containsKey("holds.order");
  }

  private StockPart part(String id) {
    return new StockReader(database.store())
        .once(sku, StockReader.WITHOUT_LISTS)
        .all()
        .filter(part -> part.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDepartureIsRefusedWhenWhatItWasBuiltOnHasChanged() {
    receive(100);
    one.stock().chooseBuckets(sku, 4);
    String bucket = StockPart.bucketId(sku, 0);
    Transfers transfers = new Transfers(database.store(), Clock.systemUTC());

    StockPart before = root();
    one.stock().release(sku, 1, new Attempt("late", 9, 5));
    assertThat(transfers.move(before, bucket, 10)).as("fenced meanwhile").isFalse();

    StockPart fenced = root();
    one.stock().chooseBuckets(sku, 8);
    assertThat(transfers.move(fenced, bucket, 10)).as("split further").isFalse();

    StockPart further = root();
    one.stock().chooseBuckets(sku, 1);
    assertThat(transfers.move(further, bucket, 10)).as("closing").isFalse();

    one.stock().chooseBuckets(sku, 8);
    StockPart open = root();
    one.stock().move(sku, new Movement("more", Movement.Type.RECEIVE, 5, null, null));
    assertThat(transfers.move(open, bucket, 10)).as("only more units").isTrue();
    assertThat(transfers.move(open, bucket, 10)).as("its number is taken").isFalse();
    assertThat(account().onHand()).isEqualTo(105);
    assertThat(account().breaches()).isEmpty();
  }

  private void receive(long units) {
    one.stock().move(sku, new Movement("first", Movement.Type.RECEIVE, units, null, null));
  }

  private HoldResult hold(StockInstance instance, long units, String orderId) {
    return instance.stock().hold(sku, units, order(orderId), UNTIL);
  }

  private StockPart root() {
    return new StockReader(database.store()).root(sku, StockReader.WITHOUT_LISTS);
  }

  private StockAccounts account() {
    return StockAccounts.read(database.store(), sku);
  }

  private static Attempt order(String id) {
    return Attempt.first(id, 10);
  }
}

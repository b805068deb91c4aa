package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import io.saleproof.Parallel;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where the holds of a split SKU end and what they cost, when instances know little of it or
 * senders die; and what becomes of choices made at the same moment.
 */
class SplitUnderDemandTest {

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

  /** Many at once: how many holds end in the root though there is plenty for the buckets. */
  @Test
  void holdsOfASplitSkuDoNotPileUpInTheRoot() throws Exception {
    receive(1_000_000);
    one.stock().chooseBuckets(sku, 16);
    int clients = 32;
    int each = 100;
    Parallel.run(
        clients,
        c ->
            () -> {
              for (int i = 0; i < each; i++) {
                hold(c % 2 == 0 ? one : other, 1, "o-" + c + "-" + i);
              }
              return null;
            });
    assertThat(root().open()).as("holds in root, spread " + spread()).isLessThan(200);
  }

  /** One after the other, but the sender of a share died once. */
  @Test
  void aShareCutShortDoesNotSendAllOrdersToTheRoot() {
    receive(1_000_000);
    one.stock().chooseBuckets(sku, 16);
    cutShort(StockPart.bucketId(sku, 0), 10);
    for (int i = 0; i < 500; i++) {
      assertThat(hold(one, 1, "o-" + i)).isEqualTo(new HoldResult.Held());
    }
    assertThat(root().open()).as("spread " + spread()).isLessThanOrEqualTo(64);
  }

  /** The same, but someone looks after the SKU soon: then the buckets are used. */
  @Test
  void afterAShareCutShortIsFinishedTheBucketsAreUsed() {
    receive(1_000_000);
    one.stock().chooseBuckets(sku, 16);
    cutShort(StockPart.bucketId(sku, 0), 10);
    for (int i = 0; i < 60; i++) {
      hold(one, 1, "a-" + i);
    }
    other.keep();
    assertThat(root().departure()).isNull();
    for (int i = 0; i < 1000; i++) {
      hold(one, 1, "o-" + i);
    }
    assertThat(root().open()).as("spread " + spread()).isLessThanOrEqualTo(124);
  }

  /** What an instance knew of the parts is forgotten with them. */
  @Test
  void aMergedSkuIsHeldInOneWriteAgain() {
    AtomicInteger commands = new AtomicInteger();
    try (MongoClient client = database.heardBy(command -> commands.incrementAndGet())) {
      StockInstance heard =
          StockInstance.of(database.over(same -> client), StockSettings.WHOLE, Clock.systemUTC());
      receive(40);
      heard.stock().chooseBuckets(sku, 4);
      // Some of the 40 go to buckets; the rest is sold from the root; then some come back.
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 45; i++) {
        if (hold(heard, 1, "o-" + i).equals(new HoldResult.Held())) {
          ids.add("o-" + i);
        }
      }
      for (int i = 0; i < 12; i++) {
        heard.stock().release(sku, 1, order(ids.get(i)));
      }
      for (int i = 0; i < 10; i++) {
        if (hold(heard, 1, "p-" + i).equals(new HoldResult.Held())) {
          ids.add("p-" + i);
        }
      }
      heard.stock().chooseBuckets(sku, 1);
      ids.forEach(id -> heard.stock().release(sku, 1, order(id)));
      for (int turn = 0; turn < 6; turn++) {
        other.keep();
      }
      assertThat(root().buckets()).isZero();
      List<Integer> costs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        commands.set(0);
        assertThat(hold(heard, 1, "q-" + i)).isEqualTo(new HoldResult.Held());
        costs.add(commands.get());
      }
      assertThat(costs.subList(10, 20)).containsOnly(1);
    }
  }

  /** 'Never split', chosen while another choice is half done. */
  @Test
  void whatIsChosenLastIsWhatTheSkuBecomes() {
    receive(100);
    AtomicBoolean done = new AtomicBoolean();
    try (MongoClient client =
        database.heardBy(
            command -> {
              if (command.getCommandName().equals("update")
                  && command.getCommand().toJson().contains("\"$gte\": 8")
                  && done.compareAndSet(false, true)) {
                other.stock().chooseBuckets(sku, 1);
              }
            })) {
      StockInstance slow =
          StockInstance.of(database.over(same -> client), StockSettings.WHOLE, Clock.systemUTC());
      slow.stock().chooseBuckets(sku, 8);
    }
    assertThat(done).isTrue();
    for (int i = 0; i < 10; i++) {
      one.keep();
    }
    assertThat(root().number("bucketsSet")).isEqualTo(1);
    assertThat(root().buckets()).as("chosen: never split").isZero();
  }

  /** A choice of buckets, just when the keeper finds the SKU quiet. */
  @Test
  void aChosenNumberOfBucketsIsNotClosedAsQuiet() {
    StockInstance hot =
        StockInstance.of(database.store(), new StockSettings(5, 128, 4), Clock.systemUTC());
    receive(100);
    for (int i = 0; i < 400 && root().buckets() == 0; i++) {
      hold(hot, 1, "o-" + i);
      hot.stock().release(sku, 1, order("o-" + i));
    }
    assertThat(root().buckets()).isEqualTo(4);
    AtomicBoolean done = new AtomicBoolean();
    try (MongoClient client =
        database.heardBy(
            command -> {
              if (command.getCommandName().equals("update")
                  && command.getCommand().toJson().contains("\"$set\": {\"closing\": true")
                  && command.getCommand().toJson().contains(sku.value())
                  && done.compareAndSet(false, true)) {
                other.stock().chooseBuckets(sku, 4);
              }
            })) {
      StockInstance keeper =
          StockInstance.of(
              database.over(same -> client),
              StockSettings.DEFAULT,
              Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
      keeper.keep();
    }
    assertThat(done).isTrue();
    for (int i = 0; i < 10; i++) {
      one.keep();
    }
    assertThat(root().number("bucketsSet")).isEqualTo(4);
    assertThat(root().buckets()).as("chosen").isEqualTo(4);
  }

  private void cutShort(String to, long units) {
    database
        .store()
        .exact(Schema.STOCK)
        .updateOne(
            new Document("_id", sku.value()),
            new Document(
                    "$inc",
                    new Document("onHand", -units)
                        .append("available", -units)
                        .append("moved", -units)
                        .append("version", 1L))
                .append(
                    "$set",
                    new Document("sent", 1L)
                        .append(
                            "out",
                            new Document("no", 1L)
                                .append("to", to)
                                .append("units", units)
                                .append("sold", 0L)
                                .append("fence", 0L))));
  }

  private TreeMap<String, Long> spread() {
    TreeMap<String, Long> spread = new TreeMap<>();
    new StockReader(database.store())
        .once(sku, StockReader.WITHOUT_LISTS)
        .all()
        .forEach(part -> spread.put(part.name(), part.open()));
    return spread;
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

  private static Attempt order(String id) {
    return Attempt.first(id, 10);
  }
}

package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.Parallel;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StockTest {

  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");

  private static StoreForTests database;

  private final List<String> told = new ArrayList<>();
  private Stock stock;
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
    stock =
        new MongoStock(
            database.store(),
            StockSettings.DEFAULT,
            Clock.systemUTC(),
            List.of((changed, inStock) -> told.add(changed + "=" + inStock)),
            new LastSold(Clock.systemUTC()));
    sku = new Sku("S-" + UUID.randomUUID());
  }

  @Test
  void firstMovementMakesTheRecord() {
    assertThat(stock.level(sku)).isEmpty();

    assertThat(receive("m-1", 40)).isInstanceOf(MoveResult.Moved.class);

    assertThat(figures()).isEqualTo("onHand=40 reserved=0 available=40 version=1");
  }

  @Test
  void repeatedMovementGetsTheFirstAnswerAndChangesNothing() {
    MoveResult first = receive("m-1", 40);
    receive("m-2", 2);

    MoveResult again = receive("m-1", 40);

    assertThat(again).isInstanceOf(MoveResult.Repeated.class);
    assertThat(((MoveResult.Repeated) again).level()).isEqualTo(((MoveResult.Moved) first).level());
    assertThat(figures()).isEqualTo("onHand=42 reserved=0 available=42 version=2");
  }

  @Test
  void sameIdForAnotherMovementIsRefused() {
    receive("m-1", 40);

    assertThat(receive("m-1", 41)).isEqualTo(new MoveResult.IdTaken());
    assertThat(move("m-1", Movement.Type.WRITE_OFF, 40, null)).isEqualTo(new MoveResult.IdTaken());
    assertThat(figures()).startsWith("onHand=40");
  }

  @Test
  void oneIdSentManyTimesAtOnceMovesOnce() throws Exception {
    receive("m-0", 1);

    List<MoveResult> results = Parallel.run(24, i -> () -> receive("m-1", 10));

    assertThat(results).filteredOn(MoveResult.Moved.class::isInstance).hasSize(1);
    assertThat(results).filteredOn(MoveResult.Repeated.class::isInstance).hasSize(23);
    assertThat(figures()).startsWith("onHand=11 ");
  }

  @Test
  void movementCutShortBeforeItsLedgerEntryIsNotRepeated() {
    receive("m-0", 1);
    // What a crash between the counters and the ledger leaves: the entry is only in the outbox.
    Document entry =
        StockDocuments.entry(
            sku, new Movement("m-1", Movement.Type.RECEIVE, 5, null, null), 5, Instant.now());
    database
        .store()
        .exact(Schema.STOCK)
        .updateOne(
            new Document("_id", sku.value()),
            new Document(
                    "$inc",
                    new Document("onHand", 5L)
                        .append("available", 5L)
                        .append("received", 5L)
                        .append("moves", 1L))
                .append("$push", new Document("outbox", entry)));

    assertThat(receive("m-1", 5)).isInstanceOf(MoveResult.Repeated.class);

    assertThat(figures()).startsWith("onHand=6 ");
    assertThat(ledgerSum()).isEqualTo(6);
  }

  @Test
  void movementWithAnOldVersionChangesNothing() {
    receive("m-1", 40);

    assertThat(move("m-2", Movement.Type.RECEIVE, 1, 0L)).isEqualTo(new MoveResult.Stale(1));
    assertThat(move("m-2", Movement.Type.RECEIVE, 1, 1L)).isInstanceOf(MoveResult.Moved.class);
  }

  @Test
  void writeOffNeverTakesWhatIsHeldForOrders() {
    receive("m-1", 10);
    stock.hold(sku, 7, order("o-1"), UNTIL);

    assertThat(move("m-2", Movement.Type.WRITE_OFF, 4, null))
        .isEqualTo(new MoveResult.Insufficient(10, 7));
    assertThat(move("m-3", Movement.Type.WRITE_OFF, 3, null)).isInstanceOf(MoveResult.Moved.class);
    assertThat(figures()).startsWith("onHand=7 reserved=7 available=0");
  }

  @Test
  void countSetsWhatIsThereUnlessOrdersHoldMore() {
    receive("m-1", 10);
    stock.hold(sku, 4, order("o-1"), UNTIL);

    assertThat(move("m-2", Movement.Type.COUNT, 3, null))
        .isEqualTo(new MoveResult.Insufficient(10, 4));
    move("m-3", Movement.Type.COUNT, 6, null);
    assertThat(figures()).startsWith("onHand=6 reserved=4 available=2");
    move("m-4", Movement.Type.COUNT, 9, null);
    assertThat(figures()).startsWith("onHand=9 reserved=4 available=5");
    assertThat(equationHolds()).isTrue();
  }

  @Test
  void holdingTwiceForOneOrderHoldsOnce() {
    receive("m-1", 10);

    assertThat(stock.hold(sku, 3, order("o-1"), UNTIL)).isEqualTo(new HoldResult.Held());
    assertThat(stock.hold(sku, 3, order("o-1"), UNTIL)).isEqualTo(new HoldResult.Held());

    assertThat(figures()).startsWith("onHand=10 reserved=3 available=7");
  }

  @Test
  void refusedHoldSaysWhatIsAvailable() {
    receive("m-1", 2);

    assertThat(stock.hold(sku, 3, order("o-1"), UNTIL)).isEqualTo(new HoldResult.Short(2));
    assertThat(stock.hold(new Sku("never-seen"), 1, order("o-1"), UNTIL))
        .isEqualTo(new HoldResult.Short(0));
    assertThat(figures()).startsWith("onHand=2 reserved=0");
  }

  @Test
  void releasingTwiceGivesBackOnce() {
    receive("m-1", 10);
    stock.hold(sku, 3, order("o-1"), UNTIL);
    stock.hold(sku, 2, order("o-2"), UNTIL);

    stock.release(sku, 3, order("o-1"));
    stock.release(sku, 3, order("o-1"));

    assertThat(figures()).startsWith("onHand=10 reserved=2 available=8");
  }

  @Test
  void sellingTwiceSellsOnce() {
    receive("m-1", 10);
    stock.hold(sku, 3, order("o-1"), UNTIL);

    stock.sell(sku, 3, order("o-1"));
    stock.sell(sku, 3, order("o-1"));

    assertThat(figures()).startsWith("onHand=7 reserved=0 available=7");
    assertThat(equationHolds()).isTrue();
  }

  @Test
  void manyAtOnceGetExactlyWhatThereIs() throws Exception {
    receive("m-1", 37);

    List<HoldResult> results =
        Parallel.run(200, i -> () -> stock.hold(sku, 1, order("o-" + i), UNTIL));

    assertThat(results).filteredOn(HoldResult.Held.class::isInstance).hasSize(37);
    assertThat(figures()).startsWith("onHand=37 reserved=37 available=0");
  }

  @Test
  void salesAreInTheLedgerWhenTheOutboxFills() {
    receive("m-1", 100);
    for (int i = 0; i < 20; i++) {
      stock.hold(sku, 1, order("o-" + i), UNTIL);
      stock.sell(sku, 1, order("o-" + i));
    }

    assertThat(outbox().size()).isLessThan(StockLedger.OUTBOX_LIMIT);
    assertThat(ledgerSum() + outboxSum()).isEqualTo(80);
  }

  @Test
  void listenersHearOfTheLastUnitAndOfItsReturnOnly() {
    receive("m-1", 2);
    stock.hold(sku, 1, order("o-1"), UNTIL);
    stock.hold(sku, 1, order("o-2"), UNTIL);
    stock.release(sku, 1, order("o-1"));
    stock.release(sku, 1, order("o-2"));

    assertThat(told).containsExactly(sku + "=true", sku + "=false", sku + "=true");
  }

  @Test
  void openingLeavesWhatIsThereAlone() {
    receive("m-1", 5);
    Sku other = new Sku("O-" + UUID.randomUUID());

    stock.open(Map.of(sku, 100L, other, 7L));

    assertThat(figures()).startsWith("onHand=5 ");
    assertThat(stock.level(other).orElseThrow().available()).isEqualTo(7);
  }

  private MoveResult receive(String id, long quantity) {
    return move(id, Movement.Type.RECEIVE, quantity, null);
  }

  private MoveResult move(
      String id, Movement.Type type, long amount, @Nullable Long expectedVersion) {
    return stock.move(sku, new Movement(id, type, amount, expectedVersion, null));
  }

  private String figures() {
    StockLevel level = stock.level(sku).orElseThrow();
    return "onHand=%d reserved=%d available=%d version=%d"
        .formatted(level.onHand(), level.reserved(), level.available(), level.version());
  }

  private Document document() {
    return database.store().exact(Schema.STOCK).find(new Document("_id", sku.value())).first();
  }

  private boolean equationHolds() {
    Document document = document();
    return document.getLong("received")
        == document.getLong("onHand") + document.getLong("sold") + document.getLong("writtenOff");
  }

  private List<Document> outbox() {
    return new StockPart(document()).outbox();
  }

  private long outboxSum() {
    return outbox().stream().mapToLong(entry -> entry.getLong("change")).sum();
  }

  private long ledgerSum() {
    long sum = 0;
    for (Document entry :
        database.store().exact(Schema.STOCK_MOVEMENTS).find(new Document("sku", sku.value()))) {
      assertThat(entry.get("at")).isInstanceOf(Date.class);
      sum += entry.getLong("change");
    }
    return sum;
  }

  private static Attempt order(String id) {
    return Attempt.first(id, 1);
  }
}

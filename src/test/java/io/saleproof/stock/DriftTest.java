package io.saleproof.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.metrics.StockMeters;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Drift of every form, made by hand: it is named, counted, repaired, and gone. */
class DriftTest {

  private static final Instant UNTIL = Instant.parse("2030-01-01T00:00:00Z");
  private static StoreForTests database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, HoldOwners.Owner> orders = new HashMap<>();
  private StockInstance instance;
  private Reconciler reconciler;
  private Auditor auditor;
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
  void accountWithTwoHolds() {
    instance = StockInstance.of(database.store(), StockSettings.WHOLE, Clock.systemUTC());
    List<HoldOwners> owners = List.of(new Orders());
    reconciler =
        new Reconciler(
            database.store(),
            owners,
            new StockMeters(registry),
            StockSettings.WHOLE,
            Clock.systemUTC());
    auditor = new Auditor(database.store(), owners, Clock.systemUTC());
    sku = new Sku("D-" + UUID.randomUUID());
    move("in", Movement.Type.RECEIVE, 100);
    move("broken", Movement.Type.WRITE_OFF, 3);
    order("o-1", HoldOwners.Claim.HOLDS, 2);
    order("o-2", HoldOwners.Claim.HOLDS, 5);
    order("o-3", HoldOwners.Claim.SOLD, 7);
    hold("o-1", 2);
    hold("o-2", 5);
    hold("o-3", 7);
    instance.stock().sell(sku, 7, Attempt.first("o-3", 1));
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        form(Drift.Kind.RESERVED_NOT_HELD, "reserved one too many", d -> d.add("reserved", 1)),
        form(Drift.Kind.AVAILABLE_WRONG, "available one too many", d -> d.add("available", 1)),
        form(Drift.Kind.ACCOUNT_UNBALANCED, "units lost on hand", d -> d.add("onHand", -4)),
        form(Drift.Kind.LEDGER_DISAGREES, "sold without a sale", d -> d.add("sold", 2)),
        form(Drift.Kind.LEDGER_DISAGREES, "received without a receipt", d -> d.add("received", 9)),
        form(Drift.Kind.LEDGER_DISAGREES, "written off without", d -> d.add("writtenOff", -1)),
        form(Drift.Kind.TRANSFER_UNBALANCED, "units from nowhere", d -> d.add("moved", 6)),
        form(Drift.Kind.HOLD_WITHOUT_ORDER, "hold of no order", d -> d.hold("ghost", 4)),
        form(Drift.Kind.DOUBLE_HOLD, "an order's second hold", d -> d.hold("o-1", 2)),
        form(Drift.Kind.HOLD_QUANTITY, "a hold of too many", d -> d.holdAs("o-2", 6)),
        form(Drift.Kind.HOLD_OF_ENDED_ORDER, "a hold left by a cancelled order", Drifter::cancel),
        form(Drift.Kind.HOLD_OF_ENDED_ORDER, "a hold left by a paid order", Drifter::pay),
        form(
            Drift.Kind.HOLD_OF_ENDED_ORDER, "a second hold of a sold order", d -> d.hold("o-3", 7)),
        form(Drift.Kind.ORDER_WITHOUT_HOLD, "a placed order's hold lost", d -> d.lose("o-2")));
  }

  private static Arguments form(Drift.Kind kind, String name, Consumer<Drifter> drifter) {
    return Arguments.of(kind, name, drifter);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("forms")
  void isNamedCountedAndRepairedAndThenGone(
      Drift.Kind kind, String name, Consumer<Drifter> drifter) {
    assertThat(audit()).as("before").isEmpty();

    drifter.accept(new Drifter());

    assertThat(audit()).extracting(Drift::kind).contains(kind);
    Reconciler.Report looked = reconciler.reconcile(List.of(sku), false);
    assertThat(looked.repaired()).isZero();
    Reconciler.Report first = reconciler.reconcile(List.of(sku), true);
    assertThat(first.findings()).extracting(Drift::kind).contains(kind);
    assertThat(first.repaired()).isEqualTo(first.drift());
    assertThat(
            registry
                .get("saleproof.stock.drift.found")
                .tags("kind", kind.label(), "repaired", "true")
                .counter()
                .count())
        .isGreaterThanOrEqualTo(1);
    assertThat(reconciler.reconcile(List.of(sku), true).drift()).isZero();
    assertThat(audit()).isEmpty();
    assertThat(StockAccounts.read(database.store(), sku).breaches()).isEmpty();
    assertThat(account().onHand()).isEqualTo(account().received() - account().sold() - 3);
  }

  @ParameterizedTest(name = "split, {0}: {1}")
  @MethodSource("forms")
  void isNamedAndRepairedInASplitSkuToo(Drift.Kind kind, String name, Consumer<Drifter> drifter) {
    instance.stock().chooseBuckets(sku, 4);
    for (int i = 10; i < 20; i++) {
      order("o-" + i, HoldOwners.Claim.HOLDS, 1);
      hold("o-" + i, 1);
    }

    drifter.accept(new Drifter());

    assertThat(audit()).extracting(Drift::kind).contains(kind);
    assertThat(reconciler.reconcile(List.of(sku), true).drift()).isPositive();
    assertThat(reconciler.reconcile(List.of(sku), true).drift()).isZero();
    assertThat(StockAccounts.read(database.store(), sku).breaches()).isEmpty();
  }

  @Test
  void whatCannotBeIsToldAndLeftAlone() {
    new Drifter().add("received", -200);
    database
        .store()
        .exact(Schema.STOCK_MOVEMENTS)
        .deleteOne(new Document("_id", sku.value() + "/in").append("sku", sku.value()));
    Document before = document();

    Reconciler.Report report = reconciler.reconcile(List.of(sku), true);

    assertThat(report.drift()).isPositive();
    assertThat(report.repaired()).isZero();
    assertThat(report.findings()).extracting(Drift::kind).contains(Drift.Kind.IMPOSSIBLE);
    assertThat(document()).isEqualTo(before);
  }

  @Test
  void unitsInABucketThatNobodyCountsAreFoundAgain() {
    instance.stock().chooseBuckets(sku, 8);
    for (int i = 10; i < 30; i++) {
      order("o-" + i, HoldOwners.Claim.HOLDS, 1);
      hold("o-" + i, 1);
    }
    StockAccounts whole = account();
    database
        .store()
        .exact(Schema.STOCK)
        .updateOne(
            new Document("_id", sku.value()),
            new Document("$set", new Document("buckets", 1))
                .append("$inc", new Document("version", 1L)));
    assertThat(audit()).extracting(Drift::kind).contains(Drift.Kind.TRANSFER_UNBALANCED);

    Reconciler.Report report = reconciler.reconcile(List.of(sku), true);

    assertThat(report.drift()).isPositive();
    assertThat(reconciler.reconcile(List.of(sku), true).drift()).isZero();
    assertThat(account()).isEqualTo(whole);
    assertThat(instance.stock().level(sku).orElseThrow().onHand()).isEqualTo(whole.onHand());
  }

  @Test
  void whatIsInMotionIsNoDrift() {
    order("o-1", HoldOwners.Claim.IN_MOTION, 2);
    order("o-9", HoldOwners.Claim.IN_MOTION, 4);

    assertThat(audit()).isEmpty();
  }

  @Test
  void everySkuIsLookedAtOnce() {
    Reconciler.Report all = reconciler.reconcile("", false);

    long roots =
        database
            .store()
            .exact(Schema.STOCK)
            .countDocuments(
                new Document("_id", new Document("$not", java.util.regex.Pattern.compile("#"))));
    assertThat(all.checked()).isEqualTo(roots);
    assertThat(all.next()).isNull();
  }

  private List<Drift> audit() {
    return auditor.audit(sku).audit().findings();
  }

  private StockAccounts account() {
    return StockAccounts.read(database.store(), sku);
  }

  private Document document() {
    // The outbox is copied by whoever comes next; that changes no figure.
    return database
        .store()
        .exact(Schema.STOCK)
        .find(new Document("_id", sku.value()))
        .projection(new Document("outbox", 0))
        .first();
  }

  private void move(String id, Movement.Type type, long amount) {
    instance.stock().move(sku, new Movement(id, type, amount, null, null));
  }

  private void order(String id, HoldOwners.Claim claim, long quantity) {
    orders.put(id, new HoldOwners.Owner(id, claim, quantity, UNTIL));
  }

  private void hold(String order, long quantity) {
    assertThat(instance.stock().hold(sku, quantity, Attempt.first(order, 1), UNTIL))
        .isEqualTo(new HoldResult.Held());
  }

  /** A hand in the database. */
  private final class Drifter {

    void add(String field, long difference) {
      change(new Document("$inc", new Document(field, difference)));
    }

    /** A hold with counters that fit it. */
    void hold(String order, long quantity) {
      change(
          new Document(
                  "$push",
                  new Document(
                      "holds",
                      new Document("order", order)
                          .append("quantity", quantity)
                          .append("until", Date.from(UNTIL))))
              .append("$inc", new Document("reserved", quantity).append("available", -quantity)));
    }

    void holdAs(String order, long quantity) {
      Document found = document(order);
      List<Document> holds =
          found.getList("holds", Document.class).stream()
              .map(
                  hold ->
                      hold.getString("order").equals(order)
                          ? new Document(hold).append("quantity", quantity)
                          : hold)
              .toList();
      set(found, holds);
    }

    void lose(String order) {
      Document found = document(order);
      set(
          found,
          found.getList("holds", Document.class).stream()
              .filter(hold -> !hold.getString("order").equals(order))
              .toList());
    }

    void cancel() {
      order("o-1", HoldOwners.Claim.GAVE_BACK, 2);
    }

    void pay() {
      order("o-1", HoldOwners.Claim.SOLD, 2);
    }

    private Document document(String order) {
      return database
          .store()
          .exact(Schema.STOCK)
          .find(new Document("holds.order", order).append("_id", new Document("$regex", "^" + sku)))
          .first();
    }

    private void set(Document found, List<Document> holds) {
      database
          .store()
          .exact(Schema.STOCK)
          .updateOne(
              new Document("_id", found.getString("_id")),
              new Document("$set", new Document("holds", holds)));
    }

    private void change(Document update) {
      database.store().exact(Schema.STOCK).updateOne(new Document("_id", sku.value()), update);
    }
  }

  /** The orders, as the stock asks for them. */
  private final class Orders implements HoldOwners {

    @Override
    public Map<String, Owner> owners(Sku asked, Collection<String> orderIds) {
      Map<String, Owner> known = new HashMap<>(orders);
      known.keySet().retainAll(orderIds);
      return known;
    }

    @Override
    public Map<Sku, Map<String, Owner>> holding(Collection<Sku> skus, int limit) {
      Map<String, Owner> holding = new HashMap<>(orders);
      holding.values().removeIf(owner -> owner.claim() != Claim.HOLDS);
      return Map.of(sku, holding);
    }
  }
}

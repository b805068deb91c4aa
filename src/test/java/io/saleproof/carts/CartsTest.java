package io.saleproof.carts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoSocketException;
import io.saleproof.Parallel;
import io.saleproof.access.Caller;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.stock.StockInstance;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What carts promise to orders, and the merge, with every write cut off before and after. */
class CartsTest {

  private static final Caller ADMIN = new Caller.Admin("test");
  private static final CustomerId ADA = new CustomerId("ada");
  private static final int MANY = 16;

  private static StoreForTests database;
  private static Catalog catalog;

  private CartsForTests shop;
  private Carts carts;
  private Sku a;
  private Sku b;

  @BeforeAll
  static void start() {
    database = new StoreForTests();
    catalog = CatalogForTests.over(database.store(), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void freshGoods() {
    shop = at(Clock.systemUTC());
    carts = shop.carts();
    a = goods("GBP");
    b = goods("GBP");
  }

  // What orders do

  @Test
  void linesOfACartGoIntoOneOrder() {
    CartId cart = shop.make(null, Map.of(a, 2L));

    assertThat(carts.takeFor(cart, 1, "o-1")).isTrue();
    assertThat(carts.takeFor(cart, 1, "o-2")).isFalse();

    assertThat(shop.units(cart)).isEmpty();
    assertThat(taken(cart, "o-1")).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void manyOrdersAtOnceGetTheLinesOnce() throws Exception {
    CartId cart = shop.make(null, Map.of(a, 2L, b, 1L));

    List<Boolean> taken =
        Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).carts().takeFor(cart, 1, "o-" + i));

    assertThat(taken).containsOnlyOnce(true);
    assertThat(shop.units(cart)).isEmpty();
  }

  @Test
  void takingAgainForTheSameOrderIsTheSame() throws Exception {
    CartId cart = shop.make(null, Map.of(a, 2L));

    List<Boolean> taken =
        Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).carts().takeFor(cart, 1, "o-1"));

    assertThat(taken).containsOnly(true);
    carts.giveBack(cart, 1, "o-1");
    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void aCartThatHasChangedIsNotTaken() {
    CartId cart = shop.make(null, Map.of(a, 2L));
    assertThat(shop.putLine(cart, 1, a, 3)).isTrue();

    assertThat(carts.takeFor(cart, 1, "o-1")).isFalse();

    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 3L));
  }

  @Test
  void whatIsAddedDuringCheckoutWaitsForItsEnd() {
    CartId cart = taken(Map.of(a, 2L), "o-1");
    shop.putLine(cart, shop.version(cart), b, 1);

    assertThat(carts.takeFor(cart, shop.version(cart), "o-2")).isFalse();

    carts.giveBack(cart, 1, "o-1");
    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 2L, b, 1L));
    assertThat(carts.takeFor(cart, shop.version(cart), "o-2")).isTrue();
  }

  @Test
  void whatIsAddedDuringCheckoutStaysInTheCart() {
    CartId cart = taken(Map.of(a, 2L), "o-1");
    shop.putLine(cart, shop.version(cart), b, 1);

    carts.drop(cart, "o-1");
    carts.drop(cart, "o-1");

    assertThat(shop.units(cart)).isEqualTo(Map.of(b, 1L));
    assertThat(carts.find(cart).orElseThrow().checkout()).isNull();
  }

  @Test
  void dropDoesNotTouchWhatAnotherOrderHasTaken() {
    CartId cart = taken(Map.of(a, 2L), "o-1");

    carts.drop(cart, "o-2");
    carts.giveBack(cart, 1, "o-2");

    assertThat(taken(cart, "o-1")).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void refusedOrderGivesItsLinesBackOnceBesideWhatWasAddedSince() {
    CartId cart = taken(Map.of(a, 2L), "o-1");
    shop.put(cart, Map.of(a, 1L, b, 5L));

    carts.giveBack(cart, 1, "o-1");
    carts.giveBack(cart, 1, "o-1");

    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 3L, b, 5L));
  }

  @Test
  void manyGiveBacksAtOnceGiveBackOnce() throws Exception {
    CartId cart = taken(Map.of(a, 2L), "o-1");

    Parallel.run(
        MANY,
        i ->
            () -> {
              at(Clock.systemUTC()).carts().giveBack(cart, 1, "o-1");
              return true;
            });

    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void anOrderThatHasEndedComesTooLateForItsCart() {
    CartId cart = shop.make(null, Map.of(a, 2L));

    carts.giveBack(cart, 1, "o-1");

    assertThat(carts.takeFor(cart, 1, "o-1")).isFalse();
    assertThat(shop.units(cart)).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void linesGivenBackStayWithinTheBoundOfALine() {
    CartId cart = taken(Map.of(a, CartLine.MAX_QUANTITY), "o-1");
    shop.put(cart, Map.of(a, 7L));

    carts.giveBack(cart, 1, "o-1");

    assertThat(shop.units(cart)).isEqualTo(Map.of(a, CartLine.MAX_QUANTITY));
  }

  @Test
  void cartsThatAreNotThereAreNeitherTakenNorMadeByIt() {
    CartId nowhere = CartId.random();

    assertThat(carts.takeFor(nowhere, 1, "o-1")).isFalse();
    carts.drop(nowhere, "o-1");
    carts.giveBack(nowhere, 1, "o-1");

    assertThat(carts.find(nowhere)).isEmpty();
  }

  @ParameterizedTest(name = "done {0}")
  @ValueSource(booleans = {true, false})
  void takingGivingBackAndDroppingCutOffAreFinishedByRepeats(boolean done) {
    CartId kept = shop.make(null, Map.of(a, 2L));
    cutOff(done, faulty -> faulty.takeFor(kept, 1, "o-1"));
    assertThat(carts.takeFor(kept, 1, "o-1")).isTrue();
    cutOff(done, faulty -> faulty.giveBack(kept, 1, "o-1"));
    carts.giveBack(kept, 1, "o-1");
    assertThat(shop.units(kept)).isEqualTo(Map.of(a, 2L));

    CartId sold = taken(Map.of(a, 2L), "o-2");
    cutOff(done, faulty -> faulty.drop(sold, "o-2"));
    carts.drop(sold, "o-2");
    assertThat(shop.units(sold)).isEmpty();
    assertThat(carts.find(sold).orElseThrow().checkout()).isNull();
  }

  // Life and versions

  @Test
  void aCartIsGoneWhenItsTimeIsOverEvenIfTheDatabaseStillHasIt() {
    CartId guests = shop.make(null, Map.of(a, 1L));
    CartId adas = shop.make(ADA, Map.of(a, 1L));

    CartsForTests week = at(in(Duration.ofDays(7)));
    assertThat(week.carts().find(guests)).isEmpty();
    assertThat(week.carts().takeFor(guests, 1, "o-1")).isFalse();
    assertThat(week.putLine(guests, 1, a, 2)).isFalse();
    assertThat(week.carts().find(adas)).isPresent();
    assertThat(at(in(Duration.ofDays(30))).carts().find(adas)).isEmpty();
  }

  @Test
  void everyChangeRenewsTheExpiry() {
    CartId cart = shop.make(null, Map.of(a, 1L));

    assertThat(at(in(Duration.ofDays(6))).putLine(cart, 1, a, 2)).isTrue();

    assertThat(at(in(Duration.ofDays(12))).carts().find(cart)).isPresent();
    assertThat(at(in(Duration.ofDays(14))).carts().find(cart)).isEmpty();
  }

  @Test
  void aCartMadeAnewGoesOnWithItsVersion() {
    CartId cart = shop.make(null, Map.of(a, 1L));
    shop.delete(cart);
    assertThat(carts.find(cart)).isEmpty();

    shop.put(cart, Map.of(b, 4L));

    assertThat(shop.version(cart)).isEqualTo(3);
    assertThat(carts.takeFor(cart, 1, "o-1")).isFalse();
    assertThat(shop.units(cart)).isEqualTo(Map.of(b, 4L));
  }

  @Test
  void aDeletedCartGetsNothingBack() {
    CartId cart = taken(Map.of(a, 2L), "o-1");
    shop.delete(cart);

    assertThat(carts.takeFor(cart, 1, "o-1")).isTrue();
    shop.put(cart, Map.of(b, 4L));
    carts.giveBack(cart, 1, "o-1");

    assertThat(shop.units(cart)).isEqualTo(Map.of(b, 4L));
  }

  @Test
  void ofManyWritersOfAVersionOneWins() throws Exception {
    CartId cart = shop.make(null, Map.of(a, 1L));

    List<Boolean> won =
        Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).putLine(cart, 1, a, 2 + i));

    assertThat(won).containsOnlyOnce(true);
    assertThat(shop.version(cart)).isEqualTo(2);
  }

  @Test
  void unconditionalWritersAreAllDone() throws Exception {
    CartId cart = shop.make(null, Map.of());
    List<Sku> goods = IntStream.range(0, MANY).mapToObj(i -> goods("GBP")).toList();

    List<CartWrite> results =
        Parallel.run(
            MANY,
            i ->
                () ->
                    edits(new MongoCarts(database.store()))
                        .putLine(ADMIN, cart, new Expected.Present(), goods.get(i), 1));

    assertThat(results).allMatch(CartWrite.Saved.class::isInstance);
    assertThat(shop.units(cart)).containsOnlyKeys(goods);
  }

  @Test
  void linesKeepThePriceThatTheyWereAddedAt() {
    CartId cart = shop.make(null, Map.of(a, 1L));
    CartLine before = carts.find(cart).orElseThrow().lines().getFirst();

    shop.putLine(cart, 1, a, 5);

    assertThat(carts.find(cart).orElseThrow().lines()).containsExactly(before.withQuantity(5));
  }

  @Test
  void productsOfAnotherCurrencyAreRefused() {
    Sku euros = goods("EUR");
    CartId cart = shop.make(null, Map.of(a, 1L));

    CartWrite result =
        edits(new MongoCarts(database.store()))
            .putLine(ADMIN, cart, new Expected.Present(), euros, 1);

    assertThat(result).isEqualTo(new CartWrite.OtherCurrency(euros, "EUR", "GBP"));
    assertThat(shop.version(cart)).isEqualTo(1);
  }

  @Test
  void aFullCartTakesNoOtherProduct() {
    SequencedMap<Sku, Long> full = new LinkedHashMap<>();
    IntStream.range(0, Cart.MAX_LINES).forEach(i -> full.put(goods("GBP"), 1L));
    CartId cart = shop.make(null, full);

    CartWrite result =
        edits(new MongoCarts(database.store())).putLine(ADMIN, cart, new Expected.Present(), a, 1);
    MergeResult merged =
        merges(new MongoCarts(database.store())).merge(ADMIN, cart, shop.make(null, Map.of(a, 1L)));

    assertThat(result).isInstanceOf(CartWrite.TooManyLines.class);
    assertThat(merged).isEqualTo(new MergeResult.TooManyLines(Cart.MAX_LINES + 1));
    assertThat(shop.units(cart)).isEqualTo(full);
  }

  // Keys

  @Test
  void oneKeyMakesOneCartHoweverOftenAndWhateverHasBecomeOfIt() throws Exception {
    String key = "k-" + UUID.randomUUID();

    List<CartId> made =
        Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).makeOnce(key, null, Map.of(a, 1L)));
    assertThat(made).containsOnly(made.getFirst());
    assertThat(shop.units(made.getFirst())).isEqualTo(Map.of(a, 1L));

    shop.delete(made.getFirst());
    assertThat(shop.makeOnce(key, null, Map.of(a, 1L))).isEqualTo(made.getFirst());
    assertThat(carts.find(made.getFirst())).isEmpty();
  }

  @Test
  void cartOfAKeyThatWasCutOffIsMadeByTheRepeat() {
    String key = "k-" + UUID.randomUUID();
    CartKeys keys =
        new CartKeys(database.store(), new FaultyCarts(database.store(), 1, false), times());
    Cart draft =
        ((CartWrite.Saved) edits(new MongoCarts(database.store())).draft(null, one(a))).cart();
    assertThatThrownBy(() -> keys.claim(key, "hash", draft, "answer"))
        .isInstanceOf(MongoSocketException.class);
    assertThat(carts.find(draft.id())).isEmpty();

    assertThat(shop.makeOnce(key, null, Map.of(a, 1L))).isEqualTo(draft.id());

    assertThat(shop.units(draft.id())).isEqualTo(Map.of(a, 1L));
  }

  // Merging

  @Test
  void mergeAddsUnitsAndEndsTheOtherCart() {
    CartId from = shop.make(null, Map.of(a, 2L, b, 1L));
    CartId into = shop.make(ADA, Map.of(a, 3L));

    assertThat(merge(into, from)).isEqualTo(new MergeResult.Merged(found(into), false));
    assertThat(merge(into, from)).isEqualTo(new MergeResult.Merged(found(into), true));

    assertThat(shop.units(into)).isEqualTo(Map.of(a, 5L, b, 1L));
    assertThat(carts.find(from)).isEmpty();
  }

  @Test
  void mergeSentManyTimesAtOnceMergesOnce() throws Exception {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of(a, 3L));

    List<Boolean> merged = Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).merge(into, from));

    assertThat(merged).containsOnly(true);
    assertThat(shop.units(into)).isEqualTo(Map.of(a, 5L));
  }

  @Test
  void aCartMergedIntoManyAtOnceGoesIntoOne() throws Exception {
    CartId from = shop.make(null, Map.of(a, 2L));
    List<CartId> targets =
        IntStream.range(0, MANY).mapToObj(i -> shop.make(ADA, Map.of(a, 1L))).toList();

    List<Boolean> merged =
        Parallel.run(MANY, i -> () -> at(Clock.systemUTC()).merge(targets.get(i), from));

    assertThat(merged).containsOnlyOnce(true);
    assertThat(targets.stream().mapToLong(cart -> shop.units(cart).get(a)).sum())
        .isEqualTo(MANY + 2);
  }

  @Test
  void twoCartsMergedIntoEachOtherLoseNothing() throws Exception {
    CartId one = shop.make(null, Map.of(a, 2L));
    CartId other = shop.make(null, Map.of(a, 3L));

    Parallel.run(
        2, i -> () -> at(Clock.systemUTC()).merge(i == 0 ? one : other, i == 0 ? other : one));

    assertThat(shop.units(one).getOrDefault(a, 0L) + shop.units(other).getOrDefault(a, 0L))
        .isEqualTo(5);
  }

  @ParameterizedTest(name = "write {0}, done {1}")
  @CsvSource({"1, true", "1, false", "2, true", "2, false", "3, true", "3, false"})
  void aMergeCutOffAtAnyWriteIsFinishedByARepeat(int write, boolean done) {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of(a, 3L));
    assertThatThrownBy(
            () -> merges(new FaultyCarts(database.store(), write, done)).merge(ADMIN, into, from))
        .isInstanceOf(MongoSocketException.class);

    assertThat(merge(into, from)).isInstanceOf(MergeResult.Merged.class);
    assertThat(merge(into, from)).isEqualTo(new MergeResult.Merged(found(into), true));

    assertThat(shop.units(into)).isEqualTo(Map.of(a, 5L));
    assertThat(shop.units(from)).isEmpty();
  }

  @Test
  void aMergeHasThreeWrites() {
    FaultyCarts counting = new FaultyCarts(database.store(), 0, false);

    merges(counting).merge(ADMIN, shop.make(ADA, Map.of(a, 3L)), shop.make(null, Map.of(a, 2L)));

    assertThat(counting.writes()).isEqualTo(3);
  }

  @ParameterizedTest(name = "write {0}")
  @ValueSource(ints = {1, 2})
  void aMergeCutOffIsFinishedByWhoeverLooks(int write) {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of(a, 3L));
    assertThatThrownBy(
            () -> merges(new FaultyCarts(database.store(), write, true)).merge(ADMIN, into, from))
        .isInstanceOf(MongoSocketException.class);

    assertThat(carts.find(from)).isEmpty();

    assertThat(shop.units(into)).isEqualTo(Map.of(a, 5L));
  }

  @Test
  void aCartWhoseTargetIsDeletedMeanwhileKeepsItsLines() {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of(a, 3L));
    assertThatThrownBy(
            () -> merges(new FaultyCarts(database.store(), 1, true)).merge(ADMIN, into, from))
        .isInstanceOf(MongoSocketException.class);
    shop.delete(into);
    shop.put(into, Map.of(b, 1L));

    assertThat(shop.units(from)).isEqualTo(Map.of(a, 2L));
    assertThat(shop.units(into)).isEqualTo(Map.of(b, 1L));
  }

  @Test
  void anIdUsedAgainAfterItsCartWasMergedCanBeMergedAgain() {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of());
    merge(into, from);
    shop.put(from, Map.of(a, 4L));

    assertThat(merge(into, from)).isEqualTo(new MergeResult.Merged(found(into), false));

    assertThat(shop.units(into)).isEqualTo(Map.of(a, 6L));
  }

  @Test
  void moreMergesThanAreRememberedAreAllDoneOnce() {
    CartId into = shop.make(ADA, Map.of());
    CartId first = shop.make(null, Map.of(a, 1L));
    // The first is left without its tombstone, so that forgetting it too early would double it.
    assertThatThrownBy(
            () -> merges(new FaultyCarts(database.store(), 2, true)).merge(ADMIN, into, first))
        .isInstanceOf(MongoSocketException.class);
    for (int i = 0; i < Cart.MAX_MERGED; i++) {
      assertThat(shop.merge(into, shop.make(null, Map.of(a, 1L)))).isTrue();
    }

    assertThat(merge(into, first)).isEqualTo(new MergeResult.Merged(found(into), true));

    assertThat(shop.units(into)).isEqualTo(Map.of(a, Cart.MAX_MERGED + 1L));
    assertThat(found(into).merged()).hasSize(Cart.MAX_MERGED);
  }

  @Test
  void aCartThatAnOrderIsMadeOfIsNotMerged() {
    CartId from = taken(Map.of(a, 2L), "o-1");
    CartId into = shop.make(ADA, Map.of());

    assertThat(merge(into, from)).isInstanceOf(MergeResult.InCheckout.class);

    carts.giveBack(from, 1, "o-1");
    assertThat(merge(into, from)).isInstanceOf(MergeResult.Merged.class);
    assertThat(shop.units(into)).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void anotherCustomersCartIsNotMerged() {
    CartId from = shop.make(new CustomerId("eve"), Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of());

    assertThat(merge(into, from)).isInstanceOf(MergeResult.OtherCustomer.class);
    assertThat(merges(new MongoCarts(database.store())).merge(new Caller.Shopper(ADA), into, from))
        .isInstanceOf(MergeResult.SourceMissing.class);

    assertThat(shop.units(from)).isEqualTo(Map.of(a, 2L));
  }

  @Test
  void cartsOfTwoCurrenciesAreNotMerged() {
    CartId from = shop.make(null, Map.of(goods("EUR"), 2L));
    CartId into = shop.make(ADA, Map.of(a, 1L));

    assertThat(merge(into, from)).isEqualTo(new MergeResult.OtherCurrency("GBP", "EUR"));
  }

  @Test
  void cartsThatAreNoMoreAreNotMerged() {
    CartId from = shop.make(null, Map.of(a, 2L));
    CartId into = shop.make(ADA, Map.of());

    assertThat(merge(into, CartId.random())).isInstanceOf(MergeResult.SourceMissing.class);
    assertThat(merge(CartId.random(), from)).isInstanceOf(MergeResult.Missing.class);
    shop.delete(from);
    assertThat(merge(into, from)).isInstanceOf(MergeResult.SourceMissing.class);
  }

  private static CartsForTests at(Clock clock) {
    return new CartsForTests(
        database.store(), catalog, StockInstance.of(database.store(), clock).stock(), clock);
  }

  private static Clock in(Duration later) {
    return Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
  }

  private static CartTimes times() {
    return new CartTimes(Clock.systemUTC(), CartsForTests.CONFIG);
  }

  private static CartEdits edits(MongoCarts carts) {
    return new CartEdits(carts, catalog, times());
  }

  private static CartMerges merges(MongoCarts carts) {
    return new CartMerges(carts, times());
  }

  private MergeResult merge(CartId into, CartId from) {
    return merges(new MongoCarts(database.store())).merge(ADMIN, into, from);
  }

  private Cart found(CartId id) {
    return carts.find(id).orElseThrow();
  }

  private CartId taken(Map<Sku, Long> units, String order) {
    CartId cart = shop.make(null, units);
    assertThat(carts.takeFor(cart, 1, order)).isTrue();
    return cart;
  }

  private Map<Sku, Long> taken(CartId cart, String order) {
    Cart.Checkout checkout = found(cart).checkout();
    assertThat(checkout.orderId()).isEqualTo(order);
    Map<Sku, Long> units = new LinkedHashMap<>();
    checkout.lines().forEach(line -> units.put(line.sku(), line.quantity()));
    return units;
  }

  private static void cutOff(boolean done, java.util.function.Consumer<Carts> call) {
    Carts faulty = new ShopCarts(new FaultyCarts(database.store(), 1, done), times());
    assertThatThrownBy(() -> call.accept(faulty)).isInstanceOf(MongoSocketException.class);
  }

  private static SequencedMap<Sku, Long> one(Sku sku) {
    return new LinkedHashMap<>(Map.of(sku, 1L));
  }

  private static Sku goods(String currency) {
    Sku sku = new Sku("C-" + UUID.randomUUID());
    CatalogForTests.put(database.store(), sku, new Money(250, currency));
    return sku;
  }
}

package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chaos run against a shop that is right, and against shops with planted mistakes. */
class ChaosRunTest {

  private static final int ORDERS = 600;
  private static final Duration RECOVERY = Duration.ofSeconds(4);

  /** Before the time until which the fake shop holds its stock, and long after it. */
  private static final Instant BEFORE = Instant.parse("2029-12-31T23:00:00Z");

  private static final Instant AFTER = Instant.parse("2030-01-01T01:00:00Z");

  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();

  private ChaosRun.Result play(FakeShop shop, Instant now) {
    return new ChaosRun(
            new ChaosRun.Settings(4, 1, "r1", RECOVERY),
            shop,
            seed -> shop,
            shop,
            kept.terminal(false),
            Clock.fixed(now, ZoneOffset.UTC))
        .play(new Calm());
  }

  /** Nothing rages; it is over after so many orders. */
  private static final class Calm implements Storm {
    private final AtomicInteger orders = new AtomicInteger();

    @Override
    public void begin() {}

    @Override
    public boolean goesOn() {
      return orders.incrementAndGet() <= ORDERS;
    }

    @Override
    public void settle() {}
  }

  @Test
  void findsARightShopRight() {
    ChaosRun.Result result = play(new FakeShop(), BEFORE);
    assertThat(result.checks()).flatExtracting(Check::mistakes).isEmpty();
    assertThat(result.checks()).extracting(Check::subjects).doesNotContain(0L);
    assertThat(result.played()).hasSize(ORDERS).anyMatch(one -> !one.isPlaced());
    assertThat(result.played())
        .filteredOn(Played::isPlaced)
        .extracting(Played::status)
        .contains("placed", "cancelled", "paid", "shipped", "delivered", "returned");
    assertThat(result.receipts()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void findsEveryPlantedMistake(FakeShop.Fault fault) {
    assertThat(mistakes(new FakeShop(fault))).containsAnyOf(trace(fault).split("\\|"));
  }

  @ParameterizedTest
  @EnumSource
  void findsEveryLie(FakeShop.Lie lie) {
    assertThat(mistakes(new FakeShop(lie))).contains(trace(lie));
  }

  private String mistakes(FakeShop shop) {
    return play(shop, BEFORE).checks().stream()
        .flatMap(check -> check.mistakes().stream())
        .toList()
        .toString();
  }

  private static String trace(FakeShop.Fault fault) {
    return switch (fault) {
      case DOUBLES_AN_ORDER -> "is one that nobody was told of";
      case LOSES_AN_ORDER -> "was placed and is gone";
      case SKIPS_A_NUMBER -> "was due";
      case SELLS_A_UNIT_TOO_MANY -> "where received less sold is";
      case LEAKS_A_HOLD -> "reserved, where placed orders hold";
      case FORGETS_A_PAYMENT -> "is placed, not paid";
      case ANSWERS_A_REPLAY_DIFFERENTLY -> "got two answers|got another answer|and asked again";
      case HIDES_THAT_IT_REPLAYS -> "replay";
      case SHOWS_OTHER_LINES -> "has other lines than were ordered";
      case ADDS_UP_WRONGLY -> "a total that is not the sum of its lines";
      case LISTS_AN_ORDER_TWICE -> "is listed twice";
      case SHOWS_LESS_THAN_NOTHING -> "below zero";
    };
  }

  private static String trace(FakeShop.Lie lie) {
    return switch (lie) {
      case FORGETS_A_KEY -> "and is unknown";
      case SAYS_THAT_A_KEY_STILL_RUNS -> "is said to be KeyOutcome[state=running";
      case NAMES_ANOTHER_ORDER_FOR_A_KEY -> "is said to have made /v1/orders/o";
      case TAKES_A_KEY_FOR_ANOTHER_BODY -> "its key with another body: 201";
      case DELIVERS_BEFORE_IT_WAS_PAID -> "delivered before it was paid";
      case FORGETS_THAT_IT_SHIPPED -> "is paid, not shipped";
      case RECEIVES_TWICE, FORGETS_TO_RESTOCK -> "where received less sold is";
      case LEAVES_AN_ORDER_PENDING -> "(pending) is one that nobody was told of";
      case HIDES_A_HOLD -> "are not what these orders ask for";
      case EXPLAINS_OTHER_FIGURES -> "is not on hand";
      case DRIFTS -> "drift 1";
      case FINDS_SOMETHING_TO_REPAIR -> "it found a stray hold";
    };
  }

  @Test
  void findsOrdersThatOutliveTheirTime() {
    assertThat(play(new FakeShop(), AFTER).checks())
        .flatExtracting(Check::mistakes)
        .anyMatch(mistake -> mistake.contains("is placed, not expired"));
  }

  @Test
  void findsThatMoreWasSoldThanReceived() {
    Sku sku = new Sku("T1");
    SeenOrder order = new SeenOrder("c.1", 1, "paid", Map.of(sku, 3L), 3, 3, null);
    Check check =
        new ChaosStockCheck(Map.of(sku, 2L), List.of(order), Set.of())
            .of(Map.of(sku, new StockFigures(0, 0, 0)), Map.of());
    assertThat(check.mistakes()).anyMatch(mistake -> mistake.contains("more sold than received"));
  }
}

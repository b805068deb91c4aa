package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may and may not stand in a customer's list. */
class OrdersCheckTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final CustomerId CUSTOMER = new CustomerId("c1");

  private static List<String> mistakes(
      List<SeenOrder> newestFirst, long version, long before, Outcome... outcomes) {
    ShopApi shop = new ListOnly(new OrderPage(newestFirst, null, version));
    return new OrdersCheck(shop, Clock.fixed(NOW, ZoneOffset.UTC))
        .customer(CUSTOMER, before, List.of(outcomes))
        .mistakes();
  }

  private static SeenOrder order(long seq, String status, Instant until) {
    return new SeenOrder("o" + seq, seq, status, Map.of(new Sku("T1"), 2L), 10, 10, until);
  }

  private static Outcome outcome(Outcome.Ending ending) {
    return new Outcome(
        InvoicesFixture.invoice("1", "c1", "T1", 2),
        ending,
        Duration.ZERO,
        false,
        List.of(),
        List.of());
  }

  private static Outcome placed(String id) {
    return outcome(new Outcome.Ending.Placed(id, false, false));
  }

  @Test
  void bearsOlderOrdersOfAnyState() {
    assertThat(
            mistakes(
                List.of(order(2, "placed", NOW), order(1, "delivered", NOW)), 2, 1, placed("o2")))
        .isEmpty();
  }

  @Test
  void bearsExpiryOnlyOnceItIsDue() {
    assertThat(mistakes(List.of(order(1, "expired", NOW)), 1, 0, placed("o1"))).isEmpty();
    assertThat(mistakes(List.of(order(1, "expired", NOW.plusSeconds(1))), 1, 0, placed("o1")))
        .singleElement()
        .asString()
        .contains("is expired, not placed");
  }

  @Test
  void bearsOneRefusedOrderForEachRefusal() {
    Outcome refused = outcome(new Outcome.Ending.Refused());
    List<SeenOrder> two = List.of(order(2, "refused", NOW), order(1, "refused", NOW));
    assertThat(mistakes(two, 2, 0, refused, refused)).isEmpty();
    assertThat(mistakes(two, 2, 0, refused))
        .containsExactly("customer c1: 2 refused orders for 1 refusals");
  }

  @Test
  void findsOrdersMissingAtTheEnd() {
    assertThat(mistakes(List.of(order(3, "placed", NOW)), 3, 2, placed("o3")))
        .containsExactly("customer c1: 2 orders are missing from the list");
  }

  @Test
  void findsOrdersOutOfTurn() {
    assertThat(
            mistakes(
                List.of(order(2, "placed", NOW), order(1, "placed", NOW)),
                2,
                0,
                placed("o2"),
                placed("o1")))
        .singleElement()
        .asString()
        .contains("stands before an earlier one");
  }

  /** A shop of which only one customer's list can be seen. */
  private record ListOnly(OrderPage page) implements ShopApi {

    @Override
    public OrderPage orders(CustomerId customer, @Nullable String cursor) {
      return page;
    }

    @Override
    public long listVersion(CustomerId customer) {
      return page.latestVersion();
    }

    @Override
    public Set<Sku> existing(Collection<Sku> skus) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void create(Sku sku, String name, Money price) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Sku, StockFigures> stock(Collection<Sku> skus) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void receive(Sku sku, String movementId, long quantity) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Answer place(Invoice invoice, String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Answer move(String orderId, Life.Act act, String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SeenOrder> order(String id) {
      throw new UnsupportedOperationException();
    }
  }
}

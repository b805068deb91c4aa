package io.saleproof.orders;

import static io.saleproof.orders.OrdersWorld.move;
import static io.saleproof.orders.OrdersWorld.request;
import static io.saleproof.stock.HoldOwners.Claim.GAVE_BACK;
import static io.saleproof.stock.HoldOwners.Claim.HOLDS;
import static io.saleproof.stock.HoldOwners.Claim.IN_MOTION;
import static io.saleproof.stock.HoldOwners.Claim.SOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.stock.HoldOwners;
import io.saleproof.stock.HoldOwners.Claim;
import io.saleproof.stock.HoldOwners.Owner;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldClaimsTest {

  private static OrdersWorld world;

  private HoldOwners owners;
  private Sku sku;
  private String customer;

  @BeforeAll
  static void start() {
    world = new OrdersWorld();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void names() {
    owners = OrdersInstance.holdOwners(world.store());
    sku = world.goods("A", 10);
    customer = "c-" + UUID.randomUUID();
  }

  @Test
  void settledOrdersSayWhatTheirStateSays() {
    assertThat(claimAfter()).isEqualTo(HOLDS);
    assertThat(claimAfter(OrderAction.PAY)).isEqualTo(SOLD);
    assertThat(claimAfter(OrderAction.PAY, OrderAction.SHIP)).isEqualTo(SOLD);
    assertThat(claimAfter(OrderAction.PAY, OrderAction.SHIP, OrderAction.DELIVER)).isEqualTo(SOLD);
    assertThat(
            claimAfter(OrderAction.PAY, OrderAction.SHIP, OrderAction.DELIVER, OrderAction.RETURN))
        .isEqualTo(SOLD);
    assertThat(claimAfter(OrderAction.CANCEL)).isEqualTo(GAVE_BACK);
    assertThat(claimAfter(OrderAction.PAY, OrderAction.CANCEL)).isEqualTo(GAVE_BACK);
  }

  @Test
  void refusedAndExpiredOrdersGaveBack() {
    Sku none = world.goods("B", 0);
    world.instance().place(request(customer, "k1", sku, none));
    world.instance().place(request(customer, "k2", sku));
    world.advanceToExpiry();
    int unused = world.instance().sweep();

    Map<String, Owner> found = owners.owners(sku, List.of(id(1), id(2)));

    assertThat(found.get(id(1)).claim()).isEqualTo(GAVE_BACK);
    assertThat(found.get(id(2)).claim()).isEqualTo(GAVE_BACK);
  }

  @Test
  void nothingIsSaidOfWhatIsNotSettled() {
    assertThatThrownBy(
            () ->
                world.watched(OrderCrashTest.diesAfter("hold")).place(request(customer, "k1", sku)))
        .isInstanceOf(Steps.Death.class);
    world.instance().place(request(customer, "k2", sku));
    assertThatThrownBy(
            () ->
                world
                    .watched(OrderCrashTest.diesAfter("append"))
                    .move(move(new OrderId(new CustomerId(customer), 2), OrderAction.PAY)))
        .isInstanceOf(Steps.Death.class);

    Map<String, Owner> found = owners.owners(sku, List.of(id(1), id(2)));

    assertThat(found.get(id(1)).claim()).isEqualTo(IN_MOTION);
    assertThat(found.get(id(2)).claim()).isEqualTo(IN_MOTION);
    assertThat(owners.holding(List.of(sku), 10)).isEmpty();
  }

  @Test
  void ordersThatDoNotExistAreLeftOut() {
    assertThat(owners.owners(sku, List.of(id(1), "no order's id", ""))).isEmpty();
  }

  @Test
  void moreOrdersThanOneReadTakesAreFound() {
    Sku many = world.goods("C", 300);
    for (int i = 0; i < 250; i++) {
      world.instance().place(request(customer, "k" + i, many));
    }
    List<String> ids = IntStream.rangeClosed(1, 250).mapToObj(this::id).toList();

    assertThat(owners.owners(many, ids))
        .hasSize(250)
        .allSatisfy(
            (id, owner) -> assertThat(owner).isEqualTo(new Owner(id, HOLDS, 1, owner.until())));
    assertThat(owners.holding(List.of(many), 1_000).get(many)).hasSize(250);
    assertThat(owners.holding(List.of(many), 7).get(many)).hasSize(7);
  }

  @Test
  void quantitiesAreThoseOfTheWholeOrder() {
    Sku other = world.goods("D", 5);
    world.instance().place(request(customer, "k", sku, other, sku));

    assertThat(owners.owners(sku, List.of(id(1))).get(id(1)).quantity()).isEqualTo(2);
    assertThat(owners.holding(List.of(sku, other), 10))
        .isEqualTo(
            Map.of(
                sku, Map.of(id(1), new Owner(id(1), HOLDS, 2, reservedUntil())),
                other, Map.of(id(1), new Owner(id(1), HOLDS, 1, reservedUntil()))));
    assertThat(owners.owners(world.goods("E", 0), List.of(id(1))).get(id(1)).quantity()).isZero();
  }

  private Instant reservedUntil() {
    return world
        .instance()
        .find(new OrderId(new CustomerId(customer), 1))
        .orElseThrow()
        .reservedUntil();
  }

  private Claim claimAfter(OrderAction... actions) {
    customer = "c-" + UUID.randomUUID();
    world.instance().place(request(customer, "k", sku));
    for (OrderAction action : actions) {
      world.instance().move(move(new OrderId(new CustomerId(customer), 1), action));
    }
    return owners.owners(sku, List.of(id(1))).get(id(1)).claim();
  }

  private String id(long seq) {
    return new OrderId(new CustomerId(customer), seq).toString();
  }
}

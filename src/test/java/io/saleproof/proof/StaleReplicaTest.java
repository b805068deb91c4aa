package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.http.Preconditions;
import io.saleproof.orders.PlaceOrder;
import io.saleproof.orders.PlaceOrderResult;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What decides a write is read from the primary, however far behind the replicas are. */
class StaleReplicaTest {

  private final World world = new World();

  @BeforeEach
  void oneOrderAndThenAnother() {
    world.clear(Settings.USUAL);
    world.putProduct(new Sku("A"), 100);
    Asking.receive(world.start(), "A", "first", 10);
    Asking.place(world.start(), "one", Asking.line("A", 1));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void orderIsNumberedAfterTheLastOneWhateverReplicasShow() {
    Instance behind = world.start(StaleReplica::beside);
    Asking.place(world.start(), "two", Asking.line("A", 1));

    assertThat(place(behind, 2))
        .isInstanceOfSatisfying(
            PlaceOrderResult.Placed.class,
            placed -> assertThat(placed.order().id().seq()).isEqualTo(3));
  }

  @Test
  void oldVersionOfTheListIsStaleWhateverReplicasShow() {
    Instance behind = world.start(StaleReplica::beside);
    Asking.place(world.start(), "two", Asking.line("A", 1));

    assertThat(place(behind, 1)).isEqualTo(new PlaceOrderResult.Stale(2));
  }

  @Test
  void replayIsKnownWhateverReplicasShow() {
    Instance behind = world.start(StaleReplica::beside);
    Answer answer = Asking.place(world.start(), "two", Asking.line("A", 1));

    assertThat(Asking.place(behind, "two", Asking.line("A", 1))).isEqualTo(answer);
  }

  private static PlaceOrderResult place(Instance instance, long version) {
    return instance
        .orders()
        .place(
            new PlaceOrder(
                Asking.CUSTOMER,
                List.of(Asking.line("A", 1)),
                "key",
                "hash",
                new Preconditions.Expected.OneOf(Set.of(version)),
                "request",
                null,
                null));
  }
}

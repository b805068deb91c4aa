package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.orders.OrderId;
import io.saleproof.recommendations.ModelState.Change;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.CustomerId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelStatesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final StoreForTests database = new StoreForTests();
  private final ModelStates sleeper = new ModelStates(database.store(), Clock.systemUTC());
  private final ModelStates other = new ModelStates(database.store(), Clock.systemUTC());

  @AfterEach
  void close() {
    database.close();
  }

  /** Also if the other one has begun nothing yet, so that the round is still the same. */
  @Test
  void whoWasTakenOverChangesNothingAnyMore() {
    ModelState begun =
        sleeper.begin(
            sleeper.takeOver(),
            List.of(new Change(new OrderId(new CustomerId("ann"), 1), 1, 1, true)));
    ModelState taken = other.takeOver();
    assertThat(taken.round()).isEqualTo(begun.round());
    assertThat(taken.batch()).as("what is to be finished").isEqualTo(begun.batch());

    List<Consumer<ModelState>> changes =
        List.of(
            state -> sleeper.begin(state, List.of()),
            sleeper::finish,
            sleeper::rebuilding,
            state -> sleeper.rebuilt(state, 7, 7, NOW),
            state -> sleeper.keptAt(state, NOW));
    for (Consumer<ModelState> change : changes) {
      assertThatThrownBy(() -> change.accept(begun)).isInstanceOf(ModelStates.TakenOver.class);
      assertThat(other.read()).isEqualTo(taken);
    }
  }

  @Test
  void whoHasBegunAnotherRoundSinceCanNotGoOnFromTheOneBefore() {
    ModelState before = sleeper.takeOver();
    ModelState begun = sleeper.begin(before, List.of());

    assertThatThrownBy(() -> sleeper.begin(before, List.of()))
        .isInstanceOf(ModelStates.TakenOver.class);
    assertThat(other.read()).isEqualTo(begun);
  }
}

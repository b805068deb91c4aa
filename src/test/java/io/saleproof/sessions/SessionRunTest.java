package io.saleproof.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.proof.Figures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories, short unless {@code -Dsessions.operations} says otherwise. */
class SessionRunTest {

  private static final long SEED = Long.getLong("sessions.seed", 20260101L);
  private static final int OPERATIONS = Integer.getInteger("sessions.operations", 4_000);

  /** Mostly 2,000 show all that goes wrong without tokens. */
  private static final int ENOUGH = 20_000;

  private static final List<Guarantee> GUARANTEES =
      List.of(
          Guarantee.READ_YOUR_WRITES,
          Guarantee.MONOTONIC_READS,
          Guarantee.MONOTONIC_WRITES,
          Guarantee.WRITES_FOLLOW_READS);

  @Test
  void everyClientHasItsGuaranteesWhateverHappensToTheCluster() throws Exception {
    try (SessionRun run = new SessionRun(SEED, OPERATIONS, Habit.KEEPS_THEM)) {
      Breaches breaches = run.run();

      Figures.tell("sessions", run.toString());
      assertThat(breaches.told()).as(run.toString()).isEmpty();
      assertThatMuchHasHappened(run);
    }
  }

  /** Or the history would show nothing. */
  private static void assertThatMuchHasHappened(SessionRun run) {
    assertThat(List.of("replica", "replica-after-wait", "primary-fallback"))
        .allSatisfy(by -> assertThat(run.served(by)).as(by).isPositive());
    assertThat(List.of("GET 304", "PUT 412 stale-version", "POST 201"))
        .allSatisfy(kind -> assertThat(run.tally().of(kind)).as(kind).isPositive());
    assertThat(run.disturber().count("step-downs that lost writes", 0)).isPositive();
    assertThat(run.rotations()).isEqualTo(3);
  }

  @Test
  void withoutTokensClientsSeeEveryKindOfAnomaly() throws Exception {
    try (SessionRun run = new SessionRun(SEED, ENOUGH, Habit.HAS_NONE)) {
      Breaches breaches =
          run.until(broken -> GUARANTEES.stream().allMatch(it -> broken.of(it) > 0)).run();

      Figures.tell("sessions-without-tokens", run.toString());
      assertThat(GUARANTEES)
          .as(run.toString())
          .allSatisfy(it -> assertThat(breaches.of(it)).isPositive());
      assertThat(breaches.of(Guarantee.NOTHING_LOST)).isZero();
    }
  }
}

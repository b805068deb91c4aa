package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The {@link LongRun}, short unless {@code -Dproof.operations} says otherwise. */
class LongRunTest {

  private static final long SEED = Long.getLong("proof.seed", 20260101L);
  private static final int OPERATIONS = Integer.getInteger("proof.operations", 4_000);

  /** More than this would only repeat itself. */
  private static final int SHOWN = 10;

  @Test
  void whateverClientsDoAndInstancesSufferTheBooksAreRight() throws Exception {
    long start = System.nanoTime();
    try (LongRun run = new LongRun(SEED, OPERATIONS)) {
      List<String> broken = run.run();

      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      Figures.tell("long-run", run + ", " + seconds + " s");
      assertThat(broken.stream().limit(SHOWN)).as(broken.size() + " broken, " + run).isEmpty();
    }
  }
}

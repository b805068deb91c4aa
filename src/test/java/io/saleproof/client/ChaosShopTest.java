package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of a chaos run, and what is reported of one. */
class ChaosShopTest {

  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--second 5 -- java",
        "--seconds 1 -- java",
        "--clients 0 -- java",
        "file -- java",
        "--seconds 5",
        "--seconds 5 --"
      })
  void refusesACommandLineThatMakesNoSense(String line) {
    assertThat(ChaosShop.run(kept.terminal(false), Map.of(), line.split(" ")))
        .isEqualTo(Failure.MISUSE);
    assertThat(kept.progress()).hasLineCount(1);
  }

  private static ChaosReport report(Outages outages, List<Check> checks) {
    Answer placed = new Answer(201, "{\"id\": \"c.1\"}", false, List.of());
    Played played =
        new Played(
            InvoicesFixture.invoice("k1", "c", "T1", 1),
            Optional.of(placed),
            List.of(),
            List.of(Duration.ofMillis(20)),
            List.of("no answer: reset", "no answer: null"),
            List.of());
    return ChaosReport.of(
        new ChaosReport.Frame(3, 12, 7, Duration.ofSeconds(4), true, new Killer.Toll(30, 2)),
        new ChaosRun.Result(List.of(played), 5, Duration.ofSeconds(60), checks),
        outages,
        Duration.ofSeconds(5));
  }

  @Test
  void reportsWhatWasDoneAndFound() {
    ChaosReport report = report(new Outages(), List.of(new Check("all is well", 9, List.of())));
    assertThat(report.holds()).isTrue();
    assertThat(report.text()).contains("holds   all is well (9)").containsPattern("no answer +2\n");
    assertThat(report.markdown())
        .contains("| seed | 7 |", "| all is well | 9 | 0 |", "30 (2 of them while");
  }

  @Test
  void reportsAMistake() {
    ChaosReport report = report(new Outages(), List.of(new Check("all is well", 9, List.of("no"))));
    assertThat(report.holds()).isFalse();
    assertThat(report.text()).contains("BROKEN  all is well (9)\n        no\n");
  }

  @Test
  void findsFailuresThatLastTooLong() {
    Outages outages = new Outages();
    outages.failed(Duration.ofMillis(5_001));
    assertThat(report(outages, List.of()).text()).contains("the longest lasted 5,001 ms");
  }
}

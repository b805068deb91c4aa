package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Cuts every flow of orders, stock and carts at every call of the database, in every way, and holds
 * what is left against the promises; see {@link CrashSuite}.
 */
class CrashSuiteTest {

  /** {@code -Dproof.flow=…}: only flows with this in their names, to look into one. */
  private static final String ONLY = System.getProperty("proof.flow", "");

  /** More than this would only repeat itself. */
  private static final int SHOWN = 10;

  private static CrashSuite suite;
  private static long start;

  @BeforeAll
  static void start() {
    suite = new CrashSuite();
    start = System.nanoTime();
  }

  @AfterAll
  static void stop() {
    suite.close();
    Figures.tell(
        "crash-suite",
        "%d points at %d places in %d flows, %d runs, %d s"
            .formatted(
                suite.points(),
                suite.places(),
                suite.flows(),
                suite.runs(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
  }

  @TestFactory
  Stream<DynamicTest> everyFlowKeepsEveryPromiseWhereverItIsCut() {
    Stream<DynamicTest> flows =
        Flows.all().stream()
            .filter(flow -> flow.name().contains(ONLY))
            .map(flow -> DynamicTest.dynamicTest(flow.name(), () -> cut(flow)));
    return ONLY.isEmpty()
        ? Stream.concat(
            flows, Stream.of(DynamicTest.dynamicTest("no write was left out", this::noneLeftOut)))
        : flows;
  }

  private void cut(Flow flow) {
    List<String> broken = suite.run(flow);

    assertThat(broken.stream().limit(SHOWN)).as(broken.size() + " broken promises").isEmpty();
  }

  private void noneLeftOut() {
    assertThat(WritingCallSites.untried(WritingCallSites.ofTheShop(), suite.crashed()))
        .as("writes that no flow of the crash suite reaches; add a flow that does")
        .isEmpty();
  }
}
